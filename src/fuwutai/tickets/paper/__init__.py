"""The paper form (mission A7, B6): empty ones to fill in when nothing else works, and a ticket to take along."""
