"""Bringing a directory in from a CSV or Excel file: read, match, show every row, then save.

Nothing is saved before somebody has seen what each row would do. An empty cell leaves what is there; the ways to reach
somebody are replaced kind by kind. A file may be brought in again and again: what is already so stays unchanged.
"""
