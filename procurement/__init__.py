"""Read-only mirror of SPSE and SiRUP data (Pasal 3(3), 19(1)c). Nothing lives here yet; import-linter knows its layer."""
