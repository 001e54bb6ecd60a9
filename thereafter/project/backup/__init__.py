"""`thereafter backup` and `thereafter restore`: the whole shop in one file."""
