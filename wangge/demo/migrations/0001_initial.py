from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="DemoMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("size", models.CharField(max_length=10)),
                        ("seed", models.BigIntegerField()),
                        ("filled_at", models.DateTimeField()),
                        ("is_whole", models.BooleanField(default=False)),
                    ],
                )
            ],
        ),
    ]
