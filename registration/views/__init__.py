"""Pages of registration, one module a subject."""
