import wangge.kernel.sealing
from django.db import migrations, models

from wangge.kernel.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Feedback",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="意见")),
                        ("page", models.CharField(blank=True, max_length=200, verbose_name="页面")),
                        (
                            "role",
                            models.CharField(
                                blank=True,
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
                        (
                            "contact",
                            wangge.kernel.sealing.SealedTextField(
                                blank=True, default="", verbose_name="联系方式"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="feedback_at")],
                    },
                )
            ],
        ),
    ]
