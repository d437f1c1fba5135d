from django.db import migrations

# Words and places in one index: PostgreSQL then meets the words and a stretch of keys without reading a text.
PLACES = "CREATE INDEX search_text_places ON search_text USING gin (words, (ARRAY[key >> 12]))"
WORDS = "CREATE INDEX search_text_words ON search_text USING gin (words)"


def replace(schema_editor, old, new):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {old}")
        # A million tickets take a minute and a half.
        schema_editor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        schema_editor.execute(new)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: replace(schema_editor, "search_text_words", PLACES),
            lambda apps, schema_editor: replace(schema_editor, "search_text_places", WORDS),
        )
    ]
