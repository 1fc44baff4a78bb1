"""Desks of helpdesk inside the browser admin, one module a subject."""
