"""Who works in the shop, what each may do, and who did what."""
