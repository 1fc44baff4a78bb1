"""Pages of helpdesk for everybody, one module a subject."""
