from django.db import migrations, models

from wangge.kernel.operations import CreateModels

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
        CreateModels(
            [
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("value", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="DoorCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.BinaryField(max_length=16)),
                        ("slot", models.DateTimeField()),
                        ("count", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "slot"), name="door_uses_once")
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(make_counters, migrations.RunPython.noop),
    ]
