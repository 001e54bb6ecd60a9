"""What customers take from files and feeds: people, consents, suppressions. And how people in any set of rows are recognised."""
