"""What the database knows of how its tables are filled: it chooses its indexes by that."""

from django.db import connection

# So many rows of an index are looked at, so that a table of millions costs what one of thousands does.
_SAMPLE = 1000


def refresh() -> None:
    """Have the tables counted anew. PostgreSQL does so by itself; SQLite waits to be told."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_SAMPLE}")
        cursor.execute("ANALYZE")
