"""Tickets, training, rooms, witness reports (Pasal 11, 23, 24). Nothing lives here yet; import-linter knows its layer."""
