"""Adds a key to the ring and brings every sealed column under it; the older keys stay for reading."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from wangge.kernel import actions, keyring, sealing


class Command(BaseCommand):
    help = (
        "换一把新密钥，并用它重新加密所有加密字段（旧密钥保留，旧备份仍能打开）。"
        "中断后用 --reseal-only 继续。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reseal-only", action="store_true", help="不换新密钥，只把剩下的内容换到当前密钥下"
        )

    def handle(self, *args: Any, reseal_only: bool, **options: Any) -> None:
        ring = sealing.ring() if reseal_only else keyring.rotate(settings.KEY_FILE)
        self.stdout.write(f"当前密钥：{ring.current}（共 {len(ring.keys)} 把）")
        for model, field in sealing.sealed_columns():
            name, changed, last = f"{model._meta.label}.{field.attname}", 0, None
            with tqdm(total=model._base_manager.count(), unit="行", desc=name) as bar:
                while batch := actions.reseal(model, field, after=last):
                    bar.update(batch.seen)
                    changed, last = changed + batch.changed, batch.last
            self.stdout.write(f"{name}：{changed} 行已换到当前密钥")
        self.stdout.write("请立即备份新的密钥文件，并重启所有服务进程。")
