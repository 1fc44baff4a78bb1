"""Messages of helpdesk, one module a subject."""
