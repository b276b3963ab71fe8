import django.db.models.deletion
import uuid_utils.compat
import wangge.kernel.fields
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("content", models.JSONField()),
                        ("post_id", models.BigIntegerField(null=True)),
                        ("made_at", models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        ("name", models.CharField(max_length=12, primary_key=True, serialize=False)),
                        ("token", models.CharField(max_length=32)),
                    ],
                ),
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("path", wangge.kernel.fields.PathField(max_length=120, unique=True)),
                        ("rank", models.SmallIntegerField(verbose_name="层级")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("province", "省"),
                                    ("city", "市"),
                                    ("district", "区县"),
                                    ("street", "街道"),
                                    ("town", "镇"),
                                    ("township", "乡"),
                                    ("block", "街区"),
                                    ("community", "社区"),
                                    ("village", "村"),
                                    ("quasi", "类社区"),
                                    ("grid", "网格"),
                                    ("party", "党建网格"),
                                ],
                                max_length=12,
                                verbose_name="类型",
                            ),
                        ),
                        (
                            "grid_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("residential", "住宅网格"),
                                    ("commercial_building", "商务楼宇网格"),
                                    ("business_street", "商圈网格"),
                                    ("park", "园区网格"),
                                    ("market", "市场网格"),
                                    ("campus", "学校网格"),
                                    ("institution", "单位网格"),
                                    ("rural", "村组网格"),
                                    ("reserved", "预留网格"),
                                ],
                                max_length=20,
                                verbose_name="网格类型",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("short_name", models.CharField(blank=True, max_length=30, verbose_name="简称")),
                        (
                            "stat_code",
                            models.CharField(blank=True, max_length=12, verbose_name="统计用区划代码"),
                        ),
                        (
                            "gb2260_code",
                            models.CharField(blank=True, max_length=6, verbose_name="行政区划代码"),
                        ),
                        ("grid_code", models.CharField(blank=True, max_length=17, verbose_name="网格编码")),
                        (
                            "urban_rural_class",
                            models.CharField(blank=True, max_length=3, verbose_name="城乡分类"),
                        ),
                        (
                            "level_template",
                            models.CharField(blank=True, max_length=20, verbose_name="层级模板"),
                        ),
                        (
                            "households",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="户数"),
                        ),
                        (
                            "merged_grids",
                            models.CharField(blank=True, max_length=200, verbose_name="并入的原网格"),
                        ),
                        ("hotline", models.CharField(blank=True, max_length=20, verbose_name="公示电话")),
                        ("geometry", models.JSONField(blank=True, null=True)),
                        ("lon", models.FloatField(blank=True, null=True)),
                        ("lat", models.FloatField(blank=True, null=True)),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="grids.area",
                            ),
                        ),
                        (
                            "successor",
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
                        "indexes": [
                            models.Index(fields=["parent"], name="area_parent"),
                            models.Index(fields=["stat_code"], name="area_stat_code"),
                            models.Index(fields=["grid_code"], name="area_grid_code"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "party"), _negated=True),
                                    ("rank__gte", 3),
                                    _connector="OR",
                                ),
                                name="area_party_has_no_rank_below",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True), models.Q(("stat_code", ""), _negated=True)
                                ),
                                fields=("stat_code",),
                                name="area_stat_code_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True), models.Q(("grid_code", ""), _negated=True)
                                ),
                                fields=("grid_code",),
                                name="area_grid_code_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GeometryVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("original", models.JSONField(verbose_name="原始图形")),
                        (
                            "crs",
                            models.CharField(
                                choices=[
                                    ("wgs84", "WGS-84（GPS）"),
                                    ("cgcs2000", "CGCS2000（国家大地坐标系、天地图）"),
                                    ("gcj02", "GCJ-02（高德、腾讯）"),
                                    ("bd09", "BD-09（百度）"),
                                ],
                                max_length=8,
                                verbose_name="坐标系",
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                        ("notice", models.CharField(blank=True, max_length=200, verbose_name="处理说明")),
                        ("made_at", models.DateTimeField(verbose_name="导入时间")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="geometry_versions",
                                to="grids.area",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "made_at"], name="geometry_version_area")],
                    },
                ),
                migrations.CreateModel(
                    name="Level",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("template", models.CharField(max_length=20, verbose_name="模板")),
                        ("rank", models.SmallIntegerField(verbose_name="层级")),
                        ("code", models.CharField(max_length=20, verbose_name="层级代码")),
                        ("name", models.CharField(max_length=20, verbose_name="名称")),
                        ("code_rule", models.CharField(blank=True, max_length=60, verbose_name="编码规则")),
                        (
                            "party_counterpart",
                            models.CharField(blank=True, max_length=40, verbose_name="对应党组织"),
                        ),
                        ("is_on", models.BooleanField(default=True, verbose_name="启用")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("template", "rank"), name="level_once_a_template")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="编码")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("estate", "小区"),
                                    ("building", "楼栋"),
                                    ("stairwell", "单元"),
                                    ("gate", "出入口"),
                                    ("road", "道路"),
                                    ("lane", "巷弄"),
                                    ("bridge", "桥"),
                                    ("park", "公园"),
                                    ("square", "广场"),
                                    ("green", "绿地"),
                                    ("water", "水面"),
                                    ("market", "菜场商场"),
                                    ("school", "学校"),
                                    ("clinic", "医疗"),
                                    ("transit", "公交地铁"),
                                    ("shop", "商铺"),
                                    ("office", "办公场所"),
                                    ("service", "服务场所"),
                                    ("other", "其他地点"),
                                ],
                                max_length=12,
                                verbose_name="类型",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("area_path", wangge.kernel.fields.PathField(blank=True, max_length=120)),
                        ("address", models.CharField(blank=True, max_length=80, verbose_name="地址")),
                        ("number", models.CharField(blank=True, max_length=10, verbose_name="编号")),
                        (
                            "households",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="户数"),
                        ),
                        (
                            "floors",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="层数"),
                        ),
                        ("geometry", models.JSONField(blank=True, null=True)),
                        ("lon", models.FloatField(blank=True, null=True)),
                        ("lat", models.FloatField(blank=True, null=True)),
                        ("is_current", models.BooleanField(default=True, verbose_name="在用")),
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
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="grids.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["area_path"], name="place_area_path"),
                            models.Index(fields=["parent"], name="place_parent"),
                            models.Index(fields=["lon", "lat"], name="place_lon_lat"),
                            models.Index(fields=["kind", "name"], name="place_kind_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="别名")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("official", "正式别名"),
                                    ("historical", "老名字"),
                                    ("nickname", "俗称"),
                                    ("homophone", "同音误写"),
                                ],
                                max_length=12,
                                verbose_name="类型",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aliases",
                                to="grids.area",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aliases",
                                to="grids.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["name"], name="alias_name")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("area__isnull", True), ("place__isnull", False)),
                                    models.Q(("area__isnull", False), ("place__isnull", True)),
                                    _connector="OR",
                                ),
                                name="alias_of_place_or_area",
                            ),
                            models.UniqueConstraint(fields=("name", "place"), name="alias_once_a_place"),
                            models.UniqueConstraint(fields=("name", "area"), name="alias_once_an_area"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("resident", "居民"),
                                    ("captain", "楼道长"),
                                    ("officer", "网格员"),
                                    ("leader", "网格长"),
                                    ("staff", "社区工作者"),
                                    ("secretary", "社区书记"),
                                    ("dispatcher", "街道调度员"),
                                    ("streetleader", "街道领导"),
                                    ("verifier", "核查员"),
                                    ("revisit", "回访员"),
                                    ("handler", "经办人"),
                                    ("unitleader", "单位负责人"),
                                    ("district", "区调度员"),
                                    ("districtleader", "区领导"),
                                    ("orgdept", "组织部干部"),
                                    ("branchsec", "党支部书记"),
                                    ("member", "党员"),
                                    ("sysadmin", "系统管理员"),
                                    ("secadmin", "安全管理员"),
                                    ("audit", "审计管理员"),
                                    ("door", "受理渠道"),
                                    ("appellant", "来件人"),
                                    ("clock", "系统定时"),
                                ],
                                max_length=20,
                                verbose_name="岗位",
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=40, verbose_name="职务说明")),
                        (
                            "employment_type",
                            models.CharField(
                                blank=True,
                                choices=[("full_time", "专职"), ("part_time", "兼职")],
                                max_length=12,
                                verbose_name="用工性质",
                            ),
                        ),
                        ("since", models.DateTimeField(verbose_name="任职起")),
                        ("until", models.DateTimeField(blank=True, null=True, verbose_name="任职止")),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="grids.area",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="people.person",
                            ),
                        ),
                        (
                            "stands_in_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lent",
                                to="grids.post",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "role"], name="post_area_role")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("area__isnull", False), ("unit__isnull", True)),
                                    models.Q(("area__isnull", True), ("unit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="post_in_area_or_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True),
                                    ("until__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="post_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="grids.area",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follows",
                                to="grids.area",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "successor"), name="succession_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitArea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="serves",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "area"), name="unit_serves_area_once")
                        ],
                    },
                ),
            ],
        ),
    ]
