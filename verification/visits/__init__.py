"""Pages of appointments, mounted at /kunjungan/, and the screen of the waiting room."""
