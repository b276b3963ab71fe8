import django.db.models.deletion
import uuid_utils.compat
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
                    name="Alarm",
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
                        ("case_id", models.UUIDField(unique=True)),
                        ("text", models.CharField(max_length=200, verbose_name="内容")),
                        ("link", models.CharField(blank=True, max_length=200)),
                        ("raised_at", models.DateTimeField(verbose_name="发出时间")),
                        ("chain", models.JSONField(default=list)),
                        ("is_unmanned", models.BooleanField(default=False, verbose_name="当时没有人值班")),
                        (
                            "acknowledged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="知晓时间"),
                        ),
                        ("exhausted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                blank=True,
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "raised_at"], name="alarm_of_area")],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                        ("text", models.CharField(max_length=200, verbose_name="内容")),
                        ("link", models.CharField(blank=True, max_length=200)),
                        ("kind", models.CharField(blank=True, max_length=40)),
                        ("key", models.CharField(blank=True, max_length=100)),
                        ("case_id", models.UUIDField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(verbose_name="时间")),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "created_at"], name="notice_of_person"),
                            models.Index(
                                condition=models.Q(("read_at__isnull", True)),
                                fields=["person"],
                                name="notice_unread",
                            ),
                            models.Index(fields=["created_at"], name="notice_age"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("read_at__isnull", True), models.Q(("key", ""), _negated=True)
                                ),
                                fields=("person", "key"),
                                name="notice_once_while_unread",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ring",
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
                        ("why", models.CharField(max_length=12, verbose_name="身份")),
                        ("rung_at", models.DateTimeField(verbose_name="时间")),
                        ("sms", models.CharField(blank=True, max_length=8, verbose_name="短信")),
                        ("sms_at", models.DateTimeField(blank=True, null=True)),
                        ("sms_error", models.CharField(blank=True, max_length=120)),
                        ("is_ringing", models.BooleanField(default=True)),
                        (
                            "alarm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rings",
                                to="notices.alarm",
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_ringing", True)), fields=["person"], name="ring_open"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("alarm", "person"), name="ring_once_a_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="开始")),
                        ("ends_at", models.DateTimeField(verbose_name="结束")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.area"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="值班人",
                            ),
                        ),
                        (
                            "substitute",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                verbose_name="替班人",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["area", "ends_at"], name="shift_of_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="shift_ends_after_it_begins",
                            ),
                            models.UniqueConstraint(
                                fields=("area", "person", "starts_at"), name="shift_once"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
