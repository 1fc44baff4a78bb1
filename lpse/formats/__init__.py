"""How dates and times look where Django itself writes them (the lists of the admin)."""
