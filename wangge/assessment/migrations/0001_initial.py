import django.db.models.deletion
import uuid_utils.compat
import wangge.kernel.fields
from decimal import Decimal
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
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("words", models.CharField(max_length=80, verbose_name="内容")),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("yes_no", "是否做到"),
                                    ("computed", "系统计算"),
                                    ("judged", "评议打分"),
                                ],
                                max_length=8,
                                verbose_name="怎么评",
                            ),
                        ),
                        (
                            "points",
                            models.DecimalField(
                                decimal_places=1, default=Decimal("1"), max_digits=5, verbose_name="分值"
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("bound", "已绑定网格"),
                                    ("enough_members", "正式党员三名以上"),
                                    ("term_valid", "任期没有超过"),
                                    ("has_secretary", "书记已到任"),
                                    ("committee_whole", "支委会按规定设立"),
                                    ("dual_post", "书记兼任网格长"),
                                    ("trained", "书记当年参加过任职培训"),
                                    ("register_whole", "名册里入党年月齐全的党员"),
                                    ("floating_met", "半年内联系过的流动党员"),
                                    ("transfers_timely", "没有逾期的组织关系转接"),
                                    ("has_plans", "已启用组织生活计划"),
                                    ("plan_met", "到期并已开展的组织生活"),
                                    ("ones_met", "到期并已开展的五个一"),
                                    ("promises_kept", "到期并已兑现的承诺"),
                                    ("deeds_kept", "已办成的领办实事"),
                                    ("tasks_done", "到期并已办成的微事项"),
                                ],
                                max_length=20,
                                verbose_name="指标",
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=80, verbose_name="要什么依据")),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="assessment.section",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("section", "order"), name="item_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("how", "computed"), models.Q(("measure", ""), _negated=True)),
                                    models.Q(models.Q(("how", "computed"), _negated=True), ("measure", "")),
                                    _connector="OR",
                                ),
                                name="item_computed_has_measure",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Section",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("name", models.CharField(max_length=20, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("normal", "计分"), ("bonus", "加分"), ("veto", "一票否决")],
                                default="normal",
                                max_length=6,
                                verbose_name="作用",
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sections",
                                to="assessment.standard",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("standard", "order"), name="section_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checking", "自查中"),
                                    ("submitted", "待复核"),
                                    ("reviewed", "已复核"),
                                    ("noticed", "公示中"),
                                    ("final", "已定"),
                                ],
                                default="checking",
                                max_length=9,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "total",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="得分"
                            ),
                        ),
                        ("grade", models.CharField(blank=True, max_length=10, verbose_name="等次")),
                        ("is_vetoed", models.BooleanField(default=False, verbose_name="被一票否决")),
                        ("gaps_n", models.PositiveSmallIntegerField(default=0, verbose_name="差距项数")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="总的意见")),
                        ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                        (
                            "counted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="系统计算的时间"),
                        ),
                        ("notice_until", models.DateField(blank=True, null=True, verbose_name="公示到")),
                        (
                            "settled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="定下结果的时间"),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "self_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="自查人",
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
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="assessment.standard",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["area_path", "year"], name="review_area"),
                            models.Index(fields=["unit", "year"], name="review_unit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("standard", "unit", "year"), name="review_once_a_year"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.CharField(max_length=300, verbose_name="理由")),
                        ("made_at", models.DateTimeField(verbose_name="提出时间")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复")),
                        ("is_upheld", models.BooleanField(default=False, verbose_name="成立")),
                        (
                            "new_score",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="改后得分"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assessment.item",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appeals",
                                to="assessment.review",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Standard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="代号")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("basis", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "编制中"), ("in_force", "在用"), ("retired", "已停用")],
                                default="draft",
                                max_length=8,
                                verbose_name="状态",
                            ),
                        ),
                        ("bands", models.CharField(blank=True, max_length=200, verbose_name="等次")),
                        ("by_quota", models.BooleanField(default=False, verbose_name="按比例评")),
                        ("has_total", models.BooleanField(default=True, verbose_name="有总分")),
                        (
                            "notice_days",
                            models.PositiveSmallIntegerField(default=5, verbose_name="公示工作日"),
                        ),
                        ("meant_for", models.CharField(blank=True, max_length=160, verbose_name="适用")),
                        ("in_force_on", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "version"), name="standard_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_force")),
                                fields=("code",),
                                name="standard_one_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("verb", models.CharField(max_length=10)),
                        ("seat", models.CharField(max_length=80, verbose_name="席位")),
                        ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="assessment.review",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["review", "at"], name="assess_step")],
                    },
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "own",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="自查"
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                        ("part", models.PositiveIntegerField(blank=True, null=True, verbose_name="其中")),
                        ("whole", models.PositiveIntegerField(blank=True, null=True, verbose_name="共")),
                        ("counted", models.CharField(blank=True, max_length=300, verbose_name="数字的由来")),
                        ("rows", models.JSONField(blank=True, default=list, verbose_name="数字背后的记录")),
                        (
                            "score",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="得分"
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=200, verbose_name="复核意见")),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assessment.item",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="assessment.review",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("review", "item"), name="mark_once")],
                    },
                ),
            ],
        ),
    ]
