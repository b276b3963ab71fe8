from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Schedule",
                    fields=[
                        (
                            "name",
                            models.CharField(
                                max_length=60, primary_key=True, serialize=False, verbose_name="名称"
                            ),
                        ),
                        ("slot_at", models.DateTimeField(verbose_name="时段")),
                        ("begun_at", models.DateTimeField(null=True, verbose_name="最近开始")),
                    ],
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=60, verbose_name="种类")),
                        ("payload", models.JSONField(verbose_name="内容")),
                        ("key", models.CharField(max_length=120, null=True, verbose_name="唯一键")),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "等待"), ("running", "进行中"), ("failed", "失败")],
                                default="queued",
                                max_length=8,
                                verbose_name="状态",
                            ),
                        ),
                        ("run_at", models.DateTimeField(verbose_name="何时执行")),
                        ("lease_until", models.DateTimeField(null=True, verbose_name="租约至")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                        ("last_error", models.CharField(default="", max_length=300, verbose_name="最近错误")),
                        ("added_at", models.DateTimeField(verbose_name="加入时间")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "queued")),
                                fields=["run_at", "id"],
                                name="job_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "running")),
                                fields=["lease_until"],
                                name="job_leased",
                            ),
                            models.Index(
                                condition=models.Q(("state", "failed")), fields=["id"], name="job_failed"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "queued")),
                                fields=("key",),
                                name="job_one_waiting_per_key",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
