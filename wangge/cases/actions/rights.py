"""Somebody's own data: consent withdrawn at once; correction and deletion asked for, done, logged."""

from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _tell
from wangge.cases.actions._core import Said, record, take
from wangge.cases.actions.forgetting import forget, forget_appeal
from wangge.cases.actions.intake import report
from wangge.cases.models import Appeal, Case, DataRequest
from wangge.cases.rules import rights
from wangge.cases.rules.flows import Outcome
from wangge.cases.rules.rights import Wish
from wangge.cases.sealed import CaseKey, open_json, phone_index, seal_json, tail_index
from wangge.grids.access import THE_CLOCK, Acting, door
from wangge.jobs.models import Job
from wangge.journal import actions as journal
from wangge.kernel import rows
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean, local_day
from wangge.people import rules as people


@transaction.atomic
def ask(appeal: Appeal, *, wish: Wish, text: str = "", by: Acting, at: datetime) -> DataRequest:
    """Ask for something about one's own appeal: a case of its own, confidential, with a limit of its own. A
    withdrawn consent takes effect at once, whatever comes of the rest.
    """
    if by.appeal_id != str(appeal.pk):
        raise NotAllowed("只有来件人自己可以提出。")
    if wish in (Wish.CORRECT, Wish.EXPLAIN) and not text.strip():
        raise Refused(
            "请写明要更正什么、改成什么。" if wish == Wish.CORRECT else "请写明想了解什么。", field="text"
        )
    if DataRequest.objects.filter(about=appeal, wish=wish, done_at__isnull=True).exists():
        raise Refused("同样的请求已经提出，正在办理。")
    if wish == Wish.WITHDRAW:
        _withdraw(appeal, by=by, at=at)
    words = f"个人信息请求：{wish.label}。受理编号 {appeal.number}。\n{clean(text)}".strip()
    spot = queries.area_or_root(appeal.case.area_id)
    asked = report(text=words, spot=spot, matter=rights.MATTER, by=door("my-data"), at=at)
    request = DataRequest(case=asked.case, about=appeal, wish=wish, asked_at=at)
    request.save(force_insert=True)
    journal.record(by=by, verb="data_request", subject=f"appeal:{appeal.number}", note=wish.label, at=at)
    return request


def _withdraw(appeal: Appeal, *, by: Acting, at: datetime) -> None:
    """The contact goes at once; the words stay as long as the case needs them."""
    case = take(appeal.case, "withdraw_consent", by=by)
    Appeal.objects.filter(pk=appeal.pk).update(
        contact_name="",
        contact_phone="",
        phone_index=None,
        tail_index=None,
        consent_version="",
        consent_at=None,
    )
    case.contact_left = Appeal.objects.filter(case=case, phone_index__isnull=False).exists()
    record(case, "withdraw_consent", by=by, at=at)


@transaction.atomic
def fulfil(
    request: DataRequest,
    *,
    is_granted: bool,
    said: str,
    text: str = "",
    place: str = "",
    phone: str = "",
    by: Acting,
    at: datetime,
    note: str = "",
) -> Case:
    """Do what was asked, or say why not; the request's case ends with it."""
    if not said.strip():
        raise Refused("请写给本人的答复。", field="said")
    case = take(request.case, "fulfil", by=by)
    request = DataRequest.objects.select_for_update().select_related("about__case").get(pk=request.pk)
    if request.done_at is not None:
        raise Refused("这个请求已经办结。")
    if is_granted and request.wish == Wish.DELETE:
        _delete(request.about, at=at)
    elif is_granted and request.wish == Wish.CORRECT:
        _correct(request.about, text=text, place=place, phone=phone, at=at)
    request.done_at, request.is_granted = at, is_granted
    request.save(update_fields=["done_at", "is_granted"])
    case.outcome = Outcome.SOLVED if is_granted else Outcome.EXPLAINED_NOT_ACCEPTED
    case.accepted_at, case.closed_at = case.accepted_at or at, at
    case.counted_on = case.counted_on or local_day(min(at, case.due_at or at))
    Appeal.objects.filter(case=case, answered_at__isnull=True).update(answered_at=at)
    record(case, "fulfil", by=by, at=at, words_of=Said(said, note), reason=request.wish)
    _tell.appellants(case, at=at)
    subject = f"appeal:{request.about.number}"
    journal.record(
        by=by, verb=f"data_{request.wish}", subject=subject, note="" if is_granted else "未予办理", at=at
    )
    return case


def _delete(appeal: Appeal, *, at: datetime) -> None:
    """The last sender's words go with all of the case's; of several, only his own."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=appeal.case_id)
    refusal = rights.may_not_delete(is_open=case.is_open)
    if refusal:
        raise Refused(refusal)
    others = Appeal.objects.filter(case=case, forgotten_at__isnull=True).exclude(pk=appeal.pk)
    if others.exists():
        forget_appeal(appeal, by=THE_CLOCK, at=at)
        case.came_from = case.state
        record(case, "forget_words", by=THE_CLOCK, at=at)
        rows.insert(Job.due("cases.indexed", {"case": str(case.pk)}, at=at))
    else:
        case.came_from = case.state
        record(case, "forget_words", by=THE_CLOCK, at=at)
        forget(case, by=THE_CLOCK, at=at)


def _correct(appeal: Appeal, *, text: str, place: str, phone: str, at: datetime) -> None:
    """Other words, another phone; what the chain holds of the first ones is a digest, and stays."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=appeal.case_id)
    if case.forgotten_at is not None or appeal.forgotten_at is not None:
        raise Refused("内容已经删除，没有可以更正的。")
    if phone and not people.is_phone(phone):
        raise Refused("这个手机号不对，请核对。", field="phone")
    key = CaseKey.of(case)
    words = open_json(key, appeal.words)
    appeal.words = seal_json(
        key, {"text": clean(text) or words.get("text", ""), "place": clean(place) or words.get("place", "")}
    )
    fields = ["words"]
    if phone:
        appeal.contact_phone = people.normal_phone(phone)
        appeal.phone_index, appeal.tail_index = (
            phone_index(appeal.contact_phone),
            tail_index(appeal.contact_phone[-4:]),
        )
        fields += ["contact_phone", "phone_index", "tail_index"]
    appeal.save(update_fields=fields)
    case.came_from = case.state
    record(case, "correct_words", by=THE_CLOCK, at=at)
    rows.insert(Job.due("cases.indexed", {"case": str(case.pk)}, at=at))
