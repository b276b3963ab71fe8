"""How something comes in: a sender's report, an officer's finding, what a sender adds later."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from wangge.cases import queries
from wangge.cases.actions import _appeal, _core, _count
from wangge.cases.actions._core import record, take
from wangge.cases.models import Appeal, Case, CasePhoto, Receipt, Step, StepText
from wangge.cases.rules import chain, desks, words
from wangge.cases.rules.flows import Source, State
from wangge.cases.rules.spot import Contact, Spot
from wangge.cases.sealed import CaseKey, seal_json
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Permit
from wangge.jobs.models import Job
from wangge.kernel import rows
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters
from wangge.matters.rules import Urgency, Visibility
from wangge.matters.rules.sensitive import sensitive

NOBODY = Contact()


@dataclass(frozen=True, slots=True)
class Once:
    """A door's own id of a request, and how it answers: so a report that is sent twice happens once."""

    door: str
    key: str
    digest: bytes
    answer: Callable[[Appeal], dict[str, Any]]

    def receipt(self, appeal: Appeal, *, at: datetime) -> Receipt:
        """The unsaved register entry: what was asked, as a digest, and what was answered, without the
        secret.
        """
        return Receipt(
            door=self.door,
            key=self.key,
            body_digest=self.digest,
            appeal_id=appeal.pk,
            answer=self.answer(appeal),
            created_at=at,
        )


@dataclass(frozen=True, slots=True)
class _Nature:
    """What a report is, as far as its words and its matter tell at once."""

    matter_id: str | None
    level: str | None
    urgency: str
    visibility: str
    track: str
    accused_rank: int | None


@transaction.atomic
def report(
    *,
    text: str,
    spot: Spot,
    by: Acting,
    at: datetime,
    source: Source = Source.WEB,
    matter: str = "",
    contact: Contact = NOBODY,
    photos: Sequence[StoredFile] = (),
    consent_version: str = "",
    once: Once | None = None,
    since: datetime | None = None,
) -> Appeal:
    """Take in one sender's words: an appeal, its case on the right desk, the first step.

    With `once` a second report of the same door and key is an IntegrityError; its receipt has the answer.
    `since`: when another system took it down; the intake's limit runs from then, the step is written now.
    """
    if not by.may(Permit.CASE_REPORT):
        raise NotAllowed("您的岗位不能上报。")
    text = clean(text)
    case = _new_case(text, spot, matter, source, by=by, at=at)
    case.reported_at = since or at
    key = CaseKey.fresh(case)
    appeal = _appeal.new_appeal(
        case, key, text, spot.place, contact, by=by, at=at, consent_version=consent_version
    )
    appeal.received_at = case.reported_at
    case.appeal_count, case.contact_left = 1, appeal.phone_index is not None
    step = _first_step(
        case, by=by, at=at, salt=bytes(appeal.salt), payload={"text": text, "place": spot.place}
    )
    receipts = [once.receipt(appeal, at=at)] if once else []
    rows.insert(case, step, appeal, _afterwards(case, at=at), *_count.fresh(case, at=at), *receipts)
    _core.attach(case, photos, CasePhoto.Kind.BEFORE, by=by, at=at, appeal=appeal)
    return appeal


@transaction.atomic
def discover(
    *,
    text: str,
    spot: Spot,
    by: Acting,
    at: datetime,
    source: Source = Source.PATROL,
    matter: str = "",
    photos: Sequence[StoredFile] = (),
) -> Case:
    """A post-holder found something himself: a case without an appeal."""
    if not by.may(Permit.CASE_REPORT) or by.person_id is None:
        raise NotAllowed("您的岗位不能上报。")
    case = put_in(text=clean(text), spot=spot, matter=matter, source=source, by=by, at=at)
    _core.attach(case, photos, CasePhoto.Kind.BEFORE, by=by, at=at)
    return case


@transaction.atomic
def put_in(
    *,
    text: str,
    spot: Spot,
    matter: str,
    source: str,
    parent: Case | None = None,
    by: Acting,
    at: datetime,
) -> Case:
    """The rows of a case without an appeal; one that was split off is found by whoever found the first."""
    case = _new_case(text, spot, matter, Source(source), by=by, at=at)
    case.parent = parent
    case.reported_by_id = parent.reported_by_id if parent else by.person_id
    key = CaseKey.fresh(case)
    salt, payload = os.urandom(16), {"note": text, "place": spot.place}
    step = _first_step(case, by=by, at=at, salt=salt, payload=payload)
    written = StepText(step=step, case=case, salt=salt, sealed=seal_json(key, payload))
    rows.insert(case, step, written, _afterwards(case, at=at), *_count.fresh(case, at=at))
    return case


def _nature(text: str, matter: str) -> _Nature:
    entry = catalogue.catalogue().matters.get(matter)
    if matter and entry is None:
        raise Refused("没有这个事项，请重新选择。", field="matter")
    alarm = matters.emergency(text)
    guess = entry or (catalogue.catalogue().matters.get(alarm.code) if alarm else None)
    hint = sensitive(text) if entry is None else ""
    confidential = (guess is not None and guess.visibility == Visibility.CONFIDENTIAL) or bool(hint)
    visibility = (
        Visibility.CONFIDENTIAL if confidential else (entry.visibility if entry else Visibility.INTERNAL)
    )
    urgency = Urgency.EMERGENCY if alarm else Urgency(entry.urgency if entry else Urgency.NORMAL)
    return _Nature(
        matter_id=entry.code if entry else None,
        level=entry.level if entry else None,
        urgency=urgency,
        visibility=visibility,
        track=entry.track if entry else matters.Track.ADMIN,
        accused_rank=desks.COMPLAINT_RANK.get(matter or hint),
    )


def _new_case(text: str, spot: Spot, matter: str, source: Source, *, by: Acting, at: datetime) -> Case:
    if not text.strip():
        raise Refused("请写一写发生了什么。", field="text")
    nature = _nature(text, matter)
    wanted = desks.wanted_rank(
        urgency=nature.urgency,
        visibility=nature.visibility,
        level=nature.level,
        deepest=spot.chain[0].rank,
        accused_rank=nature.accused_rank,
    )
    desk = desks.pick(spot.chain, wanted, queries.Staffed(at))
    case = Case(
        number=_appeal.number(),
        state=State.REPORTED,
        matter_id=nature.matter_id,
        visibility=nature.visibility,
        urgency=nature.urgency,
        track=nature.track,
        source=source,
        area_id=spot.area_id,
        area_path=spot.chain[0].path if spot.is_known else desk.path,
        desk_id=desk.area_id,
        desk_path=desk.path,
        place=words.masked_place(spot.place)[:200],
        lon=spot.lon,
        lat=spot.lat,
        given_lon=spot.given_lon,
        given_lat=spot.given_lat,
        given_crs=spot.crs,
        reported_at=at,
        entered_at=at,
    )
    if by.person_id is not None and by.role not in ("resident",):
        case.reported_by_id = by.person_id
    return case


def _first_step(case: Case, *, by: Acting, at: datetime, salt: bytes, payload: dict[str, str]) -> Step:
    """The `report` step of an unsaved case. A sender's words stay on his appeal, a finder's on the step."""
    _core.settle(case, orders=[])
    return _core.link(case, "report", by=by, at=at, digest=chain.digest(salt, payload), flow=("", case.state))


def _afterwards(case: Case, *, at: datetime) -> Job:
    """What may happen after the answer: search index, notices. The job exists exactly when the case does."""
    return Job.due("cases.taken_in", {"case": str(case.pk)}, at=at)


@transaction.atomic
def give_info(
    appeal: Appeal, *, text: str, photos: Sequence[StoredFile] = (), by: Acting, at: datetime
) -> Case:
    """The appellant adds what the desk asked for; the case comes back to the desk."""
    if not text.strip() and not photos:
        raise Refused("请写一写要补充的情况，或者添加照片。", field="text")
    case = take(appeal.case, "give_info", by=by)
    _core.waited(case, at=at)
    _core.attach(case, photos, CasePhoto.Kind.BEFORE, by=by, at=at, appeal=appeal)
    record(case, "give_info", by=by, at=at, extra={"given": clean(text)})
    rows.insert(_afterwards(case, at=at))
    return case


@transaction.atomic
def add_photos(
    appeal: Appeal, *, photos: Sequence[StoredFile], by: Acting, at: datetime, most: int = 9
) -> Case:
    """The appellant adds photos to what he sent; the same photo twice is one photo."""
    case = take(appeal.case, "add_photo", by=by)
    there = set(CasePhoto.objects.filter(appeal=appeal).values_list("file_id", flat=True))
    fresh = [file for file in photos if file.pk not in there]
    if len(there) + len(fresh) > most:
        raise Refused(f"最多 {most} 张照片，已有 {len(there)} 张。", field="photos")
    if not fresh:
        return case
    _core.attach(case, fresh, CasePhoto.Kind.BEFORE, by=by, at=at, appeal=appeal)
    return record(case, "add_photo", by=by, at=at, extra={"photos": len(fresh)})


@transaction.atomic
def renew_secret(appeal: Appeal, *, by: Acting) -> Appeal:
    """The old secret stops working, a new one takes its place."""
    if by.appeal_id != str(appeal.pk):
        raise NotAllowed("只有来件人自己可以更换查询码。")
    Appeal.objects.filter(pk=appeal.pk).update(secret_version=F("secret_version") + 1)
    appeal.refresh_from_db(fields=["secret_version"])
    return appeal
