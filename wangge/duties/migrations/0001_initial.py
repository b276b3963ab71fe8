import django.core.validators
import django.db.models.deletion
import uuid_utils.compat
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
                    name="PatrolPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("environment", "环境卫生"),
                                    ("order", "街面秩序"),
                                    ("site", "施工现场"),
                                    ("fire", "消防安全"),
                                    ("security", "治安巡防"),
                                    ("emergency", "防汛应急"),
                                ],
                                max_length=12,
                                verbose_name="类型",
                            ),
                        ),
                        ("every_days", models.PositiveSmallIntegerField(default=7, verbose_name="几天一次")),
                        ("looks_for", models.CharField(blank=True, max_length=300, verbose_name="看什么")),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area"], name="patrol_plan_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("every_days__range", (1, 90))),
                                name="patrol_every_day_or_more",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Patrol",
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
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("seen", models.JSONField(default=list)),
                        ("findings", models.PositiveSmallIntegerField(default=0)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="duties.patrolplan",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["plan", "started_at"], name="patrol_of_plan")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("plan", "person"),
                                name="patrol_one_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PatrolStop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.place",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stops",
                                to="duties.patrolplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "place"), name="patrol_stop_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Summons",
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
                        ("topic", models.CharField(max_length=200, verbose_name="商量什么")),
                        ("meet_at", models.DateTimeField(verbose_name="时间")),
                        ("place", models.CharField(max_length=200, verbose_name="地点")),
                        ("made_at", models.DateTimeField()),
                        ("reply_due_at", models.DateTimeField(verbose_name="答复期限")),
                        ("minutes", models.TextField(blank=True, max_length=2000, verbose_name="纪要")),
                        ("is_over", models.BooleanField(default=False)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "made_at"], name="summons_of_area")],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("asked", "待答复"),
                                    ("coming", "会来"),
                                    ("not_coming", "不能来"),
                                    ("came", "到了"),
                                    ("absent", "没有到"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="不能来的理由")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "summons",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="duties.summons",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit"], name="invitation_of_unit")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("summons", "unit"), name="summons_asks_a_unit_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Whistle",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hard_problem", "疑难问题"),
                                    ("enforcement", "综合执法"),
                                    ("emergency", "应急处置"),
                                ],
                                max_length=14,
                                verbose_name="类型",
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="为什么吹哨")),
                        ("meet_at", models.DateTimeField(verbose_name="到场时间")),
                        ("place", models.CharField(max_length=200, verbose_name="到场地点")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "待批准"),
                                    ("rejected", "未批准"),
                                    ("sent", "部门报到中"),
                                    ("done", "已办结"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("drafted_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("verdict", models.CharField(blank=True, max_length=300)),
                        ("minutes", models.TextField(blank=True, max_length=2000, verbose_name="会商纪要")),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        ("cases", models.ManyToManyField(blank=True, related_name="+", to="cases.case")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "street",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "drafted_at"], name="whistle_of_area")],
                    },
                ),
                migrations.CreateModel(
                    name="WhistleCall",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("called", "待签收"),
                                    ("signed", "已签收"),
                                    ("contacted", "已联系"),
                                    ("arrived", "已到场"),
                                    ("done", "已办完"),
                                    ("refusing", "申请不来，待区里定"),
                                    ("excused", "区里同意不来"),
                                ],
                                default="called",
                                max_length=10,
                            ),
                        ),
                        ("due", models.JSONField(default=dict)),
                        ("next_due_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        ("contacted_at", models.DateTimeField(blank=True, null=True)),
                        ("arrived_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("task", models.CharField(blank=True, max_length=300, verbose_name="分工")),
                        ("result", models.CharField(blank=True, max_length=500, verbose_name="办理结果")),
                        ("refusal", models.CharField(blank=True, max_length=300, verbose_name="不来的理由")),
                        ("ruling", models.CharField(blank=True, max_length=300, verbose_name="区里的决定")),
                        ("is_bound", models.BooleanField(default=False, verbose_name="必须来")),
                        (
                            "unit_stars",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="街道评部门",
                            ),
                        ),
                        (
                            "street_stars",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="部门评街道",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "whistle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="duties.whistle",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_due_at__isnull", False)),
                                fields=["next_due_at"],
                                name="whistle_call_due",
                            ),
                            models.Index(fields=["unit"], name="whistle_call_unit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("whistle", "unit"), name="whistle_calls_a_unit_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("unit_stars__isnull", True),
                                        ("unit_stars__range", (1, 5)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("street_stars__isnull", True),
                                        ("street_stars__range", (1, 5)),
                                        _connector="OR",
                                    ),
                                ),
                                name="whistle_stars",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Front",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="店招")),
                        ("place", models.CharField(max_length=80, verbose_name="门牌")),
                        ("duties", models.JSONField(default=list)),
                        ("signed_on", models.DateField(blank=True, null=True, verbose_name="签责任书的日期")),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "name", "place"), name="front_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
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
                        ("keys", models.CharField(blank=True, max_length=500, verbose_name="钥匙和物品")),
                        ("notes", models.TextField(blank=True, max_length=2000, verbose_name="要交代的事")),
                        ("helpers", models.CharField(blank=True, max_length=500, verbose_name="谁能帮忙")),
                        ("made_at", models.DateTimeField()),
                        ("case_numbers", models.JSONField(default=list)),
                        ("giver_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("taker_signed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="移交人",
                            ),
                        ),
                        (
                            "taker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="接手人",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "made_at"], name="handover_of_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taker_signed_at__isnull", True),
                                    ("giver_signed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="handover_giver_signs_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("giver", models.F("taker")), _negated=True),
                                name="handover_of_two",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
