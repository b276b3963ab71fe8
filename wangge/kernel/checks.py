"""What `manage.py check` says of an installation: settings that work but should not stay so.

The demo and the tests are left in peace: they are meant to run as they stand.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security)
def installation(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """All warnings of an installation, by number."""
    if settings.DEMO or settings.TESTING:
        return []
    return [*keys(), *web(), *database(settings.DATABASES["default"])]


def keys() -> Iterator[CheckMessage]:
    """What is wrong with where the key ring lies."""
    key_file = Path(settings.KEY_FILE).resolve()
    if key_file.is_relative_to(Path(settings.DATA).resolve()):
        yield Warning(
            "密钥文件和数据放在同一个文件夹里，拿到数据备份的人同时拿到了密钥。",
            hint="把 WANGGE_KEYS 指到数据文件夹以外的地方，并单独备份：丢了它，电话等加密内容再也打不开。",
            id="wangge.W001",
        )
    if key_file.exists() and key_file.stat().st_mode & 0o077:
        yield Warning(
            "密钥文件可以被本机的其他用户读取。", hint=f"执行 chmod 600 {key_file}", id="wangge.W002"
        )


def web() -> Iterator[CheckMessage]:
    """What is wrong with how the system can be reached."""
    if settings.DEBUG:
        yield Warning(
            "调试模式开着，出错页面会把内部信息显示给访客。", hint="去掉 WANGGE_DEBUG。", id="wangge.W003"
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "允许任何域名访问。", hint="在 WANGGE_HOSTS 里只写本系统的域名，用逗号分隔。", id="wangge.W004"
        )
    elif all(map(_is_local, settings.ALLOWED_HOSTS)):
        yield Warning(
            "只有本机能打开系统。", hint="在 WANGGE_HOSTS 里写上本系统的域名，用逗号分隔。", id="wangge.W005"
        )
    if not settings.SESSION_COOKIE_SECURE:
        yield Warning(
            "登录凭证可能经过未加密的连接。",
            hint="启用 HTTPS，并设置 WANGGE_HTTPS=1。",
            id="wangge.W006",
        )
    if not getattr(settings, "SECOND_FACTOR", True):
        yield Warning(
            "管理员登录没有启用第二重验证。", hint="去掉 WANGGE_SECOND_FACTOR=0。", id="wangge.W007"
        )


def _is_local(host: str) -> bool:
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in {"localhost", "testserver"}


def database(given: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """What is wrong with these database settings."""
    start = given.get("OPTIONS", {}).get("init_command", "")
    if given["ENGINE"].endswith("sqlite3") and "synchronous=FULL" not in start:
        yield Warning(
            "断电时最近写入的事项可能丢失。",
            hint="去掉 WANGGE_SQLITE_SYNC，让 SQLite 用 FULL 方式写盘。",
            id="wangge.W008",
        )
