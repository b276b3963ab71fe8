"""Template words every page may use: icons, moments in Shanghai time, numbers, masks."""

from datetime import datetime
from functools import lru_cache

import lucide
from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from wangge.kernel import ids, words

register = template.Library()


@lru_cache(maxsize=512)
def _icon(name: str, size: int, cls: str) -> SafeString:
    attributes = {"class": f"icon {cls}".strip(), "aria-hidden": "true"}
    return mark_safe(lucide._render_icon(name, size, **attributes))  # noqa: S308  (our own names, no user text)


@register.simple_tag
def icon(name: str, size: int = 20, cls: str = "") -> SafeString:
    """A lucide icon as inline SVG, hidden from screen readers: the words beside it say it."""
    return _icon(name, size, cls)


@register.filter
def number344(value: str) -> str:
    """A number as it is spoken."""
    return ids.written(value)


@register.filter
def moment(value: datetime | None) -> str:
    """`今天 14:20`, `昨天 09:05`, `周一 14:16`, `11-17 14:00`, `2025-11-17 14:00`: the shortest form."""
    return words.moment(value, now=timezone.now()) if value else ""


@register.filter
def span(value: float | None) -> str:
    """Seconds as `1 小时 14 分`, `26 分钟`, `3 天 2 小时`."""
    return words.span(value) if value is not None else ""
