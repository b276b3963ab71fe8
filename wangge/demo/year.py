"""A year of Party life of all branches of a district: it comes in as ledgers do that were kept on paper."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from wangge.demo.people import Tell
from wangge.demo.tables import bring_in
from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Plan, Routine
from wangge.gatherings.rules.meeting import Quorum
from wangge.grids.access import Acting
from wangge.life import actions, rules
from wangge.life.imports.ledger import LEDGER
from wangge.life.queries.rolls import Rolls
from wangge.life.rules import OnRoll
from wangge.party.models import PartyOrg

#: What is held together, the day of the month from which, and how often.
_SETS = (
    ("主题党日", ("theme_day", "ones_study", "ones_brief", "ones_claim"), 4, 1),
    ("支部委员会会议", ("committee_meeting", "ones_report", "ones_discuss"), 11, 1),
    ("支部党员大会", ("general_meeting", "party_lecture"), 18, 3),
)
_TITLES = tuple(column.title for column in LEDGER.columns)
_AT_ONCE = 100


def live(
    branches: Sequence[PartyOrg],
    *,
    months: int,
    words: tuple[Sequence[str], Sequence[str]],
    by: Acting,
    now: datetime,
    tell: Tell,
) -> None:
    """Plans since the first month, the agenda of each, then all ledgers in one table."""
    today = now.date()
    first = rules.months_back(today, months - 1)
    for start in range(0, len(branches), _AT_ONCE):  # so that nobody waits long for the database
        actions.adopt_for(branches[start : start + _AT_ONCE], since=first, by=by, at=now)
    units = [org.unit_id for org in branches if org.unit_id]
    for back in reversed(range(months)):
        gatherings.make_agenda(on=rules.months_back(today, back), units=units)
        tell("组织生活计划", months - back, months)
    ledgers = _Ledgers(branches, now=now, words=words)
    rows: list[Sequence[str]] = [_TITLES]
    rows += [line for number, org in enumerate(branches) for line in ledgers.of(org, number, months)]
    bring_in("ledger", rows, file="会议台账.xlsx", by=by, at=now, tell=tell)


class _Ledgers:
    """What stands in the ledgers: who came, who had leave, and what was let slip."""

    def __init__(
        self, branches: Sequence[PartyOrg], *, now: datetime, words: tuple[Sequence[str], Sequence[str]]
    ) -> None:
        self.now, (self.said, self.done) = now, words
        self.rng = random.Random("year")  # noqa: S311  (invention)
        self.rolls = Rolls(branches)
        self.routines = {routine.code: routine for routine in Routine.objects.all()}
        units = [org.unit_id for org in branches]
        planned = Plan.objects.filter(unit__in=units, until__isnull=True).values_list("unit", "routine__code")
        self.planned = set(planned)

    def of(self, org: PartyOrg, number: int, months: int) -> Iterator[tuple[str, ...]]:
        """A branch's year, most of it held: of seven meetings one is let slip."""
        for back in reversed(range(months)):
            month = rules.months_back(self.now.date(), back)
            for place, (title, codes, day, every) in enumerate(_SETS):
                held = month + timedelta(days=day + self.rng.randrange(4))
                is_due = month.month % every == number % every and (number + 3 * back + place) % 7 != 4
                duties = [self.routines[c] for c in codes if (org.unit_id, c) in self.planned]
                if is_due and duties and held < self.now.date():
                    yield self._line(org, f"{month.month} 月{title}", held, duties)

    def _line(self, org: PartyOrg, title: str, held: date, duties: Sequence[Routine]) -> tuple[str, ...]:
        roll = self._roll(org, held, duties)
        here = [one for one in roll if self.rng.random() < 0.85]
        leave = [one for one in roll if one not in here and self.rng.random() < 0.5]
        return (
            org.name,
            f"{held:%Y-%m-%d}",
            "9:00" if held.day % 2 else "15:00",
            title,
            "、".join(duty.name for duty in duties),
            "党群服务站",
            here[0].name if here else "",
            self.rng.choice(self.said),
            self.rng.choice(self.done) if self.rng.random() < 0.4 else "",
            "、".join(one.name for one in here),
            "、".join(one.name for one in leave),
        )

    def _roll(self, org: PartyOrg, held: date, duties: Sequence[Routine]) -> list[OnRoll]:
        """Whom one can tell apart by name."""
        roll = self.rolls.on(org, held)
        if any(duty.quorum == Quorum.COMMITTEE for duty in duties):
            roll = [one for one in roll if one.is_committee]
        names = [one.name for one in roll]
        return [one for one in roll if names.count(one.name) == 1]
