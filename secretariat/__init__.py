"""Staff, SOP, reports, the compliance page (Pasal 8, 13-21). Nothing lives here yet; import-linter knows its layer."""
