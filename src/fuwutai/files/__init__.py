"""Attachments and raw messages: stored once by their content, downloaded only by whoever sees their record."""
