"""Pages of verification outside the desk."""
