"""Macros: a message, fields and steps that belong together, done to a ticket at once, or not at all."""
