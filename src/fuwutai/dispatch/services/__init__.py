"""Everything that dispatching changes: tickets by verbs as the system, and its own rows about them."""
