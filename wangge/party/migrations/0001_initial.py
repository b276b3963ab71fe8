import django.db.models.deletion
import uuid_utils.compat
import wangge.kernel.fields
import wangge.kernel.sealing
import wangge.party.models.points
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
                    name="Shape",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="代号")),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("rank", models.SmallIntegerField(verbose_name="适用层级")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        ("is_shipped", models.BooleanField(default=False, verbose_name="随系统提供")),
                    ],
                ),
                migrations.CreateModel(
                    name="AreaLeader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.post",
                                verbose_name="领导岗位",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("post", "area"),
                                name="party_leader_area_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaderVisit",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("visited_on", models.DateField(verbose_name="日期")),
                        ("words", models.CharField(max_length=300, verbose_name="情况")),
                        ("issue", models.CharField(blank=True, max_length=200, verbose_name="带回的问题")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="办理结果")),
                        ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                        (
                            "leader",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="party.arealeader",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["leader", "visited_on"], name="party_visit_leader")],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("org_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("name", wangge.kernel.fields.PathField(max_length=40, verbose_name="姓名")),
                        (
                            "phone",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="手机号"
                            ),
                        ),
                        (
                            "phone_index",
                            models.BinaryField(
                                blank=True,
                                max_length=16,
                                null=True,
                                verbose_name="手机号的密钥摘要，只用于精确查找",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("registered", "组织关系在这里"),
                                    ("lives_here", "居住在这里"),
                                    ("works_here", "工作在这里"),
                                    ("retired", "离退休"),
                                    ("floating", "流动党员"),
                                ],
                                default="registered",
                                max_length=12,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("applicant", "入党申请人"),
                                    ("activist", "入党积极分子"),
                                    ("development_target", "发展对象"),
                                    ("probationary_member", "预备党员"),
                                    ("full_member", "正式党员"),
                                    ("transferred_out", "已转出"),
                                    ("removed", "已除名"),
                                    ("withdrew", "已退党"),
                                    ("deceased", "已去世"),
                                    ("lost_contact", "失去联系"),
                                ],
                                default="full_member",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "status_since",
                            models.DateField(blank=True, null=True, verbose_name="本状态开始日期"),
                        ),
                        ("joined_on", models.DateField(blank=True, null=True, verbose_name="入党年月")),
                        (
                            "home_branch",
                            models.CharField(blank=True, max_length=60, verbose_name="组织关系所在支部"),
                        ),
                        (
                            "host_branch",
                            models.CharField(blank=True, max_length=60, verbose_name="流入地支部"),
                        ),
                        (
                            "last_contact_on",
                            models.DateField(blank=True, null=True, verbose_name="最近一次联系"),
                        ),
                        ("skills", models.CharField(blank=True, max_length=100, verbose_name="服务特长")),
                        ("free_time", models.CharField(blank=True, max_length=60, verbose_name="空闲时间")),
                        (
                            "is_excluded",
                            models.BooleanField(default=False, verbose_name="经支部决定不计入应到人数"),
                        ),
                        (
                            "excluded_note",
                            models.CharField(blank=True, max_length=60, verbose_name="决定的会议记录编号"),
                        ),
                        (
                            "points_joined_on",
                            models.DateField(blank=True, null=True, verbose_name="自愿参加积分的日期"),
                        ),
                        (
                            "board_joined_on",
                            models.DateField(blank=True, null=True, verbose_name="自愿上榜的日期"),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                        ("left_on", models.DateField(blank=True, null=True, verbose_name="离开日期")),
                        (
                            "forgotten_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="到期清理时间"),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="member",
                                to="people.person",
                                verbose_name="登录的人员",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.partyorg",
                                verbose_name="所在党小组",
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="party.partyorg",
                                verbose_name="所在支部",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["name", "id"], name="party_member_name"),
                            models.Index(fields=["org", "status", "name"], name="party_member_org"),
                            models.Index(fields=["org_path", "name"], name="party_member_path"),
                            models.Index(fields=["area_path", "name"], name="party_member_area"),
                            models.Index(
                                condition=models.Q(("phone_index__isnull", False)),
                                fields=["phone_index"],
                                name="party_member_phone",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("forgotten_at__isnull", True), ("left_on__isnull", False)
                                ),
                                fields=["left_on"],
                                name="party_member_left",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deed",
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
                                    ("deed", "领办的实事"),
                                    ("wish", "圆的微心愿"),
                                    ("micro_task", "完成的微事项"),
                                    ("hazard", "核实的隐患"),
                                    ("suggestion", "采纳的建议"),
                                    ("service_kept", "坚持半年的服务"),
                                    ("thanks", "受助人的感谢"),
                                ],
                                max_length=12,
                                verbose_name="来源",
                            ),
                        ),
                        (
                            "duty",
                            models.CharField(
                                choices=[
                                    ("discover", "发现"),
                                    ("advise", "建言"),
                                    ("supervise", "监督"),
                                    ("deliberate", "议事"),
                                    ("mobilise", "动员"),
                                    ("serve", "服务"),
                                ],
                                max_length=12,
                                verbose_name="职责",
                            ),
                        ),
                        ("words", models.CharField(max_length=200, verbose_name="做了什么")),
                        ("on", models.DateField(verbose_name="日期")),
                        ("ref", models.CharField(blank=True, max_length=60, verbose_name="对应的事")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待确认"),
                                    ("confirmed", "已确认"),
                                    ("declined", "未确认"),
                                ],
                                default="proposed",
                                max_length=9,
                                verbose_name="状态",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="填报时间")),
                        ("seat", models.CharField(blank=True, max_length=80, verbose_name="确认的席位")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                        ("answer", models.CharField(blank=True, max_length=100, verbose_name="确认人的话")),
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
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deeds",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member", "on"], name="party_deed_member")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ref", ""), _negated=True),
                                fields=("member", "ref"),
                                name="party_deed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "confirmed"), _negated=True),
                                    ("confirmed_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="party_deed_confirmed_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("flats", models.PositiveSmallIntegerField(verbose_name="联系户数")),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                        (
                            "stairwell",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.place",
                                verbose_name="单元",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("member", "stairwell"),
                                name="party_contact_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MicroTask",
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
                                choices=[("task", "微事项"), ("deed", "实事")],
                                default="task",
                                max_length=5,
                                verbose_name="类型",
                            ),
                        ),
                        (
                            "duty",
                            models.CharField(
                                choices=[
                                    ("discover", "发现"),
                                    ("advise", "建言"),
                                    ("supervise", "监督"),
                                    ("deliberate", "议事"),
                                    ("mobilise", "动员"),
                                    ("serve", "服务"),
                                ],
                                default="serve",
                                max_length=12,
                                verbose_name="职责",
                            ),
                        ),
                        ("title", models.CharField(max_length=40, verbose_name="事项")),
                        ("words", models.CharField(max_length=300, verbose_name="要做什么")),
                        ("due_on", models.DateField(verbose_name="完成期限")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待认领"),
                                    ("claimed", "已认领"),
                                    ("done", "待确认"),
                                    ("confirmed", "已完成"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("seat", models.CharField(max_length=80, verbose_name="发布的席位")),
                        ("published_at", models.DateTimeField(verbose_name="发布时间")),
                        ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="认领时间")),
                        ("result", models.CharField(blank=True, max_length=300, verbose_name="完成情况")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="报完成时间")),
                        ("answer", models.CharField(blank=True, max_length=200, verbose_name="发布人的话")),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认或撤回时间"),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="发布人",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="party.member",
                                verbose_name="认领人",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["area_path", "state", "due_on"], name="party_task_area"),
                            models.Index(fields=["member", "state"], name="party_task_member"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "withdrawn"]),
                                    ("member__isnull", False),
                                    _connector="OR",
                                ),
                                name="party_task_claimed_by_somebody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyOrg",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("path", wangge.kernel.fields.PathField(max_length=120, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("party_work_committee", "党工委"),
                                    ("party_committee", "党委"),
                                    ("industry_committee", "行业党委"),
                                    ("joint_party_committee", "大工委、大党委"),
                                    ("party_general_branch", "党总支"),
                                    ("party_branch", "党支部"),
                                    ("joint_branch", "联合党支部"),
                                    ("temporary_branch", "临时党支部"),
                                    ("functional", "功能型党支部"),
                                    ("party_group", "党小组"),
                                    ("party_member_household", "党员中心户"),
                                ],
                                max_length=24,
                                verbose_name="类别",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("code", models.CharField(blank=True, max_length=30, verbose_name="编码")),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "special",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("retired", "离退休党员支部"),
                                    ("task_force", "行动党支部"),
                                    ("two_new", "两新组织支部"),
                                    ("floating", "流动党员支部"),
                                ],
                                max_length=12,
                                verbose_name="特设类型",
                            ),
                        ),
                        ("purpose", models.CharField(blank=True, max_length=100, verbose_name="任务或特色")),
                        ("founded_on", models.DateField(blank=True, null=True, verbose_name="成立日期")),
                        (
                            "approved_note",
                            models.CharField(blank=True, max_length=60, verbose_name="批准依据"),
                        ),
                        ("term_start", models.DateField(blank=True, null=True, verbose_name="本届开始")),
                        ("term_end", models.DateField(blank=True, null=True, verbose_name="本届届满")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="到期日期")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                        (
                            "units_joined",
                            models.PositiveSmallIntegerField(default=0, verbose_name="联合单位数"),
                        ),
                        ("flats", models.PositiveSmallIntegerField(default=0, verbose_name="联系户数")),
                        ("members_n", models.PositiveIntegerField(default=0, verbose_name="党员数")),
                        ("full_n", models.PositiveIntegerField(default=0, verbose_name="正式党员数")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.area",
                                verbose_name="所在区域",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="party.partyorg",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="party_org",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["parent"], name="party_org_parent"),
                            models.Index(fields=["area_path", "kind"], name="party_org_area"),
                            models.Index(fields=["kind", "term_end"], name="party_org_term"),
                            models.Index(fields=["name"], name="party_org_name"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("code",),
                                name="party_org_code_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "temporary_branch"), _negated=True),
                                    ("ends_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="party_temporary_has_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("full_n__lte", models.F("members_n"))),
                                name="party_full_within_members",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartTimeUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit_name", models.CharField(max_length=60, verbose_name="单位")),
                        ("delegate", models.CharField(blank=True, max_length=40, verbose_name="兼职委员")),
                        ("duty", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                        ("offers", models.CharField(blank=True, max_length=100, verbose_name="可提供的资源")),
                        ("since", models.DateField(verbose_name="加入日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="part_time_units",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["org"], name="party_part_time_org")],
                    },
                ),
                migrations.CreateModel(
                    name="Office",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "office",
                            models.CharField(
                                choices=[
                                    ("secretary", "书记"),
                                    ("deputy_secretary", "副书记"),
                                    ("organisation_member", "组织委员"),
                                    ("publicity_member", "宣传委员"),
                                    ("discipline_member", "纪检委员"),
                                    ("committee_member", "委员"),
                                    ("part_time_member", "兼职委员"),
                                    ("group_head", "党小组组长"),
                                    ("household_head", "中心户党员"),
                                    ("instructor", "党建指导员"),
                                    ("party_affairs_worker", "党务工作者"),
                                ],
                                max_length=24,
                                verbose_name="职务",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="任职起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="任职止")),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="出生年份"),
                        ),
                        (
                            "education",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("school", "高中及以下"),
                                    ("college", "大专"),
                                    ("bachelor", "本科"),
                                    ("master", "研究生"),
                                ],
                                max_length=10,
                                verbose_name="学历",
                            ),
                        ),
                        (
                            "trained_on",
                            models.DateField(blank=True, null=True, verbose_name="最近一次任职培训"),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to="party.member",
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="party_office",
                                to="grids.post",
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["org", "office"], name="party_office_org"),
                            models.Index(fields=["member"], name="party_office_member"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True),
                                    ("until__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="party_office_ends_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Board",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("turned_on_at", models.DateTimeField(verbose_name="开启时间")),
                        (
                            "org",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PartyOrgArea",
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
                                    ("own", "单独组建"),
                                    ("joint", "联合组建"),
                                    ("attached", "挂靠管理"),
                                ],
                                max_length=8,
                                verbose_name="组建方式",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="绑定日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="解除日期")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bindings",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area"], name="party_binding_area")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("org", "area"),
                                name="party_bound_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeCampaign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=40, verbose_name="名称")),
                        ("words", models.CharField(max_length=500, verbose_name="承诺内容")),
                        ("opened_on", models.DateField(verbose_name="开始日期")),
                        ("closes_on", models.DateField(verbose_name="结束日期")),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PledgeCard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identity", models.CharField(max_length=60, verbose_name="亮身份")),
                        ("promise", models.CharField(max_length=200, verbose_name="亮承诺")),
                        ("action", models.CharField(blank=True, max_length=200, verbose_name="亮行动")),
                        ("service", models.CharField(blank=True, max_length=200, verbose_name="亮服务")),
                        ("result", models.CharField(blank=True, max_length=200, verbose_name="亮成效")),
                        ("shows_name", models.BooleanField(default=False, verbose_name="本人同意公开姓名")),
                        ("shows_photo", models.BooleanField(default=False, verbose_name="本人同意留照片位")),
                        (
                            "consented_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="同意时间"),
                        ),
                        ("public_until", models.DateField(verbose_name="公示到")),
                        (
                            "token",
                            models.CharField(
                                default=wangge.party.models.points.new_token,
                                max_length=16,
                                unique=True,
                                verbose_name="公示页的代号",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="制作时间")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                        ),
                        (
                            "building",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.place",
                                verbose_name="张贴的楼栋",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledge_cards",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shows_name", False), ("shows_photo", False)),
                                    ("consented_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="party_card_shows_by_consent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeRemark",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("words", models.CharField(max_length=200, verbose_name="留言")),
                        ("at", models.DateTimeField(verbose_name="留言时间")),
                        ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="支部已读时间")),
                        ("is_passed_on", models.BooleanField(default=False, verbose_name="已转给本人")),
                        (
                            "card",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remarks",
                                to="party.pledgecard",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["card", "at"], name="party_remark_card")],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="签署时间")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="party.pledgecampaign",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "member"), name="party_signed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointAppeal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("words", models.CharField(max_length=300, verbose_name="申诉的话")),
                        ("at", models.DateTimeField(verbose_name="提出时间")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复")),
                        ("is_granted", models.BooleanField(null=True, verbose_name="是否支持")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="答复人",
                            ),
                        ),
                        (
                            "deed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="party.deed",
                                verbose_name="对应的实事",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_appeals",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("answered_at__isnull", True)),
                                fields=("deed",),
                                name="party_one_open_appeal",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointEntry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("points", models.SmallIntegerField(verbose_name="分数")),
                        ("reason", models.CharField(blank=True, max_length=100, verbose_name="更正理由")),
                        ("seat", models.CharField(max_length=80, verbose_name="记分的席位")),
                        ("at", models.DateTimeField(verbose_name="记分时间")),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction",
                                to="party.pointentry",
                                verbose_name="更正哪一条",
                            ),
                        ),
                        (
                            "deed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="party.deed",
                                verbose_name="对应的实事",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_entries",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member", "year"], name="party_points_member")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("corrects__isnull", True)),
                                fields=("deed",),
                                name="party_points_once_a_deed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("corrects__isnull", True), ("points__gt", 0)),
                                    models.Q(
                                        ("corrects__isnull", False),
                                        ("points__lt", 0),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="party_no_deductions",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointRule",
                    fields=[
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("deed", "领办的实事"),
                                    ("wish", "圆的微心愿"),
                                    ("micro_task", "完成的微事项"),
                                    ("hazard", "核实的隐患"),
                                    ("suggestion", "采纳的建议"),
                                    ("service_kept", "坚持半年的服务"),
                                    ("thanks", "受助人的感谢"),
                                ],
                                max_length=12,
                                primary_key=True,
                                serialize=False,
                                verbose_name="来源",
                            ),
                        ),
                        ("points", models.PositiveSmallIntegerField(verbose_name="每件分数")),
                        ("cap", models.PositiveSmallIntegerField(verbose_name="年度上限")),
                        ("is_on", models.BooleanField(default=True, verbose_name="启用")),
                        ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("cap__lte", 30), ("points__gte", 1), ("points__lte", 5)),
                                name="party_points_within_bounds",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportIn",
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
                                choices=[("member", "在职党员"), ("unit", "单位党组织")],
                                max_length=6,
                                verbose_name="谁报到",
                            ),
                        ),
                        ("unit_name", models.CharField(blank=True, max_length=60, verbose_name="报到单位")),
                        ("home_branch", models.CharField(max_length=60, verbose_name="所在单位党组织")),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("skills", models.CharField(blank=True, max_length=100, verbose_name="能提供的服务")),
                        ("free_time", models.CharField(blank=True, max_length=60, verbose_name="空闲时间")),
                        ("may_contact", models.BooleanField(default=False, verbose_name="同意网格联系")),
                        ("service", models.CharField(blank=True, max_length=100, verbose_name="选的服务")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reported", "已报到，待选岗"),
                                    ("chosen", "已选岗，待确认"),
                                    ("serving", "服务中"),
                                    ("ended", "已结束"),
                                ],
                                default="reported",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                        ("reported_at", models.DateTimeField(verbose_name="报到时间")),
                        ("serving_since", models.DateField(blank=True, null=True, verbose_name="开始服务")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report_ins",
                                to="party.member",
                            ),
                        ),
                        (
                            "rpost",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.responsibilitypost",
                                verbose_name="选的岗位",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path", "state"], name="party_report_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "member"), ("member__isnull", False)),
                                    models.Q(("kind", "unit"), models.Q(("unit_name", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="party_report_has_reporter",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "ended"), _negated=True),
                                fields=("member", "area"),
                                name="party_report_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("half", models.CharField(max_length=6, verbose_name="半年")),
                        ("words", models.CharField(max_length=500, verbose_name="本人填写的情况")),
                        ("written_at", models.DateTimeField(verbose_name="填写时间")),
                        ("feedback", models.CharField(blank=True, max_length=300, verbose_name="社区的意见")),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
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
                            "report_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="party.reportin",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report_in", "half"), name="party_report_once_a_half"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resolution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("decided_on", models.DateField(verbose_name="议定日期")),
                        ("words", models.CharField(max_length=200, verbose_name="议定事项")),
                        ("owner", models.CharField(max_length=60, verbose_name="责任单位")),
                        ("due_on", models.DateField(verbose_name="完成期限")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                        ("result", models.CharField(blank=True, max_length=200, verbose_name="完成情况")),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["org", "decided_on"], name="party_resolution_org")],
                    },
                ),
                migrations.CreateModel(
                    name="ResponsibilityPost",
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
                                choices=[("area", "责任区"), ("post", "责任岗")],
                                max_length=5,
                                verbose_name="类型",
                            ),
                        ),
                        ("title", models.CharField(max_length=40, verbose_name="名称")),
                        ("words", models.CharField(max_length=200, verbose_name="做什么")),
                        (
                            "duty",
                            models.CharField(
                                choices=[
                                    ("discover", "发现"),
                                    ("advise", "建言"),
                                    ("supervise", "监督"),
                                    ("deliberate", "议事"),
                                    ("mobilise", "动员"),
                                    ("serve", "服务"),
                                ],
                                default="serve",
                                max_length=12,
                                verbose_name="职责",
                            ),
                        ),
                        ("wanted", models.PositiveSmallIntegerField(default=1, verbose_name="需要人数")),
                        ("opened_on", models.DateField(verbose_name="设立日期")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path"], name="party_rpost_area")],
                    },
                ),
                migrations.CreateModel(
                    name="PostHolding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holdings",
                                to="party.member",
                            ),
                        ),
                        (
                            "rpost",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holdings",
                                to="party.responsibilitypost",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("rpost", "member"),
                                name="party_holding_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("code", models.CharField(max_length=20, verbose_name="指标")),
                        ("words", models.CharField(max_length=200, verbose_name="本人填写")),
                        ("written_at", models.DateTimeField(verbose_name="填写时间")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_notes",
                                to="party.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("member", "year", "code"), name="party_role_note_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleBook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        (
                            "mechanism",
                            models.CharField(
                                choices=[
                                    ("running", "运行管理"),
                                    ("deliberation", "共商共议"),
                                    ("incentive", "考核激励"),
                                    ("volunteer", "志愿服务"),
                                    ("solving", "为民服务解难题"),
                                    ("own", "本地工作规则"),
                                ],
                                max_length=12,
                                verbose_name="机制",
                            ),
                        ),
                        ("title", models.CharField(max_length=60, verbose_name="名称")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                        ("text", models.TextField(max_length=8000, verbose_name="正文")),
                        ("binds", models.CharField(max_length=100, verbose_name="对谁适用")),
                        (
                            "applied",
                            models.CharField(blank=True, max_length=120, verbose_name="在系统里怎么落实"),
                        ),
                        ("since", models.DateField(verbose_name="施行日期")),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="停止施行")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successor",
                                to="party.rulebook",
                                verbose_name="代替的版本",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path", "mechanism"], name="party_book_area")],
                    },
                ),
                migrations.CreateModel(
                    name="ShapeSlot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("areas", "区域"),
                                    ("orgs", "党组织"),
                                    ("posts", "岗位"),
                                    ("line", "条线"),
                                ],
                                max_length=8,
                                verbose_name="数什么",
                            ),
                        ),
                        ("what", models.CharField(blank=True, max_length=80, verbose_name="范围")),
                        ("least", models.PositiveSmallIntegerField(verbose_name="至少")),
                        (
                            "most",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="至多"),
                        ),
                        (
                            "shape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slots",
                                to="party.shape",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shape", "order"), name="party_slot_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShapeFill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=40, verbose_name="说明")),
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
                            "slot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fills",
                                to="party.shapeslot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("slot", "area"), name="party_fill_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShapeUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateField(verbose_name="启用日期")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "shape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="party.shape",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shape", "area"), name="party_shape_use_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Station",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("hours", models.CharField(blank=True, max_length=60, verbose_name="开放时间")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="grids.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path"], name="party_station_area")],
                    },
                ),
                migrations.CreateModel(
                    name="StationStaff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "line",
                            models.CharField(
                                choices=[
                                    ("party", "党群工作发展"),
                                    ("service", "服务体系建设"),
                                    ("governance", "社会治理联动"),
                                ],
                                max_length=10,
                                verbose_name="工作线",
                            ),
                        ),
                        ("is_full_time", models.BooleanField(default=True, verbose_name="专职")),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.member",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="staff",
                                to="party.station",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Term",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="日期")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("election", "换届选举"),
                                    ("extended", "经批准延期"),
                                    ("founded", "成立"),
                                ],
                                max_length=10,
                                verbose_name="事由",
                            ),
                        ),
                        ("entitled", models.PositiveIntegerField(default=0, verbose_name="应到人数")),
                        ("present", models.PositiveIntegerField(default=0, verbose_name="实到人数")),
                        ("start", models.DateField(blank=True, null=True, verbose_name="本届开始")),
                        ("end", models.DateField(blank=True, null=True, verbose_name="本届届满")),
                        ("note", models.CharField(blank=True, max_length=100, verbose_name="批准依据")),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="party.partyorg",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["org", "held_on"], name="party_term_org")],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("outside", models.CharField(blank=True, max_length=60, verbose_name="外地支部")),
                        ("reason", models.CharField(max_length=100, verbose_name="原因")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "已提出"),
                                    ("letter_issued", "已开介绍信"),
                                    ("closed", "已办结"),
                                    ("sent_back", "已退回"),
                                    ("expired", "已过期"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="requested",
                                max_length=14,
                                verbose_name="状态",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(verbose_name="提出时间")),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="转出方确认时间"),
                        ),
                        (
                            "letter_until",
                            models.DateField(blank=True, null=True, verbose_name="介绍信有效期至"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                        (
                            "words",
                            models.CharField(blank=True, max_length=100, verbose_name="退回或撤回的说明"),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="party.member",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.partyorg",
                                verbose_name="转出支部",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.partyorg",
                                verbose_name="接收支部",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["source", "state"], name="party_transfer_source"),
                            models.Index(fields=["target", "state"], name="party_transfer_target"),
                            models.Index(fields=["state", "letter_until"], name="party_transfer_until"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["requested", "letter_issued"])),
                                fields=("member",),
                                name="party_one_open_transfer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("target__isnull", False),
                                    models.Q(("outside", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="party_transfer_goes_somewhere",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
