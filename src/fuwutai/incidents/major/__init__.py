"""The major incident room (mission C11): who decides, who is in, whom we tell and how often, and the review."""
