"""Tickets, training, rooms, witness reports (Pasal 11, 23, 24)."""
