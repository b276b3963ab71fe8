import django.db.models.deletion
import uuid
import uuid_utils.compat
import wangge.kernel.fields
import wangge.kernel.sealing
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("files", "0001_initial"),
        ("grids", "0001_initial"),
        ("matters", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="DoorState",
                    fields=[
                        (
                            "door",
                            models.CharField(
                                choices=[
                                    ("hotline", "热线与外部工单"),
                                    ("push", "回传推送"),
                                    ("open311", "Open311 接口"),
                                    ("pull", "读取其他 Open311 城市"),
                                    ("webhook", "事件推送"),
                                    ("feed", "公开订阅源"),
                                ],
                                max_length=12,
                                primary_key=True,
                                serialize=False,
                                verbose_name="门",
                            ),
                        ),
                        ("is_open", models.BooleanField(default=False, verbose_name="开放")),
                        ("changed_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                        ("read_to", models.UUIDField()),
                        ("swept_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="System",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=20, unique=True, verbose_name="代码")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hotline", "12345 热线"),
                                    ("platform", "其他业务平台"),
                                    ("open311", "Open311 城市"),
                                ],
                                default="hotline",
                                max_length=10,
                                verbose_name="类型",
                            ),
                        ),
                        ("columns", models.JSONField(blank=True, default=dict)),
                        ("matters", models.JSONField(blank=True, default=dict)),
                        ("signs", models.JSONField(blank=True, default=dict)),
                        ("crs", models.CharField(default="gcj02", max_length=8, verbose_name="坐标系")),
                        ("words", models.JSONField(blank=True, default=dict)),
                        ("reply_titles", models.JSONField(blank=True, default=dict)),
                        ("push_url", models.CharField(blank=True, max_length=300, verbose_name="推送地址")),
                        (
                            "push_secret",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="推送密钥"
                            ),
                        ),
                        ("pull_url", models.CharField(blank=True, max_length=300, verbose_name="读取地址")),
                        ("pulled_until", models.DateTimeField(blank=True, null=True)),
                        ("rest_until", models.DateTimeField(blank=True, null=True)),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        ("created_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.CharField(max_length=120, verbose_name="问题")),
                        ("variants", models.TextField(blank=True, verbose_name="其他问法")),
                        ("answer", models.TextField(verbose_name="答复")),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("papers", "户籍证件"),
                                    ("insurance", "社保医保"),
                                    ("old_age", "养老助残"),
                                    ("relief", "救助福利"),
                                    ("education", "教育"),
                                    ("health", "生育健康"),
                                    ("housing", "住房物业"),
                                    ("traffic", "停车交通"),
                                    ("waste", "垃圾环境"),
                                    ("pets", "养宠"),
                                    ("supply", "水电气网"),
                                    ("safety", "消防安全"),
                                    ("work", "就业创业"),
                                    ("business", "企业商户"),
                                    ("law", "法律调解"),
                                    ("party", "党员服务"),
                                    ("community", "社区服务"),
                                    ("platform", "网格平台"),
                                ],
                                max_length=12,
                                verbose_name="分类",
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, max_length=120)),
                        ("source", models.CharField(max_length=200, verbose_name="出处")),
                        ("dated", models.DateField(verbose_name="出处日期")),
                        ("valid_from", models.DateField(verbose_name="生效日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                        ("owner", models.CharField(max_length=60, verbose_name="维护单位")),
                        ("needs_local", models.BooleanField(default=False, verbose_name="需本地化")),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("updated_at", models.DateTimeField(verbose_name="更新时间")),
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["area_path"], name="entry_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("source", ""), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    models.Q(("question", ""), _negated=True),
                                ),
                                name="entry_has_source",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Layout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("table", models.CharField(max_length=12, verbose_name="列表")),
                        ("columns", models.JSONField()),
                        ("area_id", models.BigIntegerField(blank=True, null=True)),
                        ("unit_id", models.BigIntegerField(blank=True, null=True)),
                        ("is_shared", models.BooleanField(default=False, verbose_name="本席位共用")),
                        ("created_at", models.DateTimeField()),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["owner", "table"], name="layout_owner")],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideOrder",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="外部编号")),
                        ("received_at", models.DateTimeField(verbose_name="对方来件时间")),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="对方时限")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "在办"),
                                    ("cancelled", "对方已撤单"),
                                    ("closed", "对方已办结"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "sign",
                            models.CharField(
                                choices=[
                                    ("new", "新派来，照常受理"),
                                    ("urge", "催办"),
                                    ("cancel", "来电人撤单"),
                                    ("again", "不满意，重新办理"),
                                    ("closed", "对方已办结"),
                                ],
                                default="new",
                                max_length=8,
                            ),
                        ),
                        ("seen_count", models.PositiveIntegerField(default=1, verbose_name="收到次数")),
                        ("seen_at", models.DateTimeField(verbose_name="最近收到")),
                        ("created_at", models.DateTimeField()),
                        (
                            "appeal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outside_order",
                                to="cases.appeal",
                            ),
                        ),
                        (
                            "twin",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="channels.system",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["system", "-created_at"], name="outside_order_new"),
                            models.Index(
                                condition=models.Q(("twin__isnull", False)),
                                fields=["-created_at"],
                                name="outside_order_twin",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("system", "number"), name="outside_order_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicItem",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="cases.case",
                            ),
                        ),
                        ("number", models.CharField(max_length=11, verbose_name="编号")),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("month", models.DateField(verbose_name="月份")),
                        ("closed_month", models.DateField(blank=True, null=True, verbose_name="办结月份")),
                        ("is_open", models.BooleanField(verbose_name="在办")),
                        ("outcome", models.CharField(blank=True, max_length=24, verbose_name="办理结果")),
                        ("days", models.PositiveIntegerField(blank=True, null=True, verbose_name="用了几天")),
                        ("sentence", models.CharField(blank=True, max_length=200, verbose_name="对外说明")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="公共地点")),
                        ("lon", models.FloatField(blank=True, null=True)),
                        ("lat", models.FloatField(blank=True, null=True)),
                        ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
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
                            "released_by",
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
                            models.Index(fields=["-month", "number"], name="public_item_month"),
                            models.Index(fields=["number"], name="public_item_number"),
                            models.Index(fields=["area_path", "-month", "number"], name="public_item_area"),
                            models.Index(
                                condition=models.Q(("released_at__isnull", False)),
                                fields=["area_path", "-released_at"],
                                name="public_item_released",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicPhoto",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("marks", models.PositiveSmallIntegerField(verbose_name="涂盖几处")),
                        ("painted_at", models.DateTimeField(verbose_name="涂盖时间")),
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="channels.publicitem",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "source"), name="public_photo_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("url", models.CharField(max_length=300, verbose_name="地址")),
                        (
                            "secret",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="签名密钥"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, default="", max_length=120)),
                        ("matters", models.JSONField(blank=True, default=list)),
                        ("verbs", models.JSONField(blank=True, default=list)),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        ("after", models.UUIDField(blank=True, null=True)),
                        ("rest_until", models.DateTimeField(blank=True, null=True)),
                        ("failures", models.PositiveIntegerField(default=0, verbose_name="连续失败")),
                        ("created_at", models.DateTimeField()),
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
                    ],
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("step_id", models.UUIDField()),
                        ("verb", models.CharField(max_length=20, verbose_name="动作")),
                        ("number", models.CharField(max_length=11, verbose_name="事项编号")),
                        ("payload", models.JSONField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "等待推送"),
                                    ("done", "已送达"),
                                    ("dead", "没送到"),
                                    ("dropped", "不再推送"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="状态",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                        (
                            "status",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="对方答复"),
                        ),
                        ("last_error", models.CharField(blank=True, max_length=200, verbose_name="最近错误")),
                        ("created_at", models.DateTimeField()),
                        ("moved_at", models.DateTimeField()),
                        (
                            "subscription",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="channels.subscription",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subscription", "-created_at"], name="delivery_of_subscription"
                            ),
                            models.Index(
                                condition=models.Q(("state", "dead")),
                                fields=["-moved_at"],
                                name="delivery_dead",
                            ),
                            models.Index(
                                condition=models.Q(("state", "done")),
                                fields=["moved_at"],
                                name="delivery_done",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subscription", "step_id"), name="delivery_once_a_step"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "back",
                            models.CharField(
                                choices=[
                                    ("sign", "签收"),
                                    ("send_back", "退回"),
                                    ("reply", "答复"),
                                    ("close", "办结"),
                                ],
                                max_length=10,
                                verbose_name="动作",
                            ),
                        ),
                        ("step_id", models.UUIDField()),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "待回传"),
                                    ("filed", "已生成文件"),
                                    ("sent", "已回传"),
                                    ("dead", "推送失败"),
                                    ("dropped", "不再回传"),
                                ],
                                default="due",
                                max_length=8,
                                verbose_name="状态",
                            ),
                        ),
                        ("export_id", models.UUIDField(blank=True, null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("last_error", models.CharField(blank=True, max_length=200, verbose_name="最近错误")),
                        ("moved_at", models.DateTimeField()),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="channels.outsideorder",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="channels.system",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["due", "filed", "dead"])),
                                fields=["system", "at"],
                                name="reply_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "step_id"), name="reply_once_a_step")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Talk",
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
                        ("key", models.CharField(max_length=40, unique=True)),
                        ("door", models.CharField(default="web", max_length=12, verbose_name="渠道")),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("open", "聊着"),
                                    ("what", "等说什么事"),
                                    ("where", "等说地点"),
                                    ("photo", "等照片"),
                                    ("contact", "等联系方式"),
                                    ("confirm", "等确认"),
                                    ("number", "等受理编号"),
                                    ("proof", "等查询码"),
                                    ("person", "转人工"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="进行到",
                            ),
                        ),
                        ("draft", wangge.kernel.sealing.SealedTextField(blank=True, default="")),
                        ("misses", models.PositiveSmallIntegerField(default=0)),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, max_length=120)),
                        ("matter", models.CharField(blank=True, max_length=12, verbose_name="事项")),
                        ("is_confidential", models.BooleanField(default=False, verbose_name="保密")),
                        ("is_alarm", models.BooleanField(default=False, verbose_name="紧急")),
                        ("waits_since", models.DateTimeField(blank=True, null=True, verbose_name="等人工")),
                        ("lines_count", models.PositiveIntegerField(default=0)),
                        ("opened_at", models.DateTimeField(verbose_name="开始")),
                        ("last_at", models.DateTimeField(verbose_name="最近")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="grids.post",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["area_path"],
                                name="talk_live",
                            ),
                            models.Index(fields=["last_at"], name="talk_age"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Line",
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
                        ("number", models.PositiveIntegerField()),
                        (
                            "who",
                            models.CharField(
                                choices=[
                                    ("resident", "居民"),
                                    ("assistant", "党小栖"),
                                    ("staff", "工作人员"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("said", wangge.kernel.sealing.SealedTextField(blank=True, default="")),
                        ("client_id", models.CharField(blank=True, max_length=64)),
                        ("seat", models.CharField(blank=True, max_length=120)),
                        ("at", models.DateTimeField()),
                        (
                            "talk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="channels.talk",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("talk", "number"), name="line_in_order"),
                            models.UniqueConstraint(
                                condition=models.Q(("client_id", ""), _negated=True),
                                fields=("talk", "client_id"),
                                name="line_said_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TalkCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, max_length=120)),
                        ("about", models.CharField(max_length=12)),
                        ("outcome", models.CharField(max_length=12)),
                        ("n", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "area_path", "about", "outcome"), name="talk_count_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trouble",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "door",
                            models.CharField(
                                choices=[
                                    ("hotline", "热线与外部工单"),
                                    ("push", "回传推送"),
                                    ("open311", "Open311 接口"),
                                    ("pull", "读取其他 Open311 城市"),
                                    ("webhook", "事件推送"),
                                    ("feed", "公开订阅源"),
                                ],
                                max_length=12,
                                verbose_name="门",
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("text", models.CharField(max_length=200, verbose_name="出了什么事")),
                        ("todo", models.CharField(max_length=200, verbose_name="怎么办")),
                        ("link", models.CharField(blank=True, max_length=200)),
                        ("count", models.PositiveIntegerField(default=1, verbose_name="次数")),
                        ("first_at", models.DateTimeField(verbose_name="第一次")),
                        ("last_at", models.DateTimeField(verbose_name="最近一次")),
                        ("cleared_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-last_at"], name="trouble_last")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cleared_at__isnull", True)),
                                fields=("door", "key"),
                                name="trouble_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unanswered",
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
                        ("words", wangge.kernel.sealing.SealedTextField(blank=True, default="")),
                        ("digest", models.BinaryField(max_length=16)),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, max_length=120)),
                        ("times", models.PositiveIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "待补充"), ("answered", "已补充"), ("dropped", "不用答")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="channels.entry",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["last_at"], name="unanswered_age")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("digest", "area_path"),
                                name="unanswered_once_while_open",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
