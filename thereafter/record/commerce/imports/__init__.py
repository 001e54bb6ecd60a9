"""What commerce takes from files and feeds: orders, products, shipments."""
