"""You: what a member keeps for herself."""
