"""Stories become tickets: everything of a batch in one transaction, in a few statements."""
