"""Sending with care: what would go out, to whom, under which limits; start, stop, go on."""
