"""What tests of Party life begin with: a branch with plans, a meeting called, held, decided upon."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tests.town import MONDAY_9_00, Town
from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Call, Minutes
from wangge.gatherings.models import Decision, Gathering, Plan, Slot
from wangge.life import actions, queries
from wangge.life.actions import Came
from wangge.life.models import Birthday
from wangge.party.models import Member, PartyOrg
from wangge.people.models import Unit
from wangge.promises import actions as promises
from wangge.promises.actions import Given
from wangge.promises.models import Agreement, Project, Promise

#: The day of most tests, and the first of its month.
TODAY, FIRST = date(2026, 11, 16), date(2026, 11, 1)
EARLIER = MONDAY_9_00 - timedelta(hours=2)


class Scene:
    """The grid's branch and its secretary."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.by = town.hat("branchsec")
        self.org = PartyOrg.objects.select_related("unit", "area", "parent").get(pk=town.network.branch.pk)

    @property
    def unit(self) -> Unit:
        assert self.org.unit is not None
        return self.org.unit

    def adopt(self, *codes: str, at: datetime = MONDAY_9_00) -> None:
        """The branch takes plans over, all that are meant for it unless some are named."""
        actions.adopt_for([self.org], codes=codes or None, since=FIRST, by=self.by, at=at)

    def slot(self, code: str) -> Slot:
        """The line of this month's agenda for a duty."""
        return Slot.objects.select_related("plan__routine").get(
            plan__routine__code=code, unit=self.unit, number=1
        )

    def plan(self, code: str) -> Plan:
        return Plan.objects.get(routine__code=code, unit=self.unit)

    def called(
        self, *slots: Slot, starts_at: datetime = EARLIER, at: datetime = MONDAY_9_00, **more: object
    ) -> Gathering:
        wanted = Call(title="十一月主题党日", starts_at=starts_at, slots=slots, **more)  # type: ignore[arg-type]
        return gatherings.call(self.unit, self.org.area, wanted, by=self.by, at=at)

    def held(
        self,
        *slots: Slot,
        present: Iterable[Member] = (),
        decisions: Iterable[tuple[str, int | None]] = (),
        starts_at: datetime = EARLIER,
        at: datetime = MONDAY_9_00,
        **more: object,
    ) -> Gathering:
        """A meeting written down with who came and what was decided."""
        called = self.called(*slots, starts_at=starts_at, at=at, **more)
        return actions.write_down(
            called,
            Minutes(said="学习条例，议了车棚。", decisions=list(decisions)),
            Came(queries.roll_of(called, self.org), [member.pk for member in present]),
            by=self.by,
            at=at,
        )

    def decision(self, words: str = "月底前修好车棚的灯") -> Decision:
        held = self.held(decisions=[(words, None)])
        return Decision.objects.select_related("gathering__unit", "gathering__area").get(gathering=held)

    def promise(
        self, *, due_on: date = date(2026, 11, 30), at: datetime = MONDAY_9_00, **more: str
    ) -> Promise:
        given = Given(title="修好车棚的灯", keeper="柳荫一网格党支部", due_on=due_on, **more)  # type: ignore[arg-type]
        return promises.make(self.unit, self.org.area, given, by=self.by, at=at)

    def birthday(self, *, at: datetime = MONDAY_9_00) -> Birthday:
        """A member who reaches twenty years this year."""
        if not Member.objects.filter(name="岑廿年").exists():
            self.town.network.enrol("岑廿年", joined_on=date(2006, 5, 1))
        actions.list_birthdays(year=2026, at=at)
        return Birthday.objects.select_related("member", "org").get(member__name="岑廿年")

    def agreement(self, *, at: datetime = MONDAY_9_00) -> Agreement:
        from wangge.promises.actions.agreements import Head

        return promises.agree_on(
            self.unit,
            self.org.area,
            kind="pairing",
            title="支部与医院结对",
            partner="清岚区人民医院",
            since=at.date(),
            until=at.date() + timedelta(days=300),
            heads=[Head("每季度一次义诊", "清岚区人民医院", at.date() + timedelta(days=60))],
            by=self.by,
            at=at,
        )

    def project(self, *, at: datetime = MONDAY_9_00) -> Project:
        return promises.propose_project(
            self.unit,
            self.org.area,
            team="花墙小队",
            title="楼道花墙",
            words_="把一楼的墙种上花。",
            budget_asked=300,
            by=self.by,
            at=at,
        )
