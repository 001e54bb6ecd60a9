"""What the machine says of itself, and `thereafter doctor`."""
