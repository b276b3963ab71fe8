from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        ("date", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("work", "工作日"),
                                    ("rest", "周末休息"),
                                    ("holiday", "节假日"),
                                    ("makeup_work", "调休上班"),
                                ],
                                max_length=12,
                                verbose_name="类型",
                            ),
                        ),
                        ("name", models.CharField(default="", max_length=40, verbose_name="名称")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="所属年度")),
                        (
                            "source",
                            models.CharField(
                                choices=[("seed", "系统自带"), ("import", "导入"), ("hand", "手工设置")],
                                max_length=6,
                                verbose_name="来源",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CalendarVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(max_length=36)),
                    ],
                ),
                migrations.CreateModel(
                    name="CalendarYear",
                    fields=[
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                primary_key=True, serialize=False, verbose_name="年度"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("seed", "系统自带"), ("import", "导入"), ("hand", "手工设置")],
                                max_length=6,
                                verbose_name="来源",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                    ],
                ),
                migrations.CreateModel(
                    name="WorkPeriods",
                    fields=[
                        (
                            "effective_from",
                            models.DateField(primary_key=True, serialize=False, verbose_name="生效日期"),
                        ),
                        ("periods", models.JSONField(verbose_name="上班时间")),
                    ],
                ),
            ],
        ),
    ]
