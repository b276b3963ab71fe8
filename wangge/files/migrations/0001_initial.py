import uuid_utils.compat
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("holder", models.CharField(max_length=80, verbose_name="归属")),
                        ("digest", models.CharField(blank=True, max_length=64, verbose_name="摘要")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("image", "照片"), ("document", "文件")],
                                max_length=10,
                                verbose_name="种类",
                            ),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("width", models.PositiveIntegerField(default=0, verbose_name="宽")),
                        ("height", models.PositiveIntegerField(default=0, verbose_name="高")),
                        ("key", models.CharField(blank=True, max_length=32)),
                        ("copies", models.JSONField(default=dict, verbose_name="副本")),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="拍摄时间")),
                        ("person_id", models.BigIntegerField(null=True, verbose_name="上传人")),
                        ("post_id", models.BigIntegerField(null=True, verbose_name="岗位")),
                        ("role", models.CharField(max_length=20, verbose_name="角色")),
                        ("created_at", models.DateTimeField(verbose_name="上传时间")),
                        ("claimed_at", models.DateTimeField(null=True, verbose_name="归档时间")),
                        ("forgotten_at", models.DateTimeField(null=True, verbose_name="删除时间")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["holder"], name="file_holder"),
                            models.Index(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=["key"],
                                name="file_key",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("claimed_at__isnull", True), ("forgotten_at__isnull", True)
                                ),
                                fields=["created_at"],
                                name="file_unclaimed",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("digest", ""), _negated=True),
                                fields=("holder", "digest"),
                                name="file_once_a_holder",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("forgotten_at__isnull", True),
                                    models.Q(("digest", ""), ("key", ""), ("taken_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="file_forgotten_has_no_bytes",
                            ),
                        ],
                    },
                )
            ],
        ),
    ]
