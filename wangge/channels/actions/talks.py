"""Talks with the assistant: begun, continued, handed to a person and back, ended, forgotten.

What was understood of a message is found out before (queries.hearing): no transaction waits for a model.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from wangge.cases import actions as cases
from wangge.cases.actions.intake import Once
from wangge.cases.models import Appeal
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.channels.actions import knowledge
from wangge.channels.actions import weixin_outbox as outbox
from wangge.channels.models import Line, Talk, Who
from wangge.channels.models.talks import IDLE, KEPT
from wangge.channels.queries import hearing
from wangge.channels.rules import saying, talking
from wangge.channels.rules.hearing import Heard
from wangge.channels.rules.masking import masked
from wangge.channels.rules.saying import Say
from wangge.channels.rules.standing import Deed, Draft, Mind, Stage
from wangge.files.models import StoredFile
from wangge.grids import queries as grids
from wangge.grids.access import DESK_ROLES, Acting, Permit, Role
from wangge.journal import actions as journal
from wangge.kernel import ids, sealing
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI, clean
from wangge.matters.rules.sensitive import sensitive
from wangge.notices import actions as notices

#: Somebody who writes more than this in one talk is asked to begin another.
MOST_LINES = 400
CONSENT = "chat-2026-11"
_BATCH = 200
_COUNT = (
    "INSERT INTO channels_talkcount (day, area_path, about, outcome, n) VALUES (%s, %s, %s, %s, 1)"
    " ON CONFLICT (day, area_path, about, outcome) DO UPDATE SET n = channels_talkcount.n + 1"
)


@dataclass
class Said:
    """What one message led to."""

    talk: Talk
    lines: list[Line] = field(default_factory=list)
    appeal: Appeal | None = None
    counts: Sequence[tuple[str, str]] = ()


@transaction.atomic
def begin(
    *,
    key: str,
    door: str,
    area_path: str = "",
    at: datetime,
    after: Talk | None = None,
    is_group: bool = False,
) -> Talk:
    """Somebody opens a talk; the assistant greets, once. The same page twice is one talk.

    `after`: the talk before it of somebody whom the channel knows again; he may go on asking for its appeals.
    """
    mine = Draft.of(after.notes).mine if after else ()
    draft = json.dumps(Draft(area=area_path, mine=mine, is_group=is_group).data(), ensure_ascii=False)
    start = {"door": door, "area_path": area_path, "draft": draft, "opened_at": at, "last_at": at}
    talk, is_new = Talk.objects.get_or_create(key=key, defaults=start)
    if is_new:
        _say(talk, saying.HELLO, at=at)
        talk.save(update_fields=["lines_count"])
    return talk


@transaction.atomic
def say(talk: Talk, heard: Heard, *, client_id: str, by: Acting, at: datetime) -> Said:
    """One message of the resident and what the assistant answers; the same message twice is one."""
    if not by.may(Permit.CASE_REPORT):
        raise NotAllowed("工作人员请用工作台登记来件。")
    talk = _locked(talk)
    if talk.closed_at is not None:
        raise Refused("这段对话已经结束，请重新开始。")
    again = talk.lines.filter(client_id=client_id).first() if client_id else None
    if again is not None:
        return Said(talk, list(talk.lines.filter(number__gte=again.number).order_by("number")))
    if talk.lines_count >= MOST_LINES:
        raise Refused("这段对话太长了，请点“重新开始”。")
    mind = _mind(talk)
    done = Said(talk)
    done.lines.append(_heard(talk, heard, stage=mind.stage, client_id=client_id, at=at))
    turn = talking.step(mind, heard)
    _keep(talk, turn.mind, heard)
    done.lines += [_say(talk, one, at=at) for one in turn.says]
    for deed in turn.deeds:
        _do(done, deed, turn.mind, heard, by=by, at=at)
    done.counts = turn.counts
    for about, outcome in turn.counts:
        talk.matter = talk.matter or (about if about == "knowledge" else "")
        count(about, outcome, area_path=talk.area_path, at=at)
    talk.last_at = at
    talk.save()
    return done


@transaction.atomic
def count(about: str, outcome: str, *, area_path: str, at: datetime) -> None:
    """One more of this in the area on the day."""
    day = at.astimezone(SHANGHAI).date()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT, [connection.ops.adapt_datefield_value(day), area_path, about[:12], outcome[:12]]
        )


@transaction.atomic
def take_over(talk: Talk, *, by: Acting, at: datetime) -> Talk:
    """Somebody of the desk takes a talk over; from now on he speaks."""
    talk = _reached(talk, by)
    if talk.held_by_id not in (None, by.post_id):
        raise Refused("这段对话已经由别的同事接手。")
    if talk.held_by_id == by.post_id:
        return talk
    talk.held_by_id, talk.stage, talk.waits_since = by.post_id, Stage.PERSON, None
    outbox.forward(talk, _say(talk, saying.taken_over(by.seat), at=at), at=at)
    return _saved(talk, "channels.take_over", by=by, at=at)


@transaction.atomic
def reply(talk: Talk, *, text: str, client_id: str, by: Acting, at: datetime) -> Talk:
    """The person who holds the talk says something; the resident sees the desk, not the name."""
    talk = _reached(talk, by)
    if talk.held_by_id != by.post_id:
        raise Refused("请先接手这段对话。")
    text = clean(text)
    if not text:
        raise Refused("请写一写要说的话。", field="text")
    if client_id and talk.lines.filter(client_id=client_id).exists():
        return talk
    line = _write(talk, Who.STAFF, {"text": text}, at=at, client_id=client_id, seat=by.seat)
    outbox.forward(talk, line, at=at)
    talk.last_at = at
    talk.save()
    return talk


@transaction.atomic
def give_back(talk: Talk, *, by: Acting, at: datetime) -> Talk:
    """The person is done; the assistant goes on."""
    talk = _reached(talk, by)
    if talk.held_by_id != by.post_id:
        raise Refused("这段对话不在您手里。")
    talk.held_by_id, talk.waits_since, talk.stage, talk.misses = None, None, Stage.OPEN, 0
    outbox.forward(talk, _say(talk, saying.given_back(), at=at), at=at)
    count("person", "helped", area_path=talk.area_path, at=at)
    return _saved(talk, "channels.give_back", by=by, at=at)


@transaction.atomic
def end(talk: Talk, *, at: datetime) -> None:
    """The resident ends the talk."""
    Talk.objects.filter(pk=talk.pk, closed_at__isnull=True).update(
        closed_at=at, waits_since=None, held_by=None
    )


@transaction.atomic
def close_idle(*, at: datetime) -> int:
    """Talks nobody continued are over; who waits for a person waits until the next day's end."""
    idle = Talk.objects.live().filter(last_at__lt=at - IDLE, waits_since__isnull=True)
    waiting = Talk.objects.live().filter(last_at__lt=at - timedelta(days=1))
    done = idle.update(closed_at=at, held_by=None)
    return done + waiting.update(closed_at=at, held_by=None, waits_since=None)


@transaction.atomic
def expire(*, at: datetime, size: int = _BATCH) -> int:
    """Forget talks older than 90 days, words and all; returns how many."""
    old = list(
        Talk.objects.filter(last_at__lt=at - KEPT).order_by("last_at").values_list("pk", flat=True)[:size]
    )
    Line.objects.filter(talk__in=old).delete()
    Talk.objects.filter(pk__in=old).delete()
    return len(old)


@transaction.atomic
def forget(talk_id: UUID) -> None:
    """The resident wants nothing of it kept."""
    Line.objects.filter(talk=talk_id).delete()
    Talk.objects.filter(pk=talk_id).delete()


# --- inside ---


def _locked(talk: Talk) -> Talk:
    return Talk.objects.select_for_update().get(pk=talk.pk)


def _reached(talk: Talk, by: Acting) -> Talk:
    found = (
        Talk.objects.open_to(by, Permit.TALK_SEE).select_for_update(of=("self",)).filter(pk=talk.pk).first()
    )
    if found is None:
        raise NotAllowed("这段对话不在您的范围内。")
    if found.closed_at is not None:
        raise Refused("这段对话已经结束。")
    return found


def _saved(talk: Talk, verb: str, *, by: Acting, at: datetime) -> Talk:
    talk.last_at = at
    talk.save()
    journal.record(by=by, verb=verb, subject=f"talk:{talk.pk}", at=at)
    return talk


def _mind(talk: Talk) -> Mind:
    return Mind(Stage(talk.stage), Draft.of(talk.notes), talk.misses)


def _keep(talk: Talk, mind: Mind, heard: Heard) -> None:
    """The talk stands as the mind says; closed to most eyes as soon as it touches what few may read."""
    talk.stage, talk.misses = mind.stage, mind.misses
    talk.draft = json.dumps(mind.draft.data(), ensure_ascii=False)
    talk.area_path = mind.draft.path or talk.area_path
    talk.matter = mind.draft.matter or talk.matter
    talk.is_confidential = talk.is_confidential or heard.is_confidential or bool(sensitive(heard.text))


def _write(
    talk: Talk, who: Who, content: dict[str, Any], *, at: datetime, client_id: str = "", seat: str = ""
) -> Line:
    talk.lines_count += 1
    return Line.objects.create(
        talk=talk,
        number=talk.lines_count,
        who=who,
        said=json.dumps(content, ensure_ascii=False),
        client_id=client_id,
        seat=seat[:120],
        at=at,
    )


def _say(talk: Talk, one: Say, *, at: datetime) -> Line:
    return _write(talk, Who.ASSISTANT, one.data(), at=at)


def _heard(talk: Talk, heard: Heard, *, stage: Stage, client_id: str, at: datetime) -> Line:
    """The resident's own line; a secret is not written down, wherever it was typed."""
    is_proof = bool(heard.proof) and (stage in (Stage.NUMBER, Stage.PROOF) or len(heard.proof) > 4)
    text = heard.text.replace(heard.proof, "••••") if is_proof else heard.text
    content: dict[str, Any] = {"text": clean(text)}
    if heard.photos:
        content["photos"] = [list(photo) for photo in heard.photos]
    return _write(talk, Who.RESIDENT, content, at=at, client_id=client_id)


def _do(done: Said, deed: Deed, mind: Mind, heard: Heard, *, by: Acting, at: datetime) -> None:
    talk = done.talk
    if deed == Deed.REPORT:
        _report(done, mind, by=by, at=at)
    elif deed == Deed.ALARM:
        talk.is_alarm = True
        _alarm(talk, heard, at=at)
    elif deed == Deed.UNKNOWN:
        knowledge.note_unanswered(masked(heard.text), area_path=talk.area_path, at=at)
    elif deed == Deed.HAND_OVER:
        talk.waits_since = at
        _call_person(talk, at=at)
    elif deed == Deed.TAKE_BACK:
        talk.waits_since, talk.held_by_id = None, None


def _report(done: Said, mind: Mind, *, by: Acting, at: datetime) -> None:
    """Open the case of what was read back and said yes to."""
    talk, draft = done.talk, mind.draft
    body = f"{draft.what}\n{draft.place}\n{draft.phone}"
    once = Once(
        door="chat",
        key=f"{talk.pk}-{len(draft.mine)}",
        digest=sealing.mac(body, purpose="receipt"),
        answer=lambda appeal: {"number": appeal.number},
    )
    appeal = cases.report(
        text=draft.what,
        spot=hearing.spot_of(draft),
        by=by,
        at=at,
        source=Source.WECHAT if talk.door in ("weixin", "wecom") else Source.WEB,
        matter=draft.matter if draft.matter_name else "",
        contact=Contact(phone=draft.phone),
        photos=_photos(draft),
        consent_version=CONSENT,
        once=once,
    )
    desk, area = appeal.case.desk.name, grids.area(appeal.case.area_id)
    after = replace(draft.fresh(), mine=(*draft.mine, (appeal.number, str(appeal.pk))), path=draft.path)
    talk.draft = json.dumps(after.data(), ensure_ascii=False)
    opened = saying.opened(
        number=ids.written(appeal.number),
        desk=desk,
        area=area.label if area else "",
        link=reverse("cases:reported", args=[appeal.number]),
        urgent=draft.is_urgent,
    )
    done.lines.append(_say(talk, opened, at=at))
    if draft.others:
        done.lines.append(_say(talk, saying.also(draft.others), at=at))
    done.appeal = appeal


def _photos(draft: Draft) -> list[StoredFile]:
    """The photos that are still held, in the order in which they came."""
    found = {str(f.pk): f for f in StoredFile.objects.filter(pk__in=[pk for _, pk in draft.photos])}
    holders = dict((pk, holder) for holder, pk in draft.photos)
    return [f for _, pk in draft.photos if (f := found.get(pk)) and f.holder == holders[pk]]


def _place(talk: Talk) -> tuple[int, str] | None:
    """The street desk a talk belongs to, or the root's; (area, path)."""
    tree = grids.the_tree()
    nodes: Sequence[Any] = grids.chain(talk.area_path) if talk.area_path else tree.below(None)[:1]
    node = next((n for n in nodes if n.rank == 1), nodes[0] if nodes else None)
    return (node.id, node.path) if node else None


def _alarm(talk: Talk, heard: Heard, *, at: datetime) -> None:
    """Ring for the duty officer; of a confidential matter without its content."""
    where = _place(talk)
    if where is None or heard.danger is None:
        return
    what = (
        "保密事项"
        if heard.is_confidential
        else f"聊天里说到危险，已请居民拨打 {'、'.join(heard.danger.call)}"
    )
    notices.alarm(where[0], case_id=talk.pk, text=what, link=reverse("channels:talk", args=[talk.pk]), at=at)


def _call_person(talk: Talk, *, at: datetime) -> None:
    """Tell who may take it over: the desks at and above the place."""
    where = _place(talk)
    if where is None:
        return
    low = [Role.STAFF, Role.SECRETARY] if talk.area_path and not talk.is_confidential else []
    roles = {*low, *DESK_ROLES[1], *DESK_ROLES[0]} - {Role.STREET_LEADER, Role.DISTRICT_LEADER}
    notices.tell_permit(
        text="有居民请人工接待" if talk.is_confidential else "有居民在聊天里等人工，请接手",
        at=at,
        path=talk.area_path or where[1],
        roles=sorted(roles),
        link=reverse("channels:talk", args=[talk.pk]),
        kind="talk",
        key=f"talk:{talk.pk}",
    )
