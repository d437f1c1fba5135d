import pytest
from django.db import connection

from fuwutai.core import statistics
from fuwutai.core.configuration.models import ConfigurationChange


@pytest.mark.django_db
def test_the_database_learns_how_its_tables_are_filled() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts its tables by itself")
    ConfigurationChange.objects.bulk_create(ConfigurationChange(subject="x", changes_json="{}") for _each in range(500))
    statistics.refresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl FROM sqlite_stat1")
        assert ConfigurationChange._meta.db_table in {name for (name,) in cursor.fetchall()}
