"""Who may come in: sign in, sign out."""
