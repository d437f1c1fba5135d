"""Tables that people bring as files: their encoding, whether a workbook is safe to open, what a cell says."""
