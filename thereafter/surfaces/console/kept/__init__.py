"""Views that somebody keeps, for herself or for everybody."""
