"""Tables of the doors."""

from wangge.channels.models.doors import DoorState, Layout, Trouble
from wangge.channels.models.hotline import OutsideOrder, Reply, System
from wangge.channels.models.knowledge import Entry, Topic, Unanswered
from wangge.channels.models.public import PublicItem, PublicPhoto
from wangge.channels.models.talks import Line, Talk, TalkCount, Who
from wangge.channels.models.webhooks import Delivery, Mark, Subscription
from wangge.channels.models.weixin import (
    Binding,
    Gate,
    Group,
    GroupCase,
    GroupCount,
    Host,
    Incoming,
    Outgoing,
    Sender,
)

__all__ = [
    "Binding",
    "Delivery",
    "DoorState",
    "Entry",
    "Gate",
    "Group",
    "GroupCase",
    "GroupCount",
    "Host",
    "Incoming",
    "Layout",
    "Line",
    "Mark",
    "Outgoing",
    "OutsideOrder",
    "PublicItem",
    "PublicPhoto",
    "Reply",
    "Sender",
    "Subscription",
    "System",
    "Talk",
    "TalkCount",
    "Topic",
    "Trouble",
    "Unanswered",
    "Who",
]
