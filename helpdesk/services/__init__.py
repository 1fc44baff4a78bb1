"""Writes of helpdesk, one module a subject."""
