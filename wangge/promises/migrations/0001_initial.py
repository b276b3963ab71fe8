import django.db.models.deletion
import uuid_utils.compat
import wangge.kernel.fields
import wangge.promises.models
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
                    name="Agreement",
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
                            models.CharField(
                                choices=[
                                    ("pairing", "结对共建"),
                                    ("alliance", "党建联盟"),
                                    ("six_together", "六共"),
                                    ("five_links", "五联共治"),
                                    ("joint_action", "共同行动"),
                                ],
                                max_length=12,
                                verbose_name="类型",
                            ),
                        ),
                        ("title", models.CharField(max_length=60, verbose_name="名称")),
                        ("partner", models.CharField(max_length=80, verbose_name="共建单位")),
                        ("offers", models.CharField(blank=True, max_length=200, verbose_name="对方能提供的")),
                        ("needs", models.CharField(blank=True, max_length=200, verbose_name="我们需要的")),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(verbose_name="结束日期")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="提前结束")),
                        (
                            "partner_words",
                            models.CharField(blank=True, max_length=200, verbose_name="对方的话"),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path", "until"], name="agreement_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("since"))),
                                name="agreement_ends_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Promise",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("meeting", "会议决定"),
                                    ("report_in", "报到"),
                                    ("pairing", "结对共建"),
                                    ("visit", "领导走访"),
                                    ("birthday", "政治生日"),
                                    ("project", "居民项目"),
                                    ("other", "其他"),
                                ],
                                max_length=9,
                                verbose_name="来源",
                            ),
                        ),
                        ("origin_ref", models.CharField(blank=True, max_length=60, verbose_name="来源编号")),
                        ("title", models.CharField(max_length=100, verbose_name="承诺事项")),
                        ("keeper", models.CharField(max_length=60, verbose_name="由谁办")),
                        (
                            "keeper_no",
                            models.BigIntegerField(blank=True, null=True, verbose_name="名册中的编号"),
                        ),
                        ("due_on", models.DateField(verbose_name="承诺日期")),
                        ("first_due_on", models.DateField(verbose_name="最初承诺的日期")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("doing", "进行中"),
                                    ("proved", "待确认"),
                                    ("kept", "已兑现"),
                                    ("dropped", "已撤回"),
                                ],
                                default="doing",
                                max_length=7,
                                verbose_name="状态",
                            ),
                        ),
                        ("is_public", models.BooleanField(default=False, verbose_name="公开进展")),
                        (
                            "public_words",
                            models.CharField(blank=True, max_length=100, verbose_name="公开的一句话"),
                        ),
                        (
                            "token",
                            models.CharField(
                                default=wangge.promises.models.new_token,
                                max_length=16,
                                unique=True,
                                verbose_name="公开页的代号",
                            ),
                        ),
                        ("proof", models.CharField(blank=True, max_length=300, verbose_name="完成情况")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                        ("answer", models.CharField(blank=True, max_length=100, verbose_name="确认人的话")),
                        ("made_at", models.DateTimeField(verbose_name="作出时间")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="提醒时间")),
                        (
                            "late_told_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="超期提醒时间"),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=100, verbose_name="改期或撤回的原因"),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="promises.agreement",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="确认人",
                            ),
                        ),
                        (
                            "proved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="报完成的人",
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
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "due_on"], name="promise_unit"),
                            models.Index(
                                condition=models.Q(("state", "doing")),
                                fields=["area_path", "due_on"],
                                name="promise_doing",
                            ),
                            models.Index(
                                condition=models.Q(("state", "doing")), fields=["due_on"], name="promise_due"
                            ),
                            models.Index(
                                condition=models.Q(("origin_ref", ""), _negated=True),
                                fields=["origin_ref"],
                                name="promise_origin",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_public", False),
                                    models.Q(("public_words", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="promise_public_has_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["proved", "kept"]), _negated=True),
                                    models.Q(("proof", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="promise_done_has_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("team", models.CharField(max_length=40, verbose_name="自治队伍")),
                        ("title", models.CharField(max_length=60, verbose_name="项目")),
                        ("words", models.CharField(max_length=500, verbose_name="想做什么")),
                        ("spot", models.CharField(blank=True, max_length=60, verbose_name="在哪里")),
                        (
                            "budget_asked",
                            models.PositiveIntegerField(default=0, verbose_name="需要经费（元）"),
                        ),
                        (
                            "budget_given",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="给的经费（元）"),
                        ),
                        ("help", models.CharField(blank=True, max_length=200, verbose_name="给的帮助")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "已提出"),
                                    ("agreed", "已同意"),
                                    ("declined", "未同意"),
                                    ("reported", "已完成，待评议"),
                                    ("appraised", "已评议"),
                                    ("ended", "已终止"),
                                ],
                                default="proposed",
                                max_length=9,
                                verbose_name="状态",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                        ("report", models.CharField(blank=True, max_length=500, verbose_name="完成情况")),
                        (
                            "spent",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="用了经费（元）"),
                        ),
                        ("asked_n", models.PositiveIntegerField(default=0, verbose_name="参加评议")),
                        ("useful_n", models.PositiveIntegerField(default=0, verbose_name="认为有用")),
                        ("appraisal", models.CharField(blank=True, max_length=200, verbose_name="评议意见")),
                        ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="评议时间")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "promise",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="project",
                                to="promises.promise",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path", "state"], name="project_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("useful_n__lte", models.F("asked_n"))),
                                name="project_useful_among_asked",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
