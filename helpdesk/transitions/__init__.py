"""State machines of helpdesk, one module a subject."""
