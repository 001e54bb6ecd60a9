"""Search: one field over everything."""
