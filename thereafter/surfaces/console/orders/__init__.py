"""Orders: what was in this one, what became of it, and what it caused?"""
