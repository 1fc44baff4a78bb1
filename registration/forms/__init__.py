"""Forms of registration, one module a subject."""
