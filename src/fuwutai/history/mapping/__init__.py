"""The mapping language: a YAML text that says what the columns and words of a source mean here.

docs/howto/import-history.md tells it to people.
"""

from fuwutai.history.mapping.language import Mapping, Rows
from fuwutai.history.mapping.library import Shipped, shipped
from fuwutai.history.mapping.reading import Mistake, Mistakes, read

__all__ = ["Mapping", "Mistake", "Mistakes", "Rows", "Shipped", "read", "shipped"]
