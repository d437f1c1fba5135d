from enum import StrEnum


class Kind(StrEnum):
    """What a field holds, which decides by what it can be compared."""

    CHOICE = "choice"  # one of some values that we know
    ROW = "row"  # a record
    TREE = "tree"  # a record that lies within others
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"


class Takes(StrEnum):
    """What an operator is given to compare with."""

    NOTHING = "nothing"
    CHOICES = "choices"  # a list of the field's values
    ROWS = "rows"  # a list of ids
    TEXTS = "texts"  # a list of texts, one of which is enough
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"  # 2026-11-20T08:25:00+08:00
    SPAN = "span"  # 30m, 12h, 7d, 2w
