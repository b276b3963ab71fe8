import django.db.models.deletion
import uuid_utils.compat
import wangge.kernel.sealing
from django.conf import settings
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("username", models.CharField(max_length=40, unique=True, verbose_name="用户名")),
                        ("is_active", models.BooleanField(default=True, verbose_name="可登录")),
                        ("is_staff", models.BooleanField(default=False)),
                        ("must_change_password", models.BooleanField(default=False)),
                        ("password_set_at", models.DateTimeField(blank=True, null=True)),
                        ("code_hash", models.CharField(blank=True, max_length=200)),
                        ("code_until", models.DateTimeField(blank=True, null=True)),
                        ("proof_tries", models.PositiveSmallIntegerField(default=0)),
                        ("proof_barred_until", models.DateTimeField(blank=True, null=True)),
                        ("session_epoch", models.PositiveIntegerField(default=0)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("locked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lock_reason",
                            models.CharField(
                                blank=True,
                                choices=[("dormant", "90 天未使用"), ("security", "安全管理员锁定")],
                                max_length=12,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="account",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True), ("is_active", False), _connector="OR"
                                ),
                                name="account_closed_is_inactive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("locked_at__isnull", True), ("is_active", False), _connector="OR"
                                ),
                                name="account_locked_is_inactive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Department",
                    fields=[
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("is_emergency_service", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="姓名")),
                        (
                            "phone",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="手机号"
                            ),
                        ),
                        (
                            "phone_index",
                            models.BinaryField(blank=True, db_index=True, max_length=16, null=True),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SecondFactor",
                    fields=[
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="second_factor",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("secret", wangge.kernel.sealing.SealedTextField(blank=True, default="")),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("last_step", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("post_id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=60, verbose_name="用途")),
                        ("digest", models.BinaryField(max_length=32, unique=True)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                        ("last_used_date", models.DateField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PasswordHistory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=200)),
                        ("set_at", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="old_passwords",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reveal",
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
                        ("post_id", models.BigIntegerField(blank=True, null=True)),
                        ("hat", models.CharField(max_length=80, verbose_name="查看人岗位")),
                        ("subject", models.CharField(max_length=60, verbose_name="对象")),
                        ("what", models.CharField(max_length=20, verbose_name="内容")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("first_contact", "首次联系来件人"),
                                    ("on_site", "上门前约时间"),
                                    ("revisit", "回访"),
                                    ("correct", "核对信息"),
                                    ("emergency", "紧急情况"),
                                    ("own_wish", "本人要求"),
                                    ("work", "工作联系"),
                                    ("account", "开通或重置账号"),
                                ],
                                max_length=20,
                                verbose_name="理由",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="查看人",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "at"], name="reveal_by_person"),
                            models.Index(fields=["subject", "at"], name="reveal_of_subject"),
                            models.Index(fields=["at"], name="reveal_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="名称")),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="编码")),
                        ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.department",
                                verbose_name="部门类别",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
