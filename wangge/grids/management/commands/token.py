"""Prints an API token for an account in one of its posts; nothing else goes to standard output."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wangge.grids.models import Post
from wangge.people import actions, queries
from wangge.people.access import OPERATOR


class Command(BaseCommand):
    help = "给一个账号发 API 令牌。令牌只显示这一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--role", default="", help="岗位代码，例如 dispatcher；不写就用最早的那个岗位")
        parser.add_argument("--name", default="命令行", help="给哪个系统用")
        parser.add_argument("--days", type=int, default=90, help="有效天数，默认 90")

    def handle(self, *args: Any, username: str, role: str, name: str, days: int, **options: Any) -> None:
        at = timezone.now()
        account = queries.account_of(username)
        if account is None or account.person_id is None:
            raise CommandError(f"没有用户名为 {username} 的账号。")
        posts = Post.objects.held(at).filter(person=account.person_id).order_by("pk")
        post = (posts.filter(role=role) if role else posts).first()
        if post is None:
            raise CommandError(f"{username} 现在没有{'这个' if role else ''}岗位，令牌没有权限可用。")
        lasts = timedelta(days=days)
        raw = actions.issue_token(account, post_id=post.pk, name=name, by=OPERATOR, at=at, lasts=lasts)
        self.stdout.write(raw)
