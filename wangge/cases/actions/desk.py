"""What a desk does with a case: take in, ask, decline, push, talk it over, wait, solve on the
spot, answer.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _seat, _tell
from wangge.cases.actions._core import Said, record, take
from wangge.cases.models import Appeal, Case, CaseAccused, CasePhoto, CaseTask
from wangge.cases.rules import desks, evidence, outcomes
from wangge.cases.rules.flows import DeclineReason, Outcome, PushReason
from wangge.cases.rules.spot import Spot
from wangge.files.models import StoredFile
from wangge.grids.access import Acting
from wangge.grids.models import Area
from wangge.kernel import sealing
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.matters.actions import learning
from wangge.matters.models import Matter
from wangge.matters.rules import Level, Urgency, Visibility, checklist
from wangge.notices import actions as notices
from wangge.people.models import Person, Unit
from wangge.worktime import queries as worktime
from wangge.worktime.rules import Clock


@transaction.atomic
def accept(
    case: Case,
    *,
    matter: Matter | None = None,
    urgency: str = "",
    spot: Spot | None = None,
    accused: Sequence[Person] = (),
    accused_units: Sequence[Unit] = (),
    by: Acting,
    at: datetime,
    said: str = "",
    note: str = "",
) -> Case:
    """File the case: what it is and where, its limit from now, its check-list; moved to another desk if that
    follows.
    """
    case = take(case, "accept", by=by)
    was_open = not case.is_confidential
    if spot is not None and spot.is_known:
        _place(case, spot)
    matter = matter or case.matter
    if matter is None:
        raise Refused("请选择是哪一类事项。", field="matter")
    if case.area_id is None:
        raise Refused("还不知道在哪里：请选定网格，或者请来件人补充地点。", field="area")
    _classify(case, matter, urgency)
    learning.note_decision(case_id=case.pk, matter=matter.code, at=at)
    _name(case, accused, accused_units)
    case.accepted_at = at
    case.clock = Clock(start=at, limit=_core.limit_of(matter)).to_json()
    _copy_checklist(case, matter, at=at)
    _seat.leave_the_grid(case, at=at)
    if was_open and case.is_confidential:
        notices.hush(case_id=case.pk)
    record(case, "accept", by=by, at=at, words_of=Said(said, note))
    _tell.appellants(case, at=at)
    return case


def _name(case: Case, persons: Sequence[Person], units: Sequence[Unit]) -> None:
    """Whom it complains of: whatever its matter, it is confidential from then on."""
    for person in persons:
        CaseAccused.objects.get_or_create(case=case, person=person, unit=None)
    for unit in units:
        CaseAccused.objects.get_or_create(case=case, unit=unit, person=None)
    if persons or units:
        case.visibility = Visibility.CONFIDENTIAL


def _classify(case: Case, matter: Matter, urgency: str) -> None:
    """What the matter brings with it. Visibility is raised, never lowered (domain/04 section 1d)."""
    case.matter, case.matter_version = matter, matter.version
    case.track = matter.track
    if matter.visibility == Visibility.CONFIDENTIAL or not case.is_confidential:
        case.visibility = matter.visibility
    if urgency:
        case.urgency = Urgency(urgency)
    elif case.urgency != Urgency.EMERGENCY:
        case.urgency = matter.urgency


def _place(case: Case, spot: Spot) -> None:
    case.area_id, case.area_path = spot.area_id, spot.chain[0].path
    if spot.lon is not None:
        case.lon, case.lat = spot.lon, spot.lat
        case.given_lon, case.given_lat, case.given_crs = spot.given_lon, spot.given_lat, spot.crs


def _copy_checklist(case: Case, matter: Matter, *, at: datetime) -> None:
    """The running case keeps the lines it began with, whatever becomes of the model."""
    model = catalogue.catalogue().model_of.get(matter.code)
    case.model_code, case.model_version = (model.code, model.version) if model else ("", 0)
    lines = checklist(model, matter.code, at, worktime.calendar()) if model else []
    CaseTask.objects.filter(case=case, kind=CaseTask.Kind.STEP).delete()
    CaseTask.objects.bulk_create(
        CaseTask(
            case=case,
            no=line.no,
            roles=list(line.roles),
            action=line.action,
            limit=line.limit,
            condition=line.condition,
            evidence="、".join(line.evidence),
            is_required=line.is_required,
            due_at=line.due_at,
        )
        for line in lines
    )


@transaction.atomic
def ask_info(case: Case, *, said: str, by: Acting, at: datetime, note: str = "") -> Case:
    """Ask the appellant for what is missing; the clock waits."""
    if not said.strip():
        raise Refused("请写明要来件人补充什么。", field="said")
    case = take(case, "ask_info", by=by)
    if not case.appeal_count:
        raise Refused("这件事没有来件人，没有人可以补充。")
    if case.steps.filter(verb="ask_info").exists():
        raise Refused("已经请来件人补充过一次，请按现有情况受理或答复。")
    record(case, "ask_info", by=by, at=at, words_of=Said(said, note))
    _tell.appellants(case, at=at)
    return case


@transaction.atomic
def decline(
    case: Case, *, reason: DeclineReason, said: str, by: Acting, at: datetime, note: str = ""
) -> Case:
    """Do not take it in, and name the right channel."""
    if not said.strip():
        raise Refused("请写明为什么不受理、来件人可以去哪里。", field="said")
    case = take(case, "decline", by=by)
    case.closed_at = at
    _answered(case, at=at)
    record(case, "decline", by=by, at=at, words_of=Said(said, note), reason=reason)
    _tell.appellants(case, at=at)
    return case


@transaction.atomic
def void(case: Case, *, note: str, by: Acting, at: datetime) -> Case:
    """A mis-entry; only where no sender waits for an answer."""
    case = take(case, "void", by=by)
    if case.appeal_count:
        raise Refused("有来件人的事不能作废，请受理或说明不予受理的原因。")
    case.closed_at = at
    return record(case, "void", by=by, at=at, words_of=Said(note=note))


@transaction.atomic
def take_up(case: Case, *, by: Acting, at: datetime) -> Case:
    """On the grid's desk whoever takes it holds it."""
    case = take(case, "take", by=by)
    case.holder_id = by.person_id
    return record(case, "take", by=by, at=at)


@transaction.atomic
def self_handle(
    case: Case,
    *,
    said: str,
    by: Acting,
    at: datetime,
    matter: Matter | None = None,
    before: Sequence[StoredFile] = (),
    photos: Sequence[StoredFile] = (),
    note: str = "",
) -> Case:
    """Solved on the spot by the grid: no order, no second person; unverified until the appellant answers."""
    case = take(case, "self_handle", by=by)
    matter = matter or case.matter
    if matter is None:
        raise Refused("请选择是哪一类事项。", field="matter")
    if not said.strip():
        raise Refused("请写一句办成了什么样，来件人会看到。", field="said")
    _core.holds_back(case)
    _classify(case, matter, "")
    if case.is_confidential:
        raise NotAllowed("保密事项不在网格办理，请上报社区。")
    _core.attach(case, before, CasePhoto.Kind.BEFORE, by=by, at=at)
    _core.attach(case, photos, CasePhoto.Kind.AFTER, by=by, at=at)
    _has_photos(case, matter)
    case.accepted_at = case.accepted_at or at
    case.holder_id = by.person_id
    case.outcome, case.closed_at, case.submitted_at = Outcome.SOLVED, at, at
    case.counted_on = case.counted_on or local_day(min(at, case.due_at or at))
    _answered(case, at=at)
    case.is_sampled = _is_drawn(case)
    record(case, "self_handle", by=by, at=at, words_of=Said(said, note))
    _tell.appellants(case, at=at)
    if case.is_sampled:
        _tell.samplers(case, at=at)
    return case


def _is_drawn(case: Case) -> bool:
    """One in ten is looked at on the spot by somebody else; who handles it cannot know which."""
    digest = sealing.mac(case.number, purpose="self-handled-sample", length=32)
    return outcomes.is_drawn(digest, queries.limits().self_handled_sample)


def _has_photos(case: Case, matter: Matter) -> None:
    wanted = [code for code in matter.evidence if code in ("PH1", "PH2")]
    lacking = evidence.missing(wanted, queries.evidence_of(case))
    if lacking:
        raise Refused(evidence.sentence(lacking) + "。当场办结的事要有照片。", field="photos")


def _answered(case: Case, *, at: datetime) -> None:
    Appeal.objects.filter(case=case, answered_at__isnull=True, withdrawn_at__isnull=True).update(
        answered_at=at
    )


@transaction.atomic
def answer(case: Case, *, outcome: Outcome, said: str, by: Acting, at: datetime, note: str = "") -> Case:
    """Close with an answer where no order was ever sent; it never claims that something was solved."""
    if outcome in (Outcome.SOLVED, Outcome.PARTLY):
        raise Refused("没有派过单的事不能写“已解决”，请派单办理，或当场办结。", field="outcome")
    if outcome == Outcome.WITHDRAWN:
        raise Refused("撤回只能由来件人自己提出。", field="outcome")
    if not said.strip():
        raise Refused("请写给来件人的答复。", field="said")
    case = take(case, "answer", by=by)
    if case.orders.exists():
        raise Refused("这件事派过单，请等工单办完、核查后结案。")
    _core.holds_back(case)
    _core.ends_so(case, outcome)
    case.outcome, case.closed_at = outcome, at
    case.counted_on = case.counted_on or local_day(min(at, case.due_at or at))
    _answered(case, at=at)
    record(case, "answer", by=by, at=at, words_of=Said(said, note))
    _tell.appellants(case, at=at)
    return case


@transaction.atomic
def push_up(case: Case, *, reason: PushReason, note: str, by: Acting, at: datetime, said: str = "") -> Case:
    """Pass it to the desk above, with a reason; no rank with somebody at it is skipped."""
    if not note.strip():
        raise Refused("请用一句话写明为什么要上报。", field="note")
    case = take(case, "push_up", by=by)
    seat = desks.next_up(queries.chain(case.desk_path), queries.rank_of(case.desk_id), queries.Staffed(at))
    if seat is None:
        raise Refused("上面没有更高的受理席位了。")
    _sit(case, seat.area_id, seat.path, at=at)
    record(case, "push_up", by=by, at=at, words_of=Said(said, note), reason=reason)
    _tell.desk(case, "push_up", at=at)
    return case


@transaction.atomic
def push_down(case: Case, *, area: Area, note: str, by: Acting, at: datetime) -> Case:
    """Hand it to a desk below that the catalogue names for it."""
    case = take(case, "push_down", by=by)
    if not note.strip():
        raise Refused("请用一句话写明为什么下交。", field="note")
    chain_ids = {seat.area_id for seat in queries.chain(case.area_path)}
    if area.pk not in chain_ids or area.rank <= queries.rank_of(case.desk_id):
        raise Refused("只能下交给事发地所在的下级席位。", field="area")
    if case.is_confidential and area.rank > desks.COMMUNITY:
        raise Refused("保密事项不下交到网格。", field="area")
    if case.matter is None or desks.RANK_OF_LEVEL[Level(case.matter.level)] < area.rank:
        raise Refused("事项目录没有把这件事交给这一级，下交要先走社区准入。", field="area")
    _sit(case, area.pk, area.path, at=at)
    record(case, "push_down", by=by, at=at, words_of=Said(note=note))
    _tell.desk(case, "push_down", at=at)
    return case


def _sit(case: Case, area_id: int, path: str, *, at: datetime) -> None:
    case.desk_id, case.desk_path, case.holder, case.entered_at = area_id, path, None, at
    if case.area_id is None:
        case.area_path = path
