"""Staff: who works here, who did what, and what waits for a second look."""
