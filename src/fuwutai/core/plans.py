"""How PostgreSQL plans what it is asked over and over."""

import re
from typing import Any

from django.db.backends.postgresql.base import ServerBindingCursor

_PAGE = re.compile(r"\bORDER BY\b.*\bLIMIT\b", re.DOTALL)


class Cursor(ServerBindingCursor):
    """Has statements prepared that come again and again, but not the pages of lists.

    What is prepared gets, after some calls, one plan for whatever values come. To it each channel has a seventh of
    the tickets, so that going backwards through all of them soon gives a page: of a channel that nobody uses, never.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if isinstance(query, str) and _PAGE.search(query):
            options["prepare"] = False
        return super().execute(query, params, **options)  # type: ignore[misc]
