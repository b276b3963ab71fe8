from django.db import migrations, models

COUNTERS = ["appeal", "case"]


def make_counters(apps, schema_editor):
    for name in COUNTERS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE SEQUENCE kernel_{name}_seq")
        else:
            apps.get_model("kernel", "Counter").objects.create(name=name)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make_counters, migrations.RunPython.noop),
    ]
