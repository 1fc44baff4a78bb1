"""Who may do what in helpdesk, one module a subject."""
