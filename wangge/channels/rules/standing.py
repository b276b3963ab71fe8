"""How a talk stands, and what one answer of the assistant consists of; values only."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db.models import TextChoices

from wangge.channels.rules.saying import Say


class Stage(TextChoices):
    """What the talk is waiting for."""

    OPEN = "open", "聊着"
    WHAT = "what", "等说什么事"
    WHERE = "where", "等说地点"
    PHOTO = "photo", "等照片"
    CONTACT = "contact", "等联系方式"
    CONFIRM = "confirm", "等确认"
    NUMBER = "number", "等受理编号"
    PROOF = "proof", "等查询码"
    PERSON = "person", "转人工"


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been taken down of an appeal so far."""

    what: str = ""
    place: str = ""
    path: str = ""
    chosen: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    matter: str = ""
    matter_name: str = ""
    phone: str = ""
    photos: tuple[tuple[str, str], ...] = ()
    is_urgent: bool = False
    has_asked_photo: bool = False
    has_asked_contact: bool = False
    #: The appeals this talk has opened, as (number, id).
    mine: tuple[tuple[str, str], ...] = ()
    #: The number that progress is asked of.
    number: str = ""
    #: Kinds of danger whose numbers stand above already.
    alarmed: tuple[str, ...] = ()
    area: str = ""
    #: Other troubles of the message it began with, to be taken down after it.
    others: tuple[str, ...] = ()
    #: Longitude and latitude (WGS-84) of a position that was sent.
    point: tuple[float, ...] = ()
    #: Others read along: neither photos nor a phone are asked for.
    is_group: bool = False

    def data(self) -> dict[str, Any]:
        """As plain values, for storing."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Draft":
        """From stored values; what an older version knew besides is left out."""
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        for name in ("choices", "photos", "mine"):
            known[name] = tuple(tuple(row) for row in known.get(name, ()))
        for name in ("alarmed", "point", "others"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)

    def fresh(self) -> "Draft":
        """Ready for the next appeal; what the talk knows besides stays."""
        return Draft(mine=self.mine, alarmed=self.alarmed, area=self.area, is_group=self.is_group)


@dataclass(frozen=True, slots=True)
class Mind:
    """How a talk stands."""

    stage: Stage = Stage.OPEN
    draft: Draft = field(default_factory=Draft)
    misses: int = 0


class Deed(TextChoices):
    """What is to be done besides saying something."""

    REPORT = "report", "上报"
    ALARM = "alarm", "告警"
    UNKNOWN = "unknown", "记下没答上的"
    HAND_OVER = "hand_over", "转人工"
    TAKE_BACK = "take_back", "不等人工了"


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the assistant: how the talk stands now, what it says, what is to be done and counted."""

    mind: Mind
    says: tuple[Say, ...] = ()
    deeds: tuple[Deed, ...] = ()
    #: (about, outcome) for the day's counts.
    counts: tuple[tuple[str, str], ...] = ()

    def first(self, *says: Say) -> "Turn":
        """The same, with something said before it."""
        return replace(self, says=(*says, *self.says))
