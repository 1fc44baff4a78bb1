"""Pages for everybody, one module a subject."""
