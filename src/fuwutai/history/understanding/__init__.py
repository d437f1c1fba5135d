"""From the rows of one case to its story. Nothing here asks the database or writes to it."""
