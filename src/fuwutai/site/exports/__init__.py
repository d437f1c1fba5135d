"""Handing out lists as files: small ones at once, large ones as a job with a notice when the file is ready."""
