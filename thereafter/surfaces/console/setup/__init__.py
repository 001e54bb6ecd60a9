"""Setting up: what a new shop decides, step by step."""
