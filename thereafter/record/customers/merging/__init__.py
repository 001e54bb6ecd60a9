"""Two records of one person: found by rule, joined, and taken apart again with nothing lost."""
