"""The doors to other systems, by name."""

from django.db.models import TextChoices


class Door(TextChoices):
    """Each has its settings, its limits and its troubles."""

    HOTLINE = "hotline", "热线与外部工单"
    PUSH = "push", "回传推送"
    OPEN311 = "open311", "Open311 接口"
    PULL = "pull", "读取其他 Open311 城市"
    WEBHOOK = "webhook", "事件推送"
    FEED = "feed", "公开订阅源"
    WEIXIN = "weixin", "微信和企业微信"
