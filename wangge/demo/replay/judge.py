"""How often the right unit is named: by the catalogue and its routes alone, and by precedents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wangge.demo.replay.ground import Ground
from wangge.demo.replay.table import Event
from wangge.matters import queries as catalogue
from wangge.matters.rules.precedents import Handled, learn, suggest

#: Learnt from so many of seven, judged on the last two of seven: 5,000 and 2,000 of 7,000.
_LEARNT, _OF = 5, 7


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of `asked` events the share whose unit was named first, and among the first three."""

    name: str
    asked: int
    first: float
    in_three: float | None = None


def verdicts(events: Sequence[Event], ground: Ground, matters: dict[str, str]) -> list[Verdict]:
    """By our rules on all events and on the last two of seven; by precedents on those."""
    cut = len(events) * _LEARNT // _OF
    past, last = events[:cut], events[cut:]
    rules = _by_rules(ground, matters)
    return [
        _judged("只按目录和路由，全部事件", events, rules, is_ranked=False),
        _judged(f"只按目录和路由，后 {len(last)} 件", last, rules, is_ranked=False),
        *(
            _judged(f"按前 {cut} 件的先例（{name}），后 {len(last)} 件", last, _by_past(past, ground, kinds))
            for name, kinds in (
                ("按我们的事项", lambda event: _known(matters.get(event.kind))),
                ("按来源小类和事项", lambda event: (event.kind, *_known(matters.get(event.kind)))),
            )
        ),
    ]


def _known(code: str | None) -> tuple[str, ...]:
    return (code,) if code else ()


Namer = Callable[[Event], Sequence[str]]


def _judged(name: str, events: Sequence[Event], namer: Namer, *, is_ranked: bool = True) -> Verdict:
    named = [(event.unit, namer(event)) for event in events if event.unit]
    asked = max(1, len(named))
    first = sum(unit in units[:1] for unit, units in named) / asked
    in_three = sum(unit in units[:3] for unit, units in named) / asked
    return Verdict(name, len(named), first, in_three if is_ranked else None)


def _by_rules(ground: Ground, matters: dict[str, str]) -> Namer:
    entries = catalogue.catalogue().matters

    def namer(event: Event) -> Sequence[str]:
        code = matters.get(event.kind)
        if code is None:
            return []
        lead = catalogue.route_for(entries[code], ground.area(event).path).lead
        return [lead.name] if lead else []

    return namer


def _by_past(past: Sequence[Event], ground: Ground, kinds: Callable[[Event], tuple[str, ...]]) -> Namer:
    known = [Handled(kinds(e), ground.area(e).path, e.unit) for e in past if e.unit]
    precedents = learn(known)

    def namer(event: Event) -> Sequence[str]:
        return [guess.unit for guess in suggest(precedents, kinds(event), ground.area(event).path)]

    return namer
