"""Read-only mirror of SPSE: packages and the times of their stages (Pasal 3(3), 19(1)c)."""
