"""The first day of an installation: its topmost area and three administrators, each with a one-time code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from wangge.grids import actions
from wangge.grids.access import ADMIN_ROLES, Acting, Role
from wangge.grids.models import Area, Post
from wangge.grids.rules.importing import AreaRow
from wangge.kernel.refusal import Refused
from wangge.people import actions as people

_ROLES = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    help = "开局：建最上面的区域，设系统、安全、审计三位管理员，打印各自的一次性码。只能用一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="最上面区域的区划代码，例如 990101000000")
        parser.add_argument("name", help="它的名称，例如 清岚区")
        parser.add_argument("--template", default="city", help="层级模板，默认 city")
        for option, role in _ROLES.items():
            parser.add_argument(f"--{option}", required=True, help=f"{role.label}，写成 姓名:用户名")

    def handle(self, *args: Any, code: str, name: str, template: str, **options: Any) -> None:
        if Post.objects.filter(role__in=[role.value for role in ADMIN_ROLES]).exists():
            raise CommandError("已经有管理员了，请用他们的账号办理。")
        try:
            with transaction.atomic():
                slips = _found(AreaRow(1, code, name), template, {o: options[o] for o in _ROLES})
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        for role, slip in slips.items():
            person = slip.account.person
            self.stdout.write(f"{role.label}\t{person}\t{slip.account.username}\t{slip.written}")
        self.stdout.write("72 小时内用一次性码登录并设密码；三位管理员首次登录时还要绑定手机验证器。")


def _found(top: AreaRow, template: str, given: dict[str, str]) -> dict[Role, people.Slip]:
    at, by = timezone.now(), Acting(Role.SYSTEM_ADMIN, name="命令行")
    actions.seed_levels()
    people.seed_departments()
    actions.import_areas([top], template=template, by=by, at=at)
    area = Area.objects.get(parent__isnull=True, path__gt="")
    slips = {}
    for option, role in _ROLES.items():
        name, _, username = given[option].replace("：", ":").partition(":")
        done = actions.enrol(name=name, username=username, role=role, area=area, by=by, at=at)
        if done.slip is None:
            raise Refused(f"{name}已经有账号。")
        slips[role] = done.slip
    return slips
