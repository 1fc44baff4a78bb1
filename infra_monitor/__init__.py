"""Servers, daily checks, incidents (Pasal 25, 26). Nothing lives here yet; import-linter knows its layer."""
