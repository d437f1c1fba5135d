"""Incident management: something does not work as promised and has to be restored (mission C)."""
