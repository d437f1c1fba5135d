"""The tickets that somebody has open, wherever they sit down."""
