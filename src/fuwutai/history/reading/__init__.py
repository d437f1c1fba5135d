"""Opening a history: CSV, Excel or XES, plain or packed with gzip, row by row and never as a whole."""

from fuwutai.history.reading.files import Layout, Rows, beginning, rows

__all__ = ["Layout", "Rows", "beginning", "rows"]
