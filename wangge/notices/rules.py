"""Who is rung for in which order when an emergency comes in, and whether a roster has holes; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

#: Unanswered for so long the next one is rung for (domain/04 section 9a).
RING_FOR = timedelta(minutes=5)


class Why(TextChoices):
    """As what somebody is rung for."""

    DUTY = "duty", "值班人"
    SUBSTITUTE = "substitute", "替班人"
    DESK = "desk", "席位人员"
    LEADER = "leader", "领导"
    ABOVE = "above", "上级值班"
    ABOVE_LEADER = "above_leader", "上级领导"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A shift that runs now."""

    person_id: int
    substitute_id: int | None = None


def chain(
    shifts: Sequence[OnDuty],
    *,
    desk: Iterable[int],
    leaders: Iterable[int],
    above: Sequence[OnDuty] = (),
    above_leaders: Iterable[int] = (),
    without: Iterable[int] = (),
) -> list[tuple[int, Why]]:
    """Person and reason in the order of ringing: the roster, its substitutes, the leader, the desk above.

    Where nobody is on duty, everybody at the desk comes first. Nobody is rung for twice.
    """
    wanted = [(shift.person_id, Why.DUTY) for shift in shifts]
    wanted += [(s.substitute_id, Why.SUBSTITUTE) for s in shifts if s.substitute_id is not None]
    if not shifts:
        wanted += [(person, Why.DESK) for person in desk]
    wanted += [(person, Why.LEADER) for person in leaders]
    wanted += [(shift.person_id, Why.ABOVE) for shift in above]
    wanted += [(person, Why.ABOVE_LEADER) for person in above_leaders]
    seen = set(without)
    found = []
    for person, why in wanted:
        if person not in seen:
            seen.add(person)
            found.append((person, why))
    return found


def next_links(links: Sequence[tuple[int, str]], rung: Iterable[int]) -> list[tuple[int, str]]:
    """Those to be rung for now: the next one; of a desk without anybody on duty all of it at once."""
    done = set(rung)
    waiting = [link for link in links if link[0] not in done]
    if not waiting:
        return []
    first = waiting[0]
    if first[1] != Why.DESK:
        return [first]
    return [link for link in waiting if link[1] == Why.DESK]


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when somebody is on duty."""

    starts_at: datetime
    ends_at: datetime


def holes(spans: Iterable[Span], *, since: datetime, until: datetime) -> list[Span]:
    """When nobody is on duty between two moments."""
    found, at = [], since
    for span in sorted(spans, key=lambda s: s.starts_at):
        if span.starts_at > at:
            found.append(Span(at, min(span.starts_at, until)))
        at = max(at, span.ends_at)
        if at >= until:
            break
    if at < until:
        found.append(Span(at, until))
    return [span for span in found if span.ends_at > span.starts_at]


def overlap_fault(new: Span, held: Iterable[Span]) -> str:
    """Whether one person would be on duty twice at one time at the same desk."""
    if any(new.starts_at < other.ends_at and other.starts_at < new.ends_at for other in held):
        return "这个人在这段时间已经排了班。"
    return ""


def sms_text(seat: str, link: str) -> str:
    """What goes over the telephone network: that there is something, never what."""
    return f"【网格】紧急来件：{seat}。请马上登录查看并确认知晓。{link}"
