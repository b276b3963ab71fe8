from django.db import migrations


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE cases_casewords ADD COLUMN words tsvector")
        schema_editor.execute("CREATE INDEX cases_words_gin ON cases_casewords USING gin (words)")
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE cases_fts USING fts5(words, tokenize='unicode61')")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
