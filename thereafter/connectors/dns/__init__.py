"""DNS: the records that let mail servers believe the shop's letters, what to paste, and whether they are there."""
