"""What events take from files and feeds."""
