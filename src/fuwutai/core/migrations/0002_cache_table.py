from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """The table behind the database cache, so that sign-in limits hold from the first start on."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
