"""`manage.py certificate 192.168.1.20 grid.lan`: a local authority and the server's certificate, for a closed
network.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangge.portal import authority


class Command(BaseCommand):
    help = "为局域网做一个本地证书机构和服务器证书，手机信任以后才能安装、离线打开"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "hosts", nargs="+", metavar="地址或主机名", help="手机上输入的，例如 192.168.1.20"
        )
        parser.add_argument("--folder", type=Path, default=settings.DATA / "certificate", help="放在哪里")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = authority.make(options["folder"], options["hosts"], at=timezone.now())
        except authority.OtherNames as names:
            raise CommandError(
                f"原来的证书机构不能给 {names} 做证书。要换地址，请先把 {options['folder']} 里的文件移走，"
                "重新做，手机也要重新信任一次。"
            ) from None
        except ValueError as error:
            raise CommandError(f"地址或主机名不对：{error}") from None
        word = "新做了" if made.is_new_authority else "沿用"
        self.stdout.write(f"{word}本地证书机构：{made.authority}\n  指纹 SHA-256 {made.fingerprint}")
        self.stdout.write(
            f"服务器证书：{made.certificate}\n私钥：{made.key}\n到期：{made.until:%Y-%m-%d}，到期前再运行一次"
        )
        self.stdout.write(
            "启动时加上：\n"
            f"  --ssl-certificate {made.certificate} --ssl-keyfile {made.key}\n"
            "并设 WANGGE_HTTPS=1；手机上只装 authority.pem，不要把 .key 文件给任何人。"
        )
