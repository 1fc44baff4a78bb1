"""Reads of helpdesk, one module a subject."""
