from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "name",
                            models.CharField(
                                max_length=10, primary_key=True, serialize=False, verbose_name="名称"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("seq", models.BigIntegerField(verbose_name="序号")),
                        ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                        ("mac", models.CharField(max_length=64, verbose_name="封印")),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("person_id", models.BigIntegerField(null=True, verbose_name="人员")),
                        ("post_id", models.BigIntegerField(null=True, verbose_name="岗位")),
                        ("role", models.CharField(max_length=20, verbose_name="角色")),
                        ("name", models.CharField(max_length=120, verbose_name="姓名")),
                        ("verb", models.CharField(max_length=60, verbose_name="操作")),
                        ("subject", models.CharField(max_length=120, verbose_name="对象")),
                        ("note", models.TextField(verbose_name="说明")),
                        ("ip", models.CharField(max_length=45, verbose_name="地址")),
                        (
                            "seq",
                            models.BigIntegerField(
                                editable=False, null=True, unique=True, verbose_name="序号"
                            ),
                        ),
                        (
                            "digest",
                            models.CharField(default="", editable=False, max_length=64, verbose_name="摘要"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person_id", "id"], name="journal_by_person"),
                            models.Index(fields=["subject", "id"], name="journal_by_subject"),
                            models.Index(fields=["at"], name="journal_by_time"),
                            models.Index(
                                condition=models.Q(("seq__isnull", True)),
                                fields=["id"],
                                name="journal_unsealed",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
