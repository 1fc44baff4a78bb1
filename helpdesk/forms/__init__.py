"""Forms of helpdesk, one module a subject."""
