import django.db.models.deletion
import wangge.kernel.fields
import wangge.kernel.sealing
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("grids", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Folding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("folded_at", models.DateTimeField(null=True)),
                        ("rebuilt_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="DayCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.BigIntegerField()),
                        ("day", models.DateField()),
                        ("measure", models.CharField(max_length=16)),
                        ("n", models.IntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["day"], name="day_count_day")],
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "day", "measure"), name="day_count_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Emergency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("flood", "洪涝"),
                                    ("storm", "台风暴雨暴雪"),
                                    ("fire", "火灾"),
                                    ("disease", "传染病"),
                                    ("outage", "停水停电停气"),
                                    ("other", "其他（由区领导写明）"),
                                ],
                                max_length=8,
                                verbose_name="种类",
                            ),
                        ),
                        ("words", models.CharField(max_length=200, verbose_name="情况说明")),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("days", models.PositiveSmallIntegerField(verbose_name="天数")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("asked", "等第二个人同意"),
                                    ("on", "进行中"),
                                    ("refused", "没有同意"),
                                    ("renewed", "已并入原来的，延长了期限"),
                                    ("ended", "已结束，登记已删除"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("asked_seat", models.CharField(max_length=80)),
                        ("asked_at", models.DateTimeField()),
                        ("agreed_seat", models.CharField(blank=True, max_length=80)),
                        ("agreed_at", models.DateTimeField(null=True)),
                        ("until", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("tally", models.JSONField(default=dict)),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("mode", "on")), fields=["until"], name="emergency_on"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreed_by__isnull", True),
                                    models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="emergency_has_two_names",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("days__gte", 1), ("days__lte", 14)),
                                name="emergency_is_short",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mode", "on"), _negated=True),
                                    ("until__isnull", False),
                                    _connector="OR",
                                ),
                                name="emergency_on_ends",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exclusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit", models.BigIntegerField(default=0)),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("force", "不可抗力"),
                                    ("unfounded", "经查不属实"),
                                    ("against_law", "诉求违反法律法规"),
                                    ("duplicate", "重复计数"),
                                    ("other_unit", "属于外辖区单位"),
                                    ("emergency", "110、119、120 处置"),
                                ],
                                max_length=12,
                                verbose_name="理由类别",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="说明")),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        (
                            "stand",
                            models.CharField(
                                choices=[
                                    ("asked", "待决定"),
                                    ("approved", "同意剔除"),
                                    ("refused", "不同意"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("asked_seat", models.CharField(max_length=80)),
                        ("asked_at", models.DateTimeField()),
                        ("decided_seat", models.CharField(blank=True, max_length=80)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path", "asked_at"], name="exclusion_area")],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "round"), name="exclusion_round_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="exclusion_has_two_names",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HelpDoor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "door",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="门牌"
                            ),
                        ),
                        ("needs", models.JSONField(default=list)),
                        ("asked_at", models.DateTimeField()),
                        ("helped_at", models.DateTimeField(null=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "emergency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="doors",
                                to="insight.emergency",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["emergency", "area_path"], name="help_door_area")],
                    },
                ),
                migrations.CreateModel(
                    name="HotSpot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("matter", models.CharField(max_length=12)),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("place", models.CharField(blank=True, max_length=80)),
                        ("lon", models.FloatField()),
                        ("lat", models.FloatField()),
                        ("n", models.PositiveSmallIntegerField()),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("found_at", models.DateTimeField()),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("is_current", models.BooleanField(default=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_current", True)),
                                fields=["area_path"],
                                name="spot_area",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HotCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                            ),
                        ),
                        (
                            "spot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="insight.hotspot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("spot", "case"), name="hot_case_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=2)),
                        ("a", models.CharField(max_length=20)),
                        ("b", models.CharField(blank=True, max_length=20)),
                        ("month", models.DateField()),
                        ("measure", models.CharField(max_length=16)),
                        ("n", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "a", "month", "measure", "b"), name="month_count_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpenCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.BigIntegerField()),
                        ("unit", models.BigIntegerField()),
                        ("state", models.CharField(max_length=16)),
                        ("lateness", models.PositiveSmallIntegerField()),
                        ("n", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "unit", "state", "lateness"), name="open_count_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("seed", models.BigIntegerField()),
                        ("drawn_at", models.DateTimeField()),
                        ("of", models.PositiveIntegerField()),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "month"), name="sample_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SampleCall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit", models.BigIntegerField(default=0)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="cases.appeal",
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="insight.sample",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sample", "appeal"), name="sample_call_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("asked", models.JSONField(default=dict)),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, max_length=120)),
                        ("is_shared", models.BooleanField(default=False, verbose_name="给下级也用")),
                        ("saved_at", models.DateTimeField()),
                        (
                            "schedule",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "不定期跑"),
                                    ("daily", "每天 8 点，查前一天"),
                                    ("weekly", "每周一 8 点，查上一周"),
                                    ("monthly", "每月 1 日 8 点，查上一月"),
                                ],
                                default="",
                                max_length=8,
                                verbose_name="定期",
                            ),
                        ),
                        ("ran_on", models.DateField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="grids.post",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "name"), name="question_name_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("asked", models.JSONField(default=dict)),
                        ("n", models.PositiveIntegerField()),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="insight.savedquestion",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["question", "at"], name="answer_question")],
                    },
                ),
                migrations.CreateModel(
                    name="Screen",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("code_digest", models.BinaryField(max_length=32, null=True)),
                        ("code_until", models.DateTimeField()),
                        ("browser_digest", models.BinaryField(max_length=32, null=True)),
                        ("issued_at", models.DateTimeField()),
                        ("bound_at", models.DateTimeField(null=True)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("browser_digest__isnull", False)),
                                fields=["browser_digest"],
                                name="screen_browser",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bulletin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "kind",
                            models.CharField(choices=[("week", "周报"), ("month", "月报")], max_length=5),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("facts", models.JSONField(default=dict)),
                        ("text", models.TextField(max_length=6000, verbose_name="正文")),
                        ("written_at", models.DateTimeField()),
                        ("released_at", models.DateTimeField(null=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "kind", "since"), name="bulletin_once")
                        ],
                    },
                ),
            ],
        ),
    ]
