"""What a ticket reminds of: similar ones, their solutions, a category and a group learned from the past, bursts."""
