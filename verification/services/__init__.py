"""Writes of verification, one module a subject."""
