import django.db.models.deletion
import uuid_utils.compat
import wangge.kernel.fields
import wangge.kernel.sealing
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE cases_casewords ADD COLUMN words tsvector")
        schema_editor.execute("CREATE INDEX cases_words_gin ON cases_casewords USING gin (words)")
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE cases_fts USING fts5(words, tokenize='unicode61')")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("grids", "0001_initial"),
        ("matters", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.CharField(max_length=11, verbose_name="编号")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草稿"),
                                    ("reported", "待受理"),
                                    ("waiting_info", "待补充"),
                                    ("accepted", "已受理"),
                                    ("deliberating", "共议中"),
                                    ("in_hand", "处置中"),
                                    ("suspended", "已挂起"),
                                    ("verifying", "待核查"),
                                    ("closed", "已办结"),
                                    ("archived", "已归档"),
                                    ("declined", "不予受理"),
                                    ("merged", "已并案"),
                                    ("void", "已作废"),
                                ],
                                default="reported",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("status", models.CharField(default="reported", max_length=12)),
                        ("is_open", models.BooleanField(default=True)),
                        ("matter_version", models.PositiveIntegerField(default=0)),
                        ("model_code", models.CharField(blank=True, max_length=12)),
                        ("model_version", models.PositiveIntegerField(default=0)),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("public", "可公开"),
                                    ("internal", "内部"),
                                    ("confidential", "保密"),
                                ],
                                default="internal",
                                max_length=12,
                                verbose_name="可见范围",
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
                                default="normal",
                                max_length=10,
                                verbose_name="紧急程度",
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
                                default="admin",
                                max_length=20,
                                verbose_name="处置轨道",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("web", "居民上报"),
                                    ("patrol", "网格员发现"),
                                    ("hotline", "12345 转办"),
                                    ("phone", "电话来件"),
                                    ("walk_in", "窗口来件"),
                                    ("wechat", "微信"),
                                    ("captain", "楼道长上报"),
                                    ("upper_level", "上级交办"),
                                    ("sensor", "设备告警"),
                                    ("api", "系统对接"),
                                ],
                                default="web",
                                max_length=12,
                                verbose_name="来源",
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("desk_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                        ("lon", models.FloatField(blank=True, null=True)),
                        ("lat", models.FloatField(blank=True, null=True)),
                        ("given_lon", models.FloatField(blank=True, null=True)),
                        ("given_lat", models.FloatField(blank=True, null=True)),
                        ("given_crs", models.CharField(blank=True, max_length=8)),
                        ("reported_at", models.DateTimeField(verbose_name="上报时间")),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("clock", models.JSONField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时限")),
                        ("act_by", models.DateTimeField()),
                        ("intake_from", models.DateTimeField(blank=True, null=True)),
                        ("entered_at", models.DateTimeField()),
                        ("next_alarm_at", models.DateTimeField(blank=True, null=True)),
                        ("lateness", models.PositiveSmallIntegerField(default=0)),
                        ("intake_reminded", models.BooleanField(default=False)),
                        ("review_on", models.DateTimeField(blank=True, null=True, verbose_name="复查日期")),
                        ("first_contact_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("counted_on", models.DateField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("solved", "已解决"),
                                    ("partly", "部分解决"),
                                    ("explained_accepted", "已解释，来件人接受"),
                                    ("explained_not_accepted", "已解释，来件人不接受"),
                                    ("beyond_power", "超出职权"),
                                    ("unfounded", "经查不属实"),
                                    ("withdrawn", "来件人撤回"),
                                ],
                                max_length=24,
                                verbose_name="办理结果",
                            ),
                        ),
                        ("assist_count", models.PositiveSmallIntegerField(default=0)),
                        ("appeal_count", models.PositiveSmallIntegerField(default=0)),
                        ("contact_left", models.BooleanField(default=False)),
                        ("is_revisited", models.BooleanField(default=False)),
                        ("is_supervised", models.BooleanField(default=False)),
                        (
                            "supervise_by",
                            models.DateTimeField(blank=True, null=True, verbose_name="督办期限"),
                        ),
                        ("is_sampled", models.BooleanField(default=False)),
                        ("rework_count", models.PositiveSmallIntegerField(default=0)),
                        ("reopen_count", models.PositiveSmallIntegerField(default=0)),
                        ("step_count", models.PositiveIntegerField(default=0)),
                        ("head", models.BinaryField(default=b"", max_length=32)),
                        ("wrapped_key", models.BinaryField(max_length=80, null=True)),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.area",
                            ),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "lead_unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
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
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="cases.case",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["number"], name="case_number"),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["desk_path", "act_by"],
                                name="case_desk_open",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["area_path", "act_by"],
                                name="case_area_open",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["act_by"],
                                name="case_act_by_open",
                            ),
                            models.Index(
                                condition=models.Q(("next_alarm_at__isnull", False)),
                                fields=["next_alarm_at"],
                                name="case_alarm",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", False)),
                                fields=["area_path", "closed_at"],
                                name="case_area_closed",
                            ),
                            models.Index(
                                condition=models.Q(("state", "closed")),
                                fields=["area_path", "closed_at"],
                                name="case_closed_lately",
                            ),
                            models.Index(
                                condition=models.Q(("is_supervised", True)),
                                fields=["desk_path"],
                                name="case_supervised",
                            ),
                            models.Index(
                                condition=models.Q(("forgotten_at__isnull", True), ("is_open", False)),
                                fields=["closed_at"],
                                name="case_kept",
                            ),
                            models.Index(
                                condition=models.Q(("is_sampled", True)),
                                fields=["area_path"],
                                name="case_sampled",
                            ),
                            models.Index(fields=["reported_at"], name="case_reported_at"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["in_hand", "verifying"]), _negated=True),
                                    ("matter__isnull", False),
                                    _connector="OR",
                                ),
                                name="case_in_hand_has_matter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["closed", "archived"]), _negated=True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_closed_has_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("is_open", True),
                                        (
                                            "state__in",
                                            [
                                                "accepted",
                                                "deliberating",
                                                "draft",
                                                "in_hand",
                                                "reported",
                                                "suspended",
                                                "verifying",
                                                "waiting_info",
                                            ],
                                        ),
                                    ),
                                    models.Q(
                                        ("is_open", False),
                                        models.Q(
                                            (
                                                "state__in",
                                                [
                                                    "accepted",
                                                    "deliberating",
                                                    "draft",
                                                    "in_hand",
                                                    "reported",
                                                    "suspended",
                                                    "verifying",
                                                    "waiting_info",
                                                ],
                                            ),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_open_by_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChainSeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True)),
                        ("steps", models.PositiveBigIntegerField()),
                        ("root", models.BinaryField(max_length=32)),
                        ("mac", models.BinaryField(max_length=32)),
                        ("sealed_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Delta",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("measure", models.CharField(max_length=16)),
                        ("day", models.DateField(null=True)),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("unit", models.BigIntegerField(default=0)),
                        ("matter", models.CharField(blank=True, max_length=12)),
                        ("category", models.CharField(blank=True, max_length=8)),
                        ("source", models.CharField(max_length=12)),
                        ("lateness", models.PositiveSmallIntegerField(default=0)),
                        ("n", models.SmallIntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Reckoning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("calendar", models.CharField(blank=True, max_length=36)),
                    ],
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
                        ("seq", models.PositiveIntegerField()),
                        ("verb", models.CharField(max_length=20)),
                        ("order_id", models.UUIDField(blank=True, null=True)),
                        ("source", models.CharField(blank=True, max_length=12)),
                        ("target", models.CharField(blank=True, max_length=12)),
                        ("at", models.DateTimeField()),
                        ("person_id", models.BigIntegerField(blank=True, null=True)),
                        ("post_id", models.BigIntegerField(blank=True, null=True)),
                        ("seat", models.CharField(blank=True, max_length=80)),
                        ("reason", models.CharField(blank=True, max_length=24)),
                        ("has_said", models.BooleanField(default=False)),
                        ("digest", models.BinaryField(default=b"", max_length=32)),
                        ("previous", models.BinaryField(default=b"", max_length=32)),
                        ("hash", models.BinaryField(max_length=32)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="step_at")],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "seq"), name="step_seq_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.CharField(max_length=11, verbose_name="受理编号")),
                        ("secret_version", models.PositiveSmallIntegerField(default=1)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("web", "居民上报"),
                                    ("patrol", "网格员发现"),
                                    ("hotline", "12345 转办"),
                                    ("phone", "电话来件"),
                                    ("walk_in", "窗口来件"),
                                    ("wechat", "微信"),
                                    ("captain", "楼道长上报"),
                                    ("upper_level", "上级交办"),
                                    ("sensor", "设备告警"),
                                    ("api", "系统对接"),
                                ],
                                default="web",
                                max_length=12,
                                verbose_name="来源",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="来件时间")),
                        ("words", models.BinaryField(default=b"")),
                        ("salt", models.BinaryField(default=b"", max_length=16)),
                        (
                            "contact_name",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="称呼"
                            ),
                        ),
                        (
                            "contact_phone",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="联系电话"
                            ),
                        ),
                        ("phone_index", models.BinaryField(max_length=16, null=True)),
                        ("tail_index", models.BinaryField(max_length=16, null=True)),
                        ("consent_version", models.CharField(blank=True, max_length=20)),
                        ("consent_at", models.DateTimeField(blank=True, null=True)),
                        ("is_me_too", models.BooleanField(default=False)),
                        ("joined_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("solved", models.BooleanField(blank=True, null=True, verbose_name="是否解决")),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (5, "非常满意"),
                                    (4, "满意"),
                                    (3, "一般"),
                                    (2, "不满意"),
                                    (1, "非常不满意"),
                                ],
                                null=True,
                                verbose_name="满意程度",
                            ),
                        ),
                        ("rated_at", models.DateTimeField(blank=True, null=True)),
                        ("rated_by", models.CharField(blank=True, max_length=10)),
                        ("remark", models.BinaryField(default=b"")),
                        ("unreached_tries", models.PositiveSmallIntegerField(default=0)),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["number"], name="appeal_number"),
                            models.Index(
                                condition=models.Q(("account__isnull", False)),
                                fields=["account"],
                                name="appeal_account",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseAccused",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accused",
                                to="cases.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
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
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("person__isnull", False), ("unit__isnull", True)),
                                    models.Q(("person__isnull", True), ("unit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="accused_is_person_or_unit",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseHelper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="helpers",
                                to="cases.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "person"), name="helper_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseTask",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("step", "处置要点"), ("aftercare", "后续照看")],
                                default="step",
                                max_length=10,
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField()),
                        ("roles", models.JSONField(default=list, verbose_name="角色")),
                        ("action", models.CharField(max_length=300, verbose_name="要点")),
                        ("limit", models.CharField(blank=True, max_length=30, verbose_name="时限")),
                        ("condition", models.CharField(blank=True, max_length=200, verbose_name="条件")),
                        ("evidence", models.CharField(blank=True, max_length=120, verbose_name="证据")),
                        ("is_required", models.BooleanField(default=True, verbose_name="必做")),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("done_seat", models.CharField(blank=True, max_length=80)),
                        (
                            "skip_reason",
                            models.CharField(blank=True, max_length=120, verbose_name="不做的原因"),
                        ),
                        ("failed", models.BooleanField(default=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True), ("kind", "aftercare")),
                                fields=["due_at"],
                                name="task_aftercare_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "kind", "no"), name="task_no_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseWords",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DataRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "wish",
                            models.CharField(
                                choices=[
                                    ("correct", "更正"),
                                    ("delete", "删除"),
                                    ("withdraw", "撤回同意"),
                                    ("explain", "要求说明"),
                                ],
                                max_length=10,
                                verbose_name="请求",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("is_granted", models.BooleanField(blank=True, null=True)),
                        (
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="cases.appeal",
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_request",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=("about", "wish"),
                                name="one_open_wish",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Glass",
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
                        ("post_id", models.BigIntegerField(blank=True, null=True, verbose_name="岗位")),
                        ("hat", models.CharField(max_length=80, verbose_name="岗位名")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("life", "有人有生命危险"),
                                    ("fire", "火情、燃气、漏电，要找到人和地方"),
                                    ("harm", "有人正在受伤害"),
                                    ("lost", "老人、孩子走失"),
                                    ("rescue", "公安、消防、急救正在救援，需要联系"),
                                ],
                                max_length=8,
                                verbose_name="为什么",
                            ),
                        ),
                        (
                            "words",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="情况"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("until", models.DateTimeField(verbose_name="看到几时")),
                        ("review_by", models.DateTimeField(verbose_name="复核期限")),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("justified", "应当查看"), ("wrong", "不应当查看")],
                                max_length=10,
                                verbose_name="复核结论",
                            ),
                        ),
                        (
                            "verdict_words",
                            models.CharField(blank=True, max_length=300, verbose_name="复核意见"),
                        ),
                        ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                            ),
                        ),
                        (
                            "judged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="谁查看",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "at"], name="glass_by_person"),
                            models.Index(fields=["-at"], name="glass_at"),
                            models.Index(
                                condition=models.Q(("verdict", "")),
                                fields=["review_by"],
                                name="glass_unjudged",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verdict", ""),
                                    models.Q(
                                        ("judged_at__isnull", False),
                                        models.Q(("judged_by", models.F("person")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="glass_judged_by_somebody_else",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("door", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=64)),
                        ("body_digest", models.BinaryField(max_length=32)),
                        ("appeal_id", models.UUIDField(null=True)),
                        ("answer", models.JSONField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("door", "key"), name="receipt_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Removal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("case", "事项的文字、联系方式和位置"),
                                    ("photos", "办理照片和文书"),
                                    ("members", "离开支部的党员信息"),
                                    ("life", "组织生活、承诺和实事的记录"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("count", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "what"), name="removal_once_a_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ruling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("at", models.DateTimeField()),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                            ),
                        ),
                        (
                            "instead_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
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
                            models.Index(fields=["matter", "area_path", "at"], name="ruling_of_matter")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("verb", models.CharField(blank=True, max_length=20)),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("text", models.CharField(max_length=500, verbose_name="内容")),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="grids.area",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StepText",
                    fields=[
                        (
                            "step",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="text",
                                serialize=False,
                                to="cases.step",
                            ),
                        ),
                        ("salt", models.BinaryField(max_length=16)),
                        ("sealed", models.BinaryField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="WorkOrder",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("lead", "主办"), ("assist", "协办")],
                                max_length=6,
                                verbose_name="主办/协办",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1, verbose_name="轮次")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "待签收"),
                                    ("acknowledged", "处置中"),
                                    ("submitted", "已反馈"),
                                    ("done", "已办完"),
                                    ("returned", "已退回"),
                                    ("disputed", "裁定中"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="sent",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("task", models.CharField(blank=True, max_length=200, verbose_name="办理要求")),
                        ("is_bound", models.BooleanField(default=False)),
                        ("sent_at", models.DateTimeField()),
                        ("acknowledge_by", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("proper_unit", models.CharField(blank=True, max_length=80, verbose_name="应办单位")),
                        ("ack_reminded", models.BooleanField(default=False)),
                        (
                            "arbitrate_by",
                            models.DateTimeField(blank=True, null=True, verbose_name="裁定时限"),
                        ),
                        ("arbitration_reminded", models.BooleanField(default=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="cases.case",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
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
                            models.Index(fields=["unit", "state", "sent_at"], name="order_unit_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("kind", "lead"),
                                    (
                                        "state__in",
                                        ["acknowledged", "disputed", "returned", "sent", "submitted"],
                                    ),
                                ),
                                fields=("case",),
                                name="order_one_open_lead",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["acknowledged", "submitted", "done"]), _negated=True
                                    ),
                                    ("acknowledged_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="order_handled_was_acknowledged",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CasePhoto",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("before", "办理前"),
                                    ("after", "办理后"),
                                    ("check", "核查"),
                                    ("document", "文书"),
                                ],
                                default="before",
                                max_length=8,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("seat", models.CharField(blank=True, max_length=80)),
                        (
                            "appeal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="cases.appeal",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="cases.case",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="cases.workorder",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="photo_at")],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "file", "kind"), name="photo_once_a_case")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Repeat",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="repeat",
                                serialize=False,
                                to="cases.case",
                            ),
                        ),
                        ("counted_on", models.DateField()),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("unit", models.BigIntegerField(default=0)),
                        ("matter", models.CharField(max_length=12)),
                        ("category", models.CharField(max_length=8)),
                        ("source", models.CharField(max_length=12)),
                        ("is_hidden", models.BooleanField(default=False)),
                        ("at", models.DateTimeField()),
                        (
                            "again",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="repeat_at")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("case", models.F("again")), _negated=True),
                                name="repeat_is_another",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="tally",
                                serialize=False,
                                to="cases.case",
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("matter", models.CharField(blank=True, max_length=12)),
                        ("category", models.CharField(blank=True, max_length=8)),
                        ("source", models.CharField(max_length=12)),
                        ("is_hidden", models.BooleanField(default=False)),
                        ("is_excluded", models.BooleanField(default=False)),
                        ("is_found", models.BooleanField(default=False)),
                        ("lon", models.FloatField(null=True)),
                        ("lat", models.FloatField(null=True)),
                        ("reported_on", models.DateField()),
                        ("closed_on", models.DateField(null=True)),
                        ("standing", models.CharField(blank=True, max_length=12)),
                        ("lateness", models.PositiveSmallIntegerField(default=0)),
                        ("standing_unit", models.BigIntegerField(default=0)),
                        ("counted_on", models.DateField(null=True)),
                        ("unit", models.BigIntegerField(default=0)),
                        ("is_settled", models.BooleanField(default=False)),
                        ("bucket", models.PositiveSmallIntegerField(null=True)),
                        ("b", models.PositiveSmallIntegerField(default=0)),
                        ("response", models.PositiveSmallIntegerField(default=0)),
                        ("contact_due", models.PositiveSmallIntegerField(default=0)),
                        ("contacted", models.PositiveSmallIntegerField(default=0)),
                        ("on_time", models.PositiveSmallIntegerField(default=0)),
                        ("orders", models.PositiveSmallIntegerField(default=0)),
                        ("acked", models.PositiveSmallIntegerField(default=0)),
                        ("firsts", models.PositiveSmallIntegerField(default=0)),
                        ("kept", models.PositiveSmallIntegerField(default=0)),
                        ("answered", models.PositiveSmallIntegerField(default=0)),
                        ("solved", models.PositiveSmallIntegerField(default=0)),
                        ("rated", models.PositiveSmallIntegerField(default=0)),
                        ("happy", models.PositiveSmallIntegerField(default=0)),
                        ("checked", models.PositiveSmallIntegerField(default=0)),
                        ("passed", models.PositiveSmallIntegerField(default=0)),
                        ("reworked", models.PositiveSmallIntegerField(default=0)),
                        ("ended", models.PositiveSmallIntegerField(default=0)),
                        ("reopened", models.PositiveSmallIntegerField(default=0)),
                        ("self_handled", models.PositiveSmallIntegerField(default=0)),
                        ("accepted", models.PositiveSmallIntegerField(default=0)),
                        ("located", models.PositiveSmallIntegerField(default=0)),
                        ("found_first", models.PositiveSmallIntegerField(default=0)),
                        ("as_solved", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["reported_on", "area_path"], name="tally_reported"),
                            models.Index(fields=["counted_on", "area_path"], name="tally_counted"),
                            models.Index(fields=["matter", "reported_on"], name="tally_matter"),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(make_index, migrations.RunPython.noop),
    ]
