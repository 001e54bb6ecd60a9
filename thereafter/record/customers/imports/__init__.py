"""What customers take from files and feeds, and how the people in any set of rows are recognised."""
