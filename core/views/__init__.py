"""Pages of core, one module a subject."""
