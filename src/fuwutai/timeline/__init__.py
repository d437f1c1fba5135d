"""The append-only history of any record that needs one (mission C14), chained by hash so that a change shows."""
