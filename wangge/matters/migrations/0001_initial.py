import django.db.models.deletion
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("grids", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="CatalogueToken",
                    fields=[
                        ("name", models.CharField(max_length=12, primary_key=True, serialize=False)),
                        ("token", models.CharField(max_length=32)),
                    ],
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=8, primary_key=True, serialize=False, verbose_name="编码"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("place", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                    ],
                ),
                migrations.CreateModel(
                    name="HandlingModel",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=12, primary_key=True, serialize=False, verbose_name="编号"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("matter_codes", models.JSONField(default=list, verbose_name="适用事项")),
                        (
                            "only_when",
                            models.JSONField(blank=True, default=dict, verbose_name="仅在此条件下"),
                        ),
                        ("trigger", models.CharField(max_length=200, verbose_name="触发条件")),
                        ("steps", models.JSONField(default=list, verbose_name="步骤")),
                        ("done_when", models.JSONField(default=list, verbose_name="办成标准")),
                        ("aftercare", models.JSONField(blank=True, default=list, verbose_name="后续照看")),
                        ("evidence", models.JSONField(blank=True, default=list, verbose_name="留存证据")),
                        ("escalation", models.CharField(blank=True, max_length=300, verbose_name="升级情形")),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="注意")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "mark",
                            models.CharField(
                                choices=[
                                    ("seed", "原始材料"),
                                    ("source", "查有出处"),
                                    ("general", "常识待核"),
                                    ("proposal", "产品建议"),
                                    ("our_decision", "本产品规定"),
                                    ("local", "本地设定"),
                                ],
                                default="proposal",
                                max_length=12,
                                verbose_name="依据",
                            ),
                        ),
                        (
                            "source_note",
                            models.CharField(blank=True, max_length=300, verbose_name="依据说明"),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Lesson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("by_name", models.CharField(max_length=60, verbose_name="谁")),
                        ("cases", models.PositiveIntegerField(verbose_name="学习的案件")),
                        ("corrections", models.PositiveIntegerField(verbose_name="其中改判的")),
                        ("before", models.FloatField(verbose_name="学习前")),
                        ("after", models.FloatField(verbose_name="学习后")),
                        ("shipped_before", models.FloatField(verbose_name="随附来件，学习前")),
                        ("shipped_after", models.FloatField(verbose_name="随附来件，学习后")),
                        ("is_kept", models.BooleanField(verbose_name="采用")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                    ],
                ),
                migrations.CreateModel(
                    name="Matter",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=12, primary_key=True, serialize=False, verbose_name="编码"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="英文名")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("assist_depts", models.JSONField(blank=True, default=list, verbose_name="协办部门")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("grid", "网格"),
                                    ("community", "社区"),
                                    ("street", "街道"),
                                    ("district", "区级"),
                                ],
                                max_length=10,
                                verbose_name="处置层级",
                            ),
                        ),
                        (
                            "urgency",
                            models.CharField(
                                choices=[
                                    ("low", "低"),
                                    ("normal", "普通"),
                                    ("high", "紧急"),
                                    ("emergency", "特急"),
                                ],
                                max_length=10,
                                verbose_name="紧急程度",
                            ),
                        ),
                        ("limit_value", models.FloatField(verbose_name="时限")),
                        (
                            "limit_unit",
                            models.CharField(
                                choices=[
                                    ("working_hour", "工作小时"),
                                    ("working_day", "个工作日"),
                                    ("calendar_day", "天"),
                                    ("continuous_hour", "小时"),
                                    ("immediate", "立即"),
                                ],
                                max_length=16,
                                verbose_name="时限单位",
                            ),
                        ),
                        (
                            "track",
                            models.CharField(
                                choices=[
                                    ("admin", "行政处置"),
                                    ("deliberation", "先议后办"),
                                    ("both", "双轨"),
                                    ("emergency_service", "紧急处置"),
                                ],
                                max_length=20,
                                verbose_name="处置轨道",
                            ),
                        ),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("public", "可公开"),
                                    ("internal", "内部"),
                                    ("confidential", "保密"),
                                ],
                                max_length=12,
                                verbose_name="可见范围",
                            ),
                        ),
                        ("evidence", models.JSONField(blank=True, default=list, verbose_name="办结证据")),
                        ("gb_event", models.CharField(blank=True, max_length=30, verbose_name="国标事件号")),
                        ("phrases", models.JSONField(blank=True, default=list, verbose_name="居民怎么说")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "mark",
                            models.CharField(
                                choices=[
                                    ("seed", "原始材料"),
                                    ("source", "查有出处"),
                                    ("general", "常识待核"),
                                    ("proposal", "产品建议"),
                                    ("our_decision", "本产品规定"),
                                    ("local", "本地设定"),
                                ],
                                default="proposal",
                                max_length=12,
                                verbose_name="依据",
                            ),
                        ),
                        (
                            "source_note",
                            models.CharField(blank=True, max_length=300, verbose_name="依据说明"),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.category",
                                verbose_name="大类",
                            ),
                        ),
                        (
                            "lead_dept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.department",
                                verbose_name="主办部门",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["category", "code"], name="matter_category")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("limit_value__gte", 0)), name="matter_limit_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("track__in", ["deliberation", "both"]), _negated=True),
                                    models.Q(
                                        ("urgency__in", ["low", "normal"]),
                                        models.Q(("visibility", "confidential"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="matter_deliberated_is_neither_urgent_nor_confidential",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatterVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="版本")),
                        ("data", models.JSONField(verbose_name="内容")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                        ("by_name", models.CharField(max_length=60, verbose_name="修改人")),
                        (
                            "by_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "by_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.post",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("matter", "number"), name="matter_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("codes", models.JSONField(default=list, verbose_name="推荐")),
                        ("share", models.FloatField(verbose_name="把握")),
                        ("urgency", models.CharField(max_length=10, verbose_name="紧急程度")),
                        ("read_at", models.DateTimeField(verbose_name="何时")),
                        ("decided", models.CharField(blank=True, max_length=12, verbose_name="定为")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="何时定的")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["decided_at"], name="reading_decided")],
                    },
                ),
                migrations.CreateModel(
                    name="RoutingAssist",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assists",
                                to="matters.routingrule",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("rule", "unit"), name="routing_assist_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoutingRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.area",
                                verbose_name="区域",
                            ),
                        ),
                        (
                            "assist_units",
                            models.ManyToManyField(
                                related_name="+",
                                through="matters.RoutingAssist",
                                to="people.unit",
                                verbose_name="协办单位",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.category",
                                verbose_name="大类",
                            ),
                        ),
                        (
                            "lead_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                                verbose_name="主办单位",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
                                verbose_name="事项",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("category__isnull", True), ("matter__isnull", False)),
                                    models.Q(("category__isnull", False), ("matter__isnull", True)),
                                    _connector="OR",
                                ),
                                name="routing_for_a_matter_or_a_category",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("area__isnull", False), ("is_active", True), ("matter__isnull", False)
                                ),
                                fields=("matter", "area"),
                                name="routing_once_matter_area",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("area__isnull", True), ("is_active", True), ("matter__isnull", False)
                                ),
                                fields=("matter",),
                                name="routing_once_matter_everywhere",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("area__isnull", False), ("category__isnull", False), ("is_active", True)
                                ),
                                fields=("category", "area"),
                                name="routing_once_category_area",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("area__isnull", True), ("category__isnull", False), ("is_active", True)
                                ),
                                fields=("category",),
                                name="routing_once_category_everywhere",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoutingRuleVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="版本")),
                        ("data", models.JSONField(verbose_name="内容")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                        ("by_name", models.CharField(max_length=60, verbose_name="修改人")),
                        (
                            "by_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "by_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.post",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="matters.routingrule",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("rule", "number"), name="routing_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Setting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=40, verbose_name="键")),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("value", models.FloatField(verbose_name="数值")),
                        ("unit", models.CharField(max_length=16, verbose_name="单位")),
                        (
                            "mark",
                            models.CharField(
                                choices=[
                                    ("seed", "原始材料"),
                                    ("source", "查有出处"),
                                    ("general", "常识待核"),
                                    ("proposal", "产品建议"),
                                    ("our_decision", "本产品规定"),
                                    ("local", "本地设定"),
                                ],
                                max_length=12,
                                verbose_name="依据",
                            ),
                        ),
                        (
                            "source_note",
                            models.CharField(blank=True, max_length=300, verbose_name="依据说明"),
                        ),
                        ("effective_from", models.DateField(verbose_name="起用日期")),
                        ("by_name", models.CharField(blank=True, max_length=60, verbose_name="设定人")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "effective_from"), name="setting_once_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandlingModelVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="版本")),
                        ("data", models.JSONField(verbose_name="内容")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                        ("by_name", models.CharField(max_length=60, verbose_name="修改人")),
                        (
                            "by_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "by_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.post",
                            ),
                        ),
                        (
                            "model",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="matters.handlingmodel",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("model", "number"), name="model_version_once")
                        ],
                    },
                ),
            ],
        ),
    ]
