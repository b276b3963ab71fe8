"""Cases of the invented town, carried to a point of their story by calling actions."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, CaseTask, WorkOrder
from wangge.cases.rules.flows import Outcome, Source
from wangge.cases.rules.spot import Contact
from wangge.files import actions as files
from wangge.files import pictures
from wangge.files.models import StoredFile
from wangge.grids.access import THE_CLOCK, Acting, appellant, door
from wangge.matters import actions as matters
from wangge.matters.models import Matter
from wangge.people.models import Unit
from wangge.worktime import actions as worktime

WEB = door("web")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def told(town: Town) -> "Story":
    """The town with catalogue and calendar in place, and somebody at every desk."""

    def stock() -> None:
        matters.seed_catalogue(by=THE_CLOCK, at=MONDAY_9_00)
        worktime.seed_years([2026, 2027], by=THE_CLOCK, at=MONDAY_9_00)
        for who in ("officer", "staff", "dispatcher", "district"):
            town.hat(who)

    town.once("story", stock)
    return Story(town)


class Story:
    """What happens in the town; every method is one act or a few, at the moments given."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._shots = 0

    def report(
        self,
        text: str = "路灯不亮，晚上看不见路",
        *,
        matter: str = "FAC-03",
        where: str = "grid",
        place: str = "",
        phone: str = "",
        at: datetime = MONDAY_9_00,
        by: Acting = WEB,
        source: Source = Source.WEB,
    ) -> Appeal:
        """A resident's words about the middle of a grid; `where=""` for somebody who does not say where."""
        lon, lat = middle(where) if where else (None, None)
        spot = queries.spot(lon=lon, lat=lat, place=place)
        return actions.report(
            text=text,
            spot=spot,
            matter=matter,
            contact=Contact(phone=phone),
            by=by,
            at=at,
            source=source,
            consent_version="1",
        )

    def reported(self, **about: Any) -> Case:
        return self.report(**about).case

    def accepted(self, *, at: datetime = MONDAY_9_00, by: str = "dispatcher", **about: Any) -> Case:
        """Reported and accepted at one moment."""
        case = self.reported(at=at, **about)
        return actions.accept(case, by=self.town.hat(by), at=at)

    def dispatched(
        self,
        *,
        lead: Unit | None = None,
        assists: tuple[Unit, ...] = (),
        at: datetime = MONDAY_9_00,
        by: str = "dispatcher",
        **about: Any,
    ) -> Case:
        case = self.accepted(at=at, by=by, **about)
        return actions.dispatch(
            case, lead=lead or self.town.sanitation, assists=assists, by=self.town.hat(by), at=at
        )

    def lead(self, case: Case) -> WorkOrder:
        return WorkOrder.objects.select_related("unit").get(
            case=case, kind="lead", state__in=["sent", "acknowledged", "returned", "disputed", "submitted"]
        )

    def submitted(self, *, at: datetime = MONDAY_9_00, by: str = "other_handler", **about: Any) -> Case:
        """Dispatched, acknowledged and handed in with all its evidence: it waits for verification."""
        case = self.dispatched(at=at, **about)
        return self.hand_in(case, by=by, at=at + HOUR)

    def hand_in(self, case: Case, *, by: str = "other_handler", at: datetime) -> Case:
        """Acknowledge where that is open, tick the check-list, submit with photos and papers."""
        hat, order = self.town.hat(by), self.lead(case)
        if order.state == "sent":
            actions.acknowledge(order, by=hat, at=at)
        for task in CaseTask.objects.filter(case=case, kind="step", condition="", done_at__isnull=True):
            actions.tick(task, by=hat, at=at)
        return actions.submit(
            self.lead(case),
            said="已经处理好。",
            note="现场处理完毕。",
            before=[self.photo()],
            photos=[self.photo()],
            documents=[self.photo() for _ in range(3)],
            by=hat,
            at=at,
        )

    def closed(self, *, at: datetime = MONDAY_9_00, phone: str = "13800001111", **about: Any) -> Case:
        """Handed in, verified by somebody else, closed as solved."""
        case = self.submitted(at=at, phone=phone, **about)
        case = actions.verify(case, note="看过，确实好了。", by=self.town.verifier, at=at + 2 * HOUR)
        return actions.close(
            case, outcome=Outcome.SOLVED, said="已经办好。", by=self.town.dispatcher, at=at + 3 * HOUR
        )

    def drawn(self, *, at: datetime = MONDAY_9_00, matter: str = "", **about: Any) -> Case:
        """Solved on the spot by the officer, and drawn to be looked at by somebody else."""
        case = self.reported(at=at, **about)
        words = Matter.objects.get(pk="GOV-01")
        actions.self_handle(case, said="说明清楚了。", matter=words, by=self.town.officer, at=at)
        Case.objects.filter(pk=case.pk).update(is_sampled=True)
        case.refresh_from_db()
        return case

    def photo(self) -> StoredFile:
        """A small picture, different from all before it."""
        self._shots += 1
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), (self._shots % 256, 80, 90)).save(picture, "JPEG")
        upload = SimpleUploadedFile(f"{self._shots}.jpg", picture.getvalue(), "image/jpeg")
        ready = pictures.prepare(upload)
        return files.hold(ready, holder=f"form-{self._shots}", by=WEB, at=MONDAY_9_00)

    def me(self, appeal: Appeal) -> Acting:
        return appellant(appeal.pk)

    def verbs(self, case: Case) -> list[str]:
        """What was done with a case, in order."""
        return list(case.steps.order_by("seq").values_list("verb", flat=True))


def matter(code: str) -> Matter:
    return Matter.objects.select_related("category").get(pk=code)
