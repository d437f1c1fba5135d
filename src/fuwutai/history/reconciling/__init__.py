"""Counting twice: what the file says, and what was written. A difference shows what an import got wrong."""

from fuwutai.history.reconciling.report import made

__all__ = ["made"]
