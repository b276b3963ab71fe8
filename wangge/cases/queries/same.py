"""Cases that look like one trouble: for a desk that may merge them, and for a resident who meets the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Appeal, Case, Step
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries.guesses import suggestions
from wangge.cases.rules import counting, likeness
from wangge.cases.rules.likeness import Likeness, Trouble
from wangge.cases.rules.spot import Spot
from wangge.cases.sealed import CaseKey, open_json
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.kernel.words import local_day
from wangge.matters.rules import Visibility

#: Looked at for one case: the open ones of its community, then the words of the nearest.
_POOL, _READ = 200, 40
#: The same phone with the same matter within these days (domain/04 section 2).
SAME_PHONE = timedelta(days=30)
#: A resident is told of what was reported lately and is still open.
ME_TOO_LATELY, ME_TOO_MOST = timedelta(days=30), 2
_COMMUNITY = 3


@dataclass(frozen=True, slots=True)
class Same:
    """Another case, how alike it is, and why."""

    case: Case
    why: tuple[str, ...]


def same_as(case: Case, acting: Acting) -> list[Same]:
    """The open cases most like this one that its desk may see, three at most; nothing confidential."""
    if case.is_confidential or not case.is_open:
        return []
    pool = list(_around(case, acting).select_related("matter__category", "lead_unit")[:_POOL])
    ways = [(way, other) for other in pool if (way := _way(case, other)) is not None]
    ways.sort(key=lambda pair: pair[0])
    near = [other for _, other in ways[:_READ]]
    words = _words([case, *near])
    own = _trouble(case, words)
    scored = [(_like(own, case, other, words), n) for n, other in enumerate(near)]
    best = sorted(((like.score, -n) for like, n in scored if like.is_enough), reverse=True)
    return [Same(near[-n], scored[-n][0].why) for _, n in best[: likeness.MOST]]


def _around(case: Case, acting: Acting) -> CaseQuerySet:
    """The open cases of the same days in the same community."""
    above = next((n for n in reversed(grids.chain(case.area_path)) if n.rank <= _COMMUNITY), None)
    days = Q(
        reported_at__gte=case.reported_at - likeness.APART, reported_at__lte=case.reported_at + likeness.APART
    )
    seen = Case.objects.open_to(acting, Permit.CASE_SEE).open().filter(days)
    seen = seen.exclude(visibility=Visibility.CONFIDENTIAL).exclude(pk=case.pk).order_by("-reported_at", "pk")
    return seen.filter(access.below(above.path if above else case.area_path))


def _way(one: Case, other: Case) -> float | None:
    """The way between two cases in metres, as far as one can tell; None where they lie apart."""
    metres = _metres(one, other)
    if metres is not None and metres <= likeness.WITHIN:
        return metres
    if one.place and likeness.place_key(one.place) == likeness.place_key(other.place):
        return 0.0
    same_grid = one.area_id is not None and one.area_id == other.area_id
    return likeness.WITHIN if metres is None and same_grid else None


def _metres(one: Case, other: Case) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return counting.metres(one.lon, one.lat, other.lon, other.lat)


def _words(cases: Sequence[Case]) -> dict[UUID, list[str]]:
    """What people said of each of these cases; the appeals in one query, what was found in another."""
    keys = {case.pk: CaseKey.of(case) for case in cases}
    found: dict[UUID, list[str]] = {case.pk: [] for case in cases}
    for appeal in Appeal.objects.filter(case__in=keys).only("case", "words"):
        found[appeal.case_id].append(str(open_json(keys[appeal.case_id], appeal.words).get("text", "")))
    steps = Step.objects.filter(case__in=keys, verb="report", text__isnull=False).select_related("text")
    for step in steps:
        found[step.case_id].append(str(open_json(keys[step.case_id], step.text.sealed).get("note", "")))
    return found


def _trouble(case: Case, words: dict[UUID, list[str]]) -> Trouble:
    return Trouble(
        matter=case.matter_id or _guessed(words[case.pk]),
        at=case.reported_at,
        area=case.area_id,
        place=case.place,
        lon=case.lon,
        lat=case.lat,
        words=likeness.words_of(words[case.pk]),
    )


def _guessed(texts: Iterable[str]) -> str:
    guess = next(iter(suggestions(" ".join(texts), most=1)), None)
    return guess[0] if guess else ""


def _like(own: Trouble, case: Case, other: Case, words: dict[UUID, list[str]]) -> Likeness:
    return likeness.likeness(own, _trouble(other, words), _metres(case, other))


def same_phone(case: Case, acting: Acting, *, at: datetime) -> Case | None:
    """The one case that the same phone reported with the same matter within 30 days; nothing else is asked of
    a phone (06 R-16).
    """
    phones = [bytes(a.phone_index) for a in case.appeals.all() if a.phone_index]
    if not phones or case.matter_id is None:
        return None
    lately = Appeal.objects.filter(
        phone_index__in=phones,
        case__tally__matter=case.matter_id,
        case__tally__reported_on__gte=local_day(at - SAME_PHONE),
    ).exclude(case=case.pk)
    seen = Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk__in=lately.values("case_id"))
    found = seen.exclude(visibility=Visibility.CONFIDENTIAL).select_related("matter__category")
    return found.order_by("-reported_at").first()


def met_by_others(spot: Spot | None, matter: str, *, at: datetime) -> list[Case]:
    """What a resident at this point may join: open cases of this matter, if it is a public one, within 200 m.
    Only what the matter is and how it stands is shown of them.
    """
    if spot is None or spot.lon is None or spot.lat is None or not matter:
        return []
    above = next((seat for seat in spot.chain if seat.rank <= _COMMUNITY), spot.chain[0])
    west, south, east, north = counting.box(spot.lon, spot.lat, likeness.WITHIN)
    boxed = joinable(at=at).filter(
        access.below(above.path), matter=matter, lon__range=(west, east), lat__range=(south, north)
    )
    ways = [
        (counting.metres(spot.lon, spot.lat, case.lon or 0.0, case.lat or 0.0), n, case)
        for n, case in enumerate(boxed.select_related("matter__category", "area")[:_READ])
    ]
    near = sorted(pair for pair in ways if pair[0] <= likeness.WITHIN)
    return [case for _, _, case in near[:ME_TOO_MOST]]


def joinable(*, at: datetime) -> CaseQuerySet:
    """The cases anybody may say he meets too: of a public matter, open, not older than 30 days."""
    public = Case.objects.open().filter(visibility=Visibility.PUBLIC, forgotten_at__isnull=True)
    return public.filter(reported_at__gte=at - ME_TOO_LATELY)
