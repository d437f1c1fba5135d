"""Everything that changes a room. Each service is one transaction: change, entry, notices."""
