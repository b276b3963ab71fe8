"""Birthdays in the Party, who should attend what, which decisions may become what; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from wangge.gatherings.rules.meeting import Quorum
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import Duty


class Act(TextChoices):
    """The four acts of a ceremony (domain/03 section 6)."""

    OATH = "oath", "重温入党誓词"
    STORY = "story", "分享入党经历"
    TALK = "talk", "谈心谈话"
    DEED = "deed", "领办一件实事好事"


#: What the agenda of a ceremony begins with.
CEREMONY = "重温入党誓词；分享入党经历；谈心谈话；领办一件实事好事"


@dataclass(frozen=True, slots=True)
class CaseDeed:
    """Which solved cases are a deed of whom, once somebody else has seen what came of them."""

    kind: str
    duty: str
    said: str
    #: Of whom: who reported it, or who took it upon himself.
    doer: str = "reported_by"
    categories: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()

    def fits(self, matter: str, category: str) -> bool:
        return matter in self.matters or category in self.categories


#: What of a case may be a deed (domain/03 section 9): what came of it, never that it was reported.
CASE_DEEDS = (
    CaseDeed(
        DeedKind.HAZARD,
        Duty.DISCOVER,
        "发现{}，已核实",
        categories=frozenset({"FIR"}),
        matters=frozenset(
            {"FAC-01", "FAC-09", "FAC-11", "FAC-12", "GRN-01", "BLD-02", "BLD-04", "BLD-05", "UTL-05"}
        ),
    ),
    CaseDeed(DeedKind.SUGGESTION, Duty.ADVISE, "{}，已采纳", matters=frozenset({"GOV-08"})),
    CaseDeed(DeedKind.WISH, Duty.SERVE, "{}，已办成", doer="holder", matters=frozenset({"WEL-10"})),
)


def birthday_years(joined: date | None, *, year: int) -> int | None:
    """How many years in the Party somebody reaches in a year, if it is a multiple of five."""
    if joined is None:
        return None
    years = year - joined.year
    return years if years > 0 and years % 5 == 0 else None


def joined_in(year: int) -> list[int]:
    """The years of joining whose birthday falls into a year: the register is asked by these."""
    return list(range(year - 5, 1920, -5))


@dataclass(frozen=True, slots=True)
class OnRoll:
    """Somebody who should come: his number in the register, his name, whether he votes here."""

    number: int
    name: str
    votes: bool
    is_committee: bool = False


def entitled(roll: Collection[OnRoll], quorum: str) -> list[int]:
    """Whose presence makes a meeting quorate."""
    if quorum == Quorum.COMMITTEE:
        return [one.number for one in roll if one.is_committee]
    return [one.number for one in roll if one.votes]


def months_back(on: date, back: int) -> date:
    """The first of the month so many months ago; of the next one with -1."""
    whole = on.year * 12 + on.month - 1 - back
    return date(whole // 12, whole % 12 + 1, 1)


def month_from(text: str, *, today: date) -> date:
    """The first of the month written `2026-11`; of today's where it is not one, or far away."""
    year, _, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and len(text) <= 7):
        return today.replace(day=1)
    if not (1 <= int(month) <= 12 and abs(int(year) - today.year) <= 5):
        return today.replace(day=1)
    return date(int(year), int(month), 1)
