"""Writes of registration, one module a subject."""
