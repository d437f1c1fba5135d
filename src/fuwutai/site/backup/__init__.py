"""The whole installation in one file and back: every table, every attachment, the secrets. See docs/decisions/0009."""
