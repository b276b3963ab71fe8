import django.db.models.deletion
import wangge.kernel.fields
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("gatherings", "0001_initial"),
        ("party", "0001_initial"),
        ("promises", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Birthday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_path", wangge.kernel.fields.PathField(max_length=120)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                        ("years", models.PositiveSmallIntegerField(verbose_name="党龄")),
                        ("oath", models.BooleanField(default=False, verbose_name="重温入党誓词")),
                        ("story", models.BooleanField(default=False, verbose_name="分享入党经历")),
                        ("talk", models.BooleanField(default=False, verbose_name="谈心谈话")),
                        ("is_declined", models.BooleanField(default=False, verbose_name="本人不参加")),
                        ("listed_at", models.DateTimeField(verbose_name="列出时间")),
                        (
                            "gathering",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="birthdays",
                                to="gatherings.gathering",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="birthdays",
                                to="party.member",
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.partyorg",
                            ),
                        ),
                        (
                            "promise",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="birthday",
                                to="promises.promise",
                                verbose_name="领办的实事",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["org", "year"], name="birthday_org"),
                            models.Index(fields=["area_path", "year"], name="birthday_area"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "year"), name="birthday_once_a_year")
                        ],
                    },
                )
            ],
        ),
    ]
