"""Ready-made replies and notes, with what is known of the ticket filled in."""
