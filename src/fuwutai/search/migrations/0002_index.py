from django.db import migrations

FTS5 = "CREATE VIRTUAL TABLE search_text USING fts5(title, body, internal, tokenize = 'unicode61 remove_diacritics 0')"
TABLE = "CREATE TABLE search_text (key bigint PRIMARY KEY, words tsvector NOT NULL)"
GIN = "CREATE INDEX search_text_words ON search_text USING gin (words)"


def create(apps, schema_editor):
    for sql in [FTS5] if schema_editor.connection.vendor == "sqlite" else [TABLE, GIN]:
        schema_editor.execute(sql)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
