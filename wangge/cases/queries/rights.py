"""What is kept about one sender, for himself; what the desk has to decide; what has been removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wangge.cases.models import Appeal, Case, CasePhoto, DataRequest, Removal
from wangge.cases.queries.page import Shot, shots
from wangge.cases.rules import rights
from wangge.cases.rules.glass import Why
from wangge.cases.rules.rights import Kept
from wangge.cases.sealed import FORGOTTEN, CaseKey, open_json, phone_index
from wangge.grids.access import Acting, Permit
from wangge.kernel import ids
from wangge.kernel import words as kernel
from wangge.people import rules as people
from wangge.people.rules import RevealReason

_REMOVALS = 60


@dataclass(frozen=True, slots=True)
class Mine:
    """All that is kept of one appeal: for its sender alone."""

    appeal: Appeal
    lines: list[tuple[str, str]]
    photos: list[Shot]
    #: Who looked at the contact: when, which desk or unit, why.
    seen: list[tuple[str, str, str]]
    requests: list[DataRequest]
    has_consent: bool
    is_gone: bool


def by_phone(number: str, phone: str) -> Appeal | None:
    """The appeal of a number, for who knows the whole phone that was left with it."""
    normal = ids.normal_number(number)
    if normal is None or not people.is_phone(phone):
        return None
    appeal = Appeal.objects.filter(number=normal, phone_index__isnull=False).first()
    if appeal is None or bytes(appeal.phone_index or b"") != phone_index(people.normal_phone(phone)):
        return None
    return appeal


def mine(appeal: Appeal, *, at: datetime) -> Mine:
    """Everything about one appeal, in plain words."""
    case = Case.objects.select_related("matter__category").get(pk=appeal.case_id)
    key = CaseKey.of(case)
    told, remark = open_json(key, appeal.words), open_json(key, bytes(appeal.remark))
    gone = appeal.forgotten_at is not None
    photos = CasePhoto.objects.filter(appeal=appeal).select_related("file").order_by("at")
    looks = case.steps.filter(verb__in=["reveal", "break_glass"]).order_by("seq")
    reasons = {**dict(RevealReason.choices), **dict(Why.choices)}
    return Mine(
        appeal=appeal,
        lines=_lines(appeal, case, told, str(remark.get("remark", "")), at=at),
        photos=shots(photos, at=at),
        seen=[(kernel.moment(s.at, now=at), s.seat, str(reasons.get(s.reason, ""))) for s in looks],
        requests=list(appeal.requests.select_related("case").order_by("-asked_at")),
        has_consent=bool(appeal.consent_version and appeal.phone_index),
        is_gone=gone,
    )


def _lines(
    appeal: Appeal, case: Case, told: dict[str, str], remark: str, *, at: datetime
) -> list[tuple[str, str]]:
    consent = f"{appeal.consent_version} 版" if appeal.consent_version else "没有"
    if appeal.consent_at:
        consent += f"，{kernel.moment(appeal.consent_at, now=at)}"
    words = FORGOTTEN if appeal.forgotten_at else told.get("text", "") or "没有写"
    rated = "没有评价" if appeal.solved is None else ("已解决" if appeal.solved else "没解决")
    if appeal.satisfaction is not None:
        rated += f"，{appeal.get_satisfaction_display()}"
    return [
        ("受理编号", appeal.number),
        ("事项", case.title if case.matter_id or case.is_confidential else "还没有归类"),
        ("来件时间", kernel.moment(appeal.received_at, now=at)),
        ("来件渠道", appeal.get_source_display()),
        ("您写的话", words),
        ("地点", told.get("place", "") or "没有写"),
        ("坐标", f"{case.lon:.5f}, {case.lat:.5f}" if case.lon and case.lat else "没有"),
        ("称呼", appeal.contact_name or "没有留"),
        ("手机号", appeal.contact_phone or "没有留"),
        ("告知书", consent),
        ("您的评价", rated),
        ("评价的话", remark or "没有写"),
        ("保存到", _kept(case, at=at)),
    ]


def _kept(case: Case, *, at: datetime) -> str:
    if case.forgotten_at is not None:
        return f"{kernel.moment(case.forgotten_at, now=at)} 已删除"
    if case.closed_at is None:
        return "办结后照片留 1 年，文字和联系方式留 3 年"
    photos, words = (rights.due(case.closed_at, what) for what in (Kept.PHOTOS, Kept.CASE))
    return f"照片到 {photos:%Y-%m-%d}，文字和联系方式到 {words:%Y-%m-%d}"


def as_text(page: Mine) -> str:
    """The copy: a plain text that opens anywhere."""
    lines = ["本系统里关于您这件来件的全部信息", ""]
    lines += [f"{name}：{value}" for name, value in page.lines]
    lines += [f"照片：{len(page.photos)} 张（在“我的信息”页可以看到）", ""]
    lines += ["谁看过您的联系方式：" if page.seen else "没有人查看过您的联系方式。"]
    lines += [f"  {when}　{who}　{why}" for when, who, why in page.seen]
    lines += [f"您的请求：{r.get_wish_display()}，编号 {r.case.number}" for r in page.requests]
    return "\r\n".join(lines) + "\r\n"


def request_of(case: Case, acting: Acting) -> DataRequest | None:
    """The request behind a case, for whoever decides it."""
    if case.matter_id != rights.MATTER or not acting.may(Permit.CASE_ACCEPT):
        return None
    return DataRequest.objects.filter(case=case).select_related("about__case").first()


def removals() -> Sequence[Removal]:
    """What the job has removed, the newest days first."""
    return list(Removal.objects.order_by("-day", "what")[:_REMOVALS])
