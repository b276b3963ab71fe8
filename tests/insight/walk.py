"""A random history of the town: open moves at random moments, and beside them notes in the words of the
definitions, taken slowly by looking at every case after every act.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from django.db import transaction

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, middle
from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, WorkOrder
from wangge.cases.rules import clocks
from wangge.cases.rules.flows import DeclineReason, Outcome, SuspendCause
from wangge.grids.access import Acting
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI
from wangge.worktime import queries as worktime

T = TypeVar("T")
MATTERS = ("FAC-03", "ENV-01", "GOV-01", "WEL-01")
PLACES = ("grid", "next_grid", "other_grid", "far_grid")
_HAPPY = {5: 1.0, 4: 1.0, 3: 0.6, 2: 0.0, 1: 0.0}


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


@dataclass
class Note:
    """What the recount remembers of one case."""

    counted_on: date | None = None
    unit: int = 0
    first_end: datetime | None = None
    last_end: datetime | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    hours: float | None = None
    reopened: bool = False
    came_again: bool = False


class Walk:
    """Acts at random, and takes notes."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story, self.town = story, story.town
        self.dice = Random(seed)
        self.at, self.notes = MONDAY_9_00, dict[Any, Note]()
        self.deeds = 0
        # Everybody is there before the first act, so that nobody is undone with one that was refused.
        for who in ("handler", "other_handler", "revisit"):
            self.town.hat(who)
        self.hats: list[Acting] = [
            self.town.hat(who)
            for who in ("officer", "dispatcher", "other_dispatcher", "district", "streetleader", "verifier")
        ]

    def go(self, acts: int) -> None:
        """So many tries; what the rules refuse is not done."""
        self.story.report(phone="13800001111", at=self.at)
        moves: list[Callable[[], Any]] = [
            *[self._report] * 3,
            self._find,
            *[self._accept] * 3,
            *[self._dispatch] * 3,
            *[self._acknowledge] * 3,
            self._contact,
            self._send_back,
            *[self._hand_in] * 3,
            *[self._verify] * 3,
            *[self._rework] * 3,
            *[self._close] * 3,
            *[self._rate] * 2,
            self._revisit,
            self._self_handle,
            self._answer,
            self._decline,
            self._suspend,
            self._resume,
            self._hide,
            self._withdraw,
            self._merge,
            *[self._sweep] * 2,
        ]
        for _ in range(acts):
            self.at += timedelta(minutes=self.dice.choice([1, 20, 90, 600, 2000]))
            any(self._try(self.dice.choice(moves)) for _ in range(8))
            self.look()

    def _try(self, move: Callable[[], Any]) -> bool:
        try:
            with transaction.atomic():
                move()
        except (Refused, NotAllowed):
            return False
        self.deeds += 1
        return True

    # --- the moves ---

    def _case(self, *states: str) -> Case:
        found = Case.objects.filter(state__in=states).order_by("reported_at", "pk")
        return self._one(list(found))

    def _one(self, rows: list[T]) -> T:
        if not rows:
            raise Refused("nothing there")
        return self.dice.choice(rows)

    def _hat(self) -> Acting:
        return self.dice.choice(self.hats)

    def _report(self) -> None:
        phone = self.dice.choice(["", "13800001111", "13900002222"])
        matter, where = self.dice.choice([*MATTERS, ""]), self.dice.choice([*PLACES, ""])
        self.story.report(matter=matter, where=where, phone=phone, at=self.at)

    def _find(self) -> None:
        lon, lat = middle("grid")
        shift = self.dice.choice([0.0, 0.0002, 0.001])
        spot = queries.spot(lon=lon + shift, lat=lat)
        actions.discover(text="看见的", spot=spot, matter="FAC-03", by=self.town.officer, at=self.at)

    def _accept(self) -> None:
        from tests.cases.story import matter

        case = self._case("reported")
        spot = queries.area_spot(self.town.grid.pk) if case.area_id is None else None
        chosen = None if case.matter_id else matter(self.dice.choice(MATTERS))
        actions.accept(case, matter=chosen, spot=spot, by=self._hat(), at=self.at)

    def _dispatch(self) -> None:
        units = [self.town.sanitation, self.town.water]
        self.dice.shuffle(units)
        helps = (units[1],) if self.dice.random() < 0.3 else ()
        case = self._case("accepted", "in_hand")
        if case.matter_id is None:
            raise Refused("withdrawn before anybody knew what it was, then reopened")
        actions.dispatch(case, lead=units[0], assists=helps, by=self._hat(), at=self.at)

    def _order(self, *states: str) -> WorkOrder:
        found = WorkOrder.objects.filter(state__in=states).select_related("unit", "case")
        return self._one(list(found.order_by("sent_at", "pk")))

    def _handler(self, order: WorkOrder) -> Acting:
        return self.town.hat("other_handler" if order.unit_id == self.town.sanitation.pk else "handler")

    def _acknowledge(self) -> None:
        order = self._order("sent")
        actions.acknowledge(order, by=self._handler(order), at=self.at)

    def _contact(self) -> None:
        actions.first_contact(
            self._case("accepted", "in_hand"), reached=True, note="打过", by=self._hat(), at=self.at
        )

    def _send_back(self) -> None:
        order = self._order("sent", "acknowledged")
        handler = self._handler(order)
        actions.send_back(order, clause="第三条", proper_unit="别家", by=handler, at=self.at)
        other = self.town.water if order.unit_id == self.town.sanitation.pk else self.town.sanitation
        fresh = WorkOrder.objects.get(pk=order.pk)
        if fresh.state == "returned":
            actions.agree(fresh, instead=other, by=self.town.hat("district"), at=self.at)

    def _hand_in(self) -> None:
        order = self._order("sent", "acknowledged")
        by = "other_handler" if order.unit_id == self.town.sanitation.pk else "handler"
        if order.is_lead:
            self.story.hand_in(order.case, by=by, at=self.at)
            return
        if order.state == "sent":
            actions.acknowledge(order, by=self.town.hat(by), at=self.at)
            order.refresh_from_db()
        actions.submit(order, said="好了", note="记", by=self.town.hat(by), at=self.at)

    def _verify(self) -> None:
        actions.verify(self._case("verifying"), note="看过", by=self.town.verifier, at=self.at)

    def _rework(self) -> None:
        case = self._case("verifying")
        order = self._one(list(case.orders.filter(state="submitted").order_by("pk")))
        actions.rework(case, order=order, note="没好", by=self.town.verifier, at=self.at)

    def _close(self) -> None:
        outcome = self.dice.choice([Outcome.SOLVED, Outcome.SOLVED, Outcome.PARTLY, Outcome.BEYOND_POWER])
        actions.close(self._case("verifying"), outcome=outcome, said="好了", by=self._hat(), at=self.at)

    def _appeal(self) -> Appeal:
        found = Appeal.objects.filter(case__state__in=["closed", "archived"]).select_related("case")
        return self._one(list(found.order_by("received_at", "pk")))

    def _rate(self) -> None:
        appeal, solved = self._appeal(), self.dice.random() < 0.7
        level = self.dice.choice([None, 1, 3, 4, 5])
        me = self.story.me(appeal)
        actions.rate(appeal, solved=solved, satisfaction=level, remark="还有", by=me, at=self.at)

    def _revisit(self) -> None:
        appeal, solved = self._appeal(), self.dice.random() < 0.7
        actions.revisit(
            appeal,
            reached=self.dice.random() < 0.8,
            solved=solved,
            satisfaction=self.dice.choice([2, 3, 5]),
            remark="电话里说",
            by=self.town.revisit,
            at=self.at,
        )

    def _self_handle(self) -> None:
        case = self._case("reported", "accepted")
        photos = [self.story.photo()]
        actions.self_handle(
            case,
            said="当场好了",
            before=[self.story.photo()],
            photos=photos,
            by=self.town.officer,
            at=self.at,
        )

    def _answer(self) -> None:
        actions.answer(
            self._case("accepted"), outcome=Outcome.BEYOND_POWER, said="不归我们", by=self._hat(), at=self.at
        )

    def _decline(self) -> None:
        actions.decline(
            self._case("reported"),
            reason=DeclineReason.OUT_OF_AREA,
            said="请找",
            by=self._hat(),
            at=self.at,
        )

    def _suspend(self) -> None:
        later = self.at + timedelta(days=3)
        case = self._case("in_hand")
        by = self.town.streetleader
        actions.suspend(case, cause=SuspendCause.WEATHER, review_on=later, said="雨", by=by, at=self.at)

    def _resume(self) -> None:
        actions.resume(self._case("suspended"), by=self.town.streetleader, at=self.at)

    def _hide(self) -> None:
        if self.dice.random() < 0.3:
            case = self._case("reported", "accepted", "in_hand")
            actions.raise_visibility(case, note="涉及家事", by=self._hat(), at=self.at)

    def _withdraw(self) -> None:
        found = Appeal.objects.filter(case__is_open=True).order_by("received_at", "pk")
        appeal = self._one(list(found))
        if self.dice.random() < 0.3:
            actions.withdraw_appeal(appeal, by=self.story.me(appeal), at=self.at)

    def _merge(self) -> None:
        if self.dice.random() < 0.3:
            case, into = self._case("reported"), self._case("reported", "accepted", "in_hand")
            actions.merge(case, into=into, by=self._hat(), at=self.at, note="同一件")

    def _sweep(self) -> None:
        actions.sweep(at=self.at)

    # --- the notes ---

    def look(self) -> None:
        """Go over every case, as somebody with a pencil would."""
        for case in Case.objects.order_by("pk"):
            self._note(self.notes.setdefault(case.pk, Note()), case)

    def _note(self, note: Note, case: Case) -> None:
        new = note.counted_on is None and case.counted_on is not None
        if new:
            note.counted_on, note.unit = case.counted_on, case.lead_unit_id or 0
        last = case.steps.order_by("-seq").first()
        frozen = (
            note.counted_on is not None
            and not new
            and last is not None
            and day_of(last.at) > note.counted_on + timedelta(days=45)
        )
        if note.counted_on is None or frozen:
            return
        if case.closed_at is not None:
            note.last_end = case.closed_at
        elif note.last_end is not None and day_of(self.at) - day_of(note.last_end) <= timedelta(days=30):
            note.reopened = True
        if note.first_end is None:
            note.numbers = self._work(note, case)
            if case.closed_at is not None:
                note.first_end = case.closed_at
                if case.submitted_at is not None:
                    note.hours = (case.submitted_at - case.reported_at) / HOUR
        # Whatever the last step was: an answer may reopen the case, and that may put it under supervision.
        note.numbers |= self._said(case)

    def _work(self, note: Note, case: Case) -> dict[str, float]:
        orders = list(WorkOrder.objects.filter(case=case).order_by("sent_at", "pk"))
        in_time = [o for o in orders if o.acknowledged_at and o.acknowledged_at <= o.acknowledge_by]
        leads = [o for o in orders if o.kind == "lead" and o.unit_id == note.unit]
        over = case.closed_at is not None
        signed = leads[-1] in in_time if leads else over
        due = case.contact_left and case.outcome != "withdrawn"
        called = False
        if due and case.accepted_at and case.first_contact_at:
            limit = clocks.first_contact_by(
                case.urgency, case.accepted_at, queries.limits(), worktime.calendar()
            )
            called = case.first_contact_at <= limit
        firsts = [o for o in orders if o.sent_at == orders[0].sent_at]
        kept = [o for o in firsts if o.returned_at is None and o.state != "withdrawn"]
        checks = list(case.steps.filter(verb__in=["verify", "rework"]).order_by("seq"))
        alone = case.steps.filter(verb="self_handle").exists()
        handed = case.submitted_at or case.closed_at
        return {
            "b": 1,
            "orders": len(orders),
            "acked": len(in_time),
            "contact_due": due,
            "contacted": called,
            "response": signed and (not due or called),
            "firsts": len(firsts),
            "kept": len(kept),
            "checked": bool(checks),
            "passed": bool(checks) and all(step.verb == "verify" for step in checks),
            "reworked": any(step.verb == "rework" for step in checks),
            "ended": over,
            "on_time": over and (case.due_at is None or (handed is not None and handed <= case.due_at)),
            "self_handled": over and alone,
            "accepted": over and case.accepted_at is not None,
            "as_solved": over and case.outcome == "solved",
        }

    def _said(self, case: Case) -> dict[str, float]:
        answers = [a for a in Appeal.objects.filter(case=case) if a.solved is not None]
        levels = [a.satisfaction for a in answers if a.satisfaction]
        return {
            "answered": len(answers),
            "solved": sum(a.solved is True for a in answers),
            "rated": len(levels),
            "happy": round(10 * sum(_HAPPY[level] for level in levels)),
        }

    def expected(self, place: Any) -> Counter[tuple[date, str]]:
        """(day, measure) -> n for an area and all below it, confidential cases with the `c.` of their own."""
        sums: Counter[tuple[date, str]] = Counter()
        for case in Case.objects.all():
            if case.area_path[: len(place.path)] != place.path:
                continue
            mark = "c." if case.visibility == "confidential" else ""
            note = self.notes[case.pk]
            sums[day_of(case.reported_at), mark + "reported"] += 1
            if case.state in ("closed", "archived") and case.closed_at:
                sums[day_of(case.closed_at), mark + "closed"] += 1
            if note.counted_on is None:
                continue
            for code, n in (note.numbers | {"reopened": note.reopened}).items():
                sums[note.counted_on, mark + code] += int(n)
        return Counter({key: n for key, n in sums.items() if n})
