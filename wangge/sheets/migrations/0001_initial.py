import django.db.models.deletion
import django.db.models.expressions
import uuid_utils.compat
import wangge.kernel.sealing
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        ("person_id", models.BigIntegerField(null=True, verbose_name="人员")),
                        ("post_id", models.BigIntegerField(null=True, verbose_name="岗位")),
                        ("role", models.CharField(max_length=20, verbose_name="角色")),
                        ("by_name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("exporter", models.CharField(max_length=40, verbose_name="导出项")),
                        ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                        ("rows", models.PositiveIntegerField(verbose_name="行数")),
                        ("is_masked", models.BooleanField(verbose_name="已遮住个人信息")),
                        ("needs_approval", models.BooleanField(verbose_name="需另一人同意")),
                        ("file_name", models.CharField(max_length=130, verbose_name="文件名")),
                        ("key", models.CharField(max_length=32)),
                        ("created_at", models.DateTimeField(verbose_name="导出时间")),
                        ("ready_at", models.DateTimeField(null=True, verbose_name="可下载时间")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="同意时间")),
                        ("refused_at", models.DateTimeField(null=True, verbose_name="拒绝时间")),
                        ("decided_by_id", models.BigIntegerField(null=True, verbose_name="审批人")),
                        (
                            "decided_by_name",
                            models.CharField(blank=True, max_length=60, verbose_name="审批人姓名"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person_id", "-created_at"], name="export_by_person"),
                            models.Index(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=["created_at"],
                                name="export_with_file",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by_id__isnull", True),
                                    models.Q(("decided_by_id", models.F("person_id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="export_approved_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ready_at__isnull", True),
                                    ("needs_approval", False),
                                    ("approved_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="export_ready_when_allowed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Run",
                    fields=[
                        ("person_id", models.BigIntegerField(null=True, verbose_name="人员")),
                        ("post_id", models.BigIntegerField(null=True, verbose_name="岗位")),
                        ("role", models.CharField(max_length=20, verbose_name="角色")),
                        ("by_name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("importer", models.CharField(max_length=40, verbose_name="导入项")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ready", "待确认"),
                                    ("running", "正在导入"),
                                    ("done", "已完成"),
                                    ("stopped", "已停止"),
                                    ("discarded", "已放弃"),
                                ],
                                default="ready",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=120, verbose_name="文件名")),
                        ("key", models.CharField(max_length=32)),
                        ("blocks", models.PositiveIntegerField(verbose_name="块数")),
                        ("cursor", models.PositiveIntegerField(default=0, verbose_name="已处理块数")),
                        ("total", models.PositiveIntegerField(verbose_name="行数")),
                        ("done", models.PositiveIntegerField(default=0, verbose_name="成功")),
                        ("failed", models.PositiveIntegerField(default=0, verbose_name="失败")),
                        (
                            "preview",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="预览"
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                        ("created_at", models.DateTimeField(verbose_name="上传时间")),
                        ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                        ("moved_at", models.DateTimeField(verbose_name="最近进展")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person_id", "-created_at"], name="run_by_person"),
                            models.Index(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=["moved_at"],
                                name="run_with_rows",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "total__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("done"), "+", models.F("failed")
                                        ),
                                    )
                                ),
                                name="run_counts_within_total",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BadRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="行号")),
                        (
                            "problem",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="问题"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bad_rows",
                                to="sheets.run",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "number"), name="bad_row_once_a_run")
                        ],
                    },
                ),
            ],
        ),
    ]
