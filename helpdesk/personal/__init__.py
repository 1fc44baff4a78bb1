"""What helpdesk keeps about people, one module a subject."""
