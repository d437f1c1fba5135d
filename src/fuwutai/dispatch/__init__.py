"""Where a ticket goes by itself: routing rules, and who of the group gets it (mission A4)."""
