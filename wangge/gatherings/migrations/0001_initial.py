import django.db.models.deletion
import uuid
import uuid_utils.compat
import wangge.gatherings.models.meeting
import wangge.kernel.fields
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
                    name="Routine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="代号")),
                        ("series", models.CharField(max_length=20, verbose_name="制度")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("meeting", "会议"),
                                    ("activity", "活动"),
                                    ("lecture", "讲课"),
                                    ("training", "培训"),
                                    ("contest", "技能比武"),
                                    ("ceremony", "政治生日"),
                                ],
                                default="meeting",
                                max_length=8,
                                verbose_name="形式",
                            ),
                        ),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("month", "每月"),
                                    ("quarter", "每季度"),
                                    ("half", "每半年"),
                                    ("year", "每年"),
                                ],
                                max_length=7,
                                verbose_name="周期",
                            ),
                        ),
                        ("times", models.PositiveSmallIntegerField(default=1, verbose_name="每期次数")),
                        (
                            "from_month",
                            models.PositiveSmallIntegerField(default=1, verbose_name="每年从几月起"),
                        ),
                        ("grace_days", models.PositiveSmallIntegerField(default=5, verbose_name="宽限天数")),
                        (
                            "quorum",
                            models.CharField(
                                choices=[
                                    ("none", "不要求"),
                                    ("general", "有表决权的党员过半数到会"),
                                    ("committee", "委员过半数到会"),
                                    ("election", "有选举权的党员五分之四到会"),
                                ],
                                default="none",
                                max_length=9,
                                verbose_name="到会要求",
                            ),
                        ),
                        ("agenda", models.CharField(blank=True, max_length=300, verbose_name="议程")),
                        ("basis", models.CharField(blank=True, max_length=80, verbose_name="依据")),
                        ("meant_for", models.CharField(blank=True, max_length=160, verbose_name="适用")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                        ("is_on", models.BooleanField(default=True, verbose_name="启用")),
                    ],
                ),
                migrations.CreateModel(
                    name="Gathering",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("meeting", "会议"),
                                    ("activity", "活动"),
                                    ("lecture", "讲课"),
                                    ("training", "培训"),
                                    ("contest", "技能比武"),
                                    ("ceremony", "政治生日"),
                                ],
                                default="meeting",
                                max_length=8,
                                verbose_name="形式",
                            ),
                        ),
                        ("title", models.CharField(max_length=60, verbose_name="名称")),
                        ("starts_at", models.DateTimeField(verbose_name="时间")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                        ("agenda", models.TextField(blank=True, max_length=600, verbose_name="议程")),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "已安排"), ("held", "已召开"), ("cancelled", "已取消")],
                                default="planned",
                                max_length=9,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "quorum",
                            models.CharField(
                                choices=[
                                    ("none", "不要求"),
                                    ("general", "有表决权的党员过半数到会"),
                                    ("committee", "委员过半数到会"),
                                    ("election", "有选举权的党员五分之四到会"),
                                ],
                                default="none",
                                max_length=9,
                                verbose_name="到会要求",
                            ),
                        ),
                        ("is_open", models.BooleanField(default=False, verbose_name="开放报名")),
                        (
                            "places",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额"),
                        ),
                        (
                            "token",
                            models.CharField(
                                default=wangge.gatherings.models.meeting.new_token,
                                max_length=16,
                                unique=True,
                                verbose_name="签到码",
                            ),
                        ),
                        ("chair", models.CharField(blank=True, max_length=40, verbose_name="主持人")),
                        ("said", models.TextField(blank=True, max_length=5000, verbose_name="会议内容")),
                        ("mended", models.TextField(blank=True, max_length=2000, verbose_name="补正")),
                        ("should_n", models.PositiveIntegerField(default=0, verbose_name="应到")),
                        ("here_n", models.PositiveIntegerField(default=0, verbose_name="实到")),
                        ("leave_n", models.PositiveIntegerField(default=0, verbose_name="请假")),
                        ("entitled_n", models.PositiveIntegerField(default=0, verbose_name="有表决权应到")),
                        (
                            "entitled_here_n",
                            models.PositiveIntegerField(default=0, verbose_name="有表决权实到"),
                        ),
                        ("is_quorate", models.BooleanField(null=True, verbose_name="达到规定人数")),
                        ("called_at", models.DateTimeField(verbose_name="安排时间")),
                        ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="记录时间")),
                        ("reason", models.CharField(blank=True, max_length=100, verbose_name="取消的原因")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "called_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="安排人",
                            ),
                        ),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="记录人",
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
                            models.Index(fields=["unit", "starts_at"], name="gathering_unit"),
                            models.Index(fields=["area_path", "starts_at"], name="gathering_area"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "held"), _negated=True),
                                    models.Q(("said", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="gathering_held_has_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cancelled"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="gathering_cancelled_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("words", models.CharField(max_length=200, verbose_name="决定的事项")),
                        ("ayes", models.PositiveIntegerField(blank=True, null=True, verbose_name="赞成票")),
                        ("is_passed", models.BooleanField(default=True, verbose_name="通过")),
                        ("ref", models.CharField(blank=True, max_length=60, verbose_name="转成的事")),
                        (
                            "gathering",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="gatherings.gathering",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("gathering", "number"), name="decision_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContestResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("award", models.CharField(max_length=20, verbose_name="奖项")),
                        ("winner", models.CharField(max_length=40, verbose_name="获奖的队或个人")),
                        (
                            "gathering",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="results",
                                to="gatherings.gathering",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("gathering", "number"), name="contest_result_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("attendee", models.BigIntegerField(verbose_name="名册中的编号")),
                        (
                            "presence",
                            models.CharField(
                                choices=[
                                    ("signed_up", "已报名"),
                                    ("present", "到会"),
                                    ("online", "线上参加"),
                                    ("leave", "请假"),
                                    ("absent", "缺席"),
                                ],
                                max_length=9,
                                verbose_name="到会情况",
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("ticked", "记录人勾选"),
                                    ("code", "扫码签到"),
                                    ("table", "表格导入"),
                                ],
                                default="ticked",
                                max_length=6,
                                verbose_name="登记方式",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "gathering",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="gatherings.gathering",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["attendee", "gathering"], name="attendance_attendee")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("gathering", "attendee"), name="attendance_once_a_gathering"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Poll",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("title", models.CharField(max_length=60, verbose_name="名称")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="评选条件")),
                        ("seats", models.PositiveSmallIntegerField(default=1, verbose_name="名额")),
                        ("most", models.PositiveSmallIntegerField(default=1, verbose_name="每人最多选")),
                        ("opens_at", models.DateTimeField(verbose_name="投票开始")),
                        ("closes_at", models.DateTimeField(verbose_name="投票结束")),
                        ("voters_n", models.PositiveIntegerField(default=0, verbose_name="已投票人数")),
                        ("made_at", models.DateTimeField(verbose_name="发起时间")),
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
                        "indexes": [models.Index(fields=["area_path", "closes_at"], name="poll_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                                name="poll_closes_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Nominee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="提名对象")),
                        ("words", models.CharField(max_length=200, verbose_name="事迹")),
                        ("votes", models.PositiveIntegerField(default=0, verbose_name="得票")),
                        (
                            "poll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="nominees",
                                to="gatherings.poll",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("poll", "name"), name="nominee_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("month", "每月"),
                                    ("quarter", "每季度"),
                                    ("half", "每半年"),
                                    ("year", "每年"),
                                ],
                                max_length=7,
                                verbose_name="周期",
                            ),
                        ),
                        ("times", models.PositiveSmallIntegerField(default=1, verbose_name="每期次数")),
                        (
                            "from_month",
                            models.PositiveSmallIntegerField(default=1, verbose_name="每年从几月起"),
                        ),
                        (
                            "fixed_day",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="固定日"),
                        ),
                        ("grace_days", models.PositiveSmallIntegerField(verbose_name="宽限天数")),
                        ("agenda", models.CharField(blank=True, max_length=300, verbose_name="议程")),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="结束日期")),
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
                        (
                            "routine",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="gatherings.routine",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path"], name="plan_area")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("unit", "routine"),
                                name="plan_once_a_unit",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Slot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("starts_on", models.DateField(verbose_name="开始日期")),
                        ("due_on", models.DateField(verbose_name="截止日期")),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                        ("grace_until", models.DateField(verbose_name="宽限到")),
                        ("met_on", models.DateField(blank=True, null=True, verbose_name="开展日期")),
                        ("waived_on", models.DateField(blank=True, null=True, verbose_name="免除日期")),
                        ("reason", models.CharField(blank=True, max_length=100, verbose_name="不开展的原因")),
                        (
                            "flagged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="提醒本组织的时间"),
                        ),
                        (
                            "raised_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="报告上级的时间"),
                        ),
                        (
                            "gathering",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="slots",
                                to="gatherings.gathering",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slots",
                                to="gatherings.plan",
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
                            models.Index(fields=["unit", "due_on"], name="slot_unit"),
                            models.Index(
                                condition=models.Q(("met_on__isnull", True), ("waived_on__isnull", True)),
                                fields=["due_on"],
                                name="slot_unmet",
                            ),
                            models.Index(
                                condition=models.Q(("met_on__isnull", True), ("waived_on__isnull", True)),
                                fields=["area_path", "due_on"],
                                name="slot_unmet_area",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "starts_on", "number"), name="slot_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("waived_on__isnull", True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="slot_waived_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Voter",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                        ("attendee", models.BigIntegerField(verbose_name="名册中的编号")),
                        (
                            "poll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="voters",
                                to="gatherings.poll",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("poll", "attendee"), name="one_ballot_a_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Article",
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
                                choices=[("article", "文章"), ("course", "课程"), ("talk", "讲稿")],
                                max_length=7,
                                verbose_name="类型",
                            ),
                        ),
                        ("series", models.CharField(blank=True, max_length=20, verbose_name="栏目")),
                        ("title", models.CharField(max_length=60, verbose_name="标题")),
                        ("body", models.TextField(max_length=20000, verbose_name="正文")),
                        ("question", models.CharField(blank=True, max_length=200, verbose_name="讨论题")),
                        ("released_at", models.DateTimeField(verbose_name="发布时间")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path", "released_at"], name="article_area")],
                    },
                ),
            ],
        ),
    ]
