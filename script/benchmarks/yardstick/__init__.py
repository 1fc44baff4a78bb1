"""A small Django project to measure against: constant view (H), plain list (L), stock admin list (A)."""
