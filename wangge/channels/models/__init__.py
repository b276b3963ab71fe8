"""Tables of the doors."""

from wangge.channels.models.doors import DoorState, Layout, Trouble
from wangge.channels.models.hotline import OutsideOrder, Reply, System
from wangge.channels.models.public import PublicItem
from wangge.channels.models.webhooks import Delivery, Mark, Subscription

__all__ = [
    "Delivery",
    "DoorState",
    "Layout",
    "Mark",
    "OutsideOrder",
    "PublicItem",
    "Reply",
    "Subscription",
    "System",
    "Trouble",
]
