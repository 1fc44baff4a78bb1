"""Choices of helpdesk, one module a subject."""
