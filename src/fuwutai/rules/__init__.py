"""Conditions: one small language of field, operator and value, for everybody who selects records."""
