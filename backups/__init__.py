"""Backups on portable media and proven restores (Pasal 27). Nothing lives here yet; import-linter knows its layer."""
