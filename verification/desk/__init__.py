"""Pages of the desk inside the browser admin; the services do the work."""
