"""A failure of the protection of personal data: who is affected by what, and who was told (UU 27/2022 Pasal 46)."""
