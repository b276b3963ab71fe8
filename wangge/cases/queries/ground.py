"""What actions must know of the rest of the house: areas as desks, limits, the evidence on a case, local
days.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from wangge.cases.models import Case, CasePhoto
from wangge.cases.rules.clocks import ServiceLimits
from wangge.cases.rules.desks import Seat
from wangge.cases.rules.evidence import Has
from wangge.cases.rules.spot import Located, Spot
from wangge.grids import access, crs
from wangge.grids import queries as grids
from wangge.grids.access import Role
from wangge.grids.models import Area, Post, UnitArea
from wangge.grids.rules.locating import How
from wangge.grids.rules.tree import Node
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.worktime.rules import Limit


class Staffed:
    """The areas with somebody at their desk at a moment, and on a rank that is switched on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __contains__(self, area_id: object) -> bool:
        node = grids.area(area_id) if isinstance(area_id, int) else None
        return node is not None and node.is_on and node.is_current and grids.has_desk(node.id, at=self.at)


def _seat(node: Node) -> Seat:
    return Seat(node.id, node.rank, node.path)


def chain(path: str) -> list[Seat]:
    """The areas of a path as possible desks, deepest first."""
    return [_seat(node) for node in reversed(grids.chain(path))]


def rank_of(area_id: int) -> int:
    """The rank of an area, from memory."""
    node = grids.area(area_id)
    return node.rank if node else Area.objects.only("rank").get(pk=area_id).rank


def _root() -> Seat:
    """The installation's root: where a case stands as long as nobody knows where it is."""
    roots = grids.the_tree().below(None)
    if not roots:
        raise Refused("还没有建立区域，暂时不能上报。")
    return _seat(roots[0])


def area_spot(area_id: int, *, place: str = "") -> Spot:
    """The place of whoever names an area: an officer in his grid, a desk that chose one."""
    node = grids.area(area_id)
    if node is None or not node.is_current:
        raise Refused("没有这个区域，请重新选择。", field="area")
    return Spot(chain=chain(node.path), located=Located.WORDS, place=place)


def chosen_spot(choice: grids.Choice, *, place: str) -> Spot:
    """The place a sender chose when he was asked what he means; his own words stay with it."""
    return Spot(
        chain=chain(choice.area.path),
        located=Located.WORDS,
        place=place or choice.label,
        lon=choice.point[0] if choice.point else None,
        lat=choice.point[1] if choice.point else None,
    )


def area_or_root(area_id: int | None) -> Spot:
    """The place of what hangs on another case: its area, if that still stands."""
    node = grids.area(area_id)
    return area_spot(node.id) if node is not None and node.is_current else Spot(chain=[_root()])


def spot(
    *,
    lon: float | None = None,
    lat: float | None = None,
    given_crs: str = "wgs84",
    place: str = "",
    within: str = "",
    text: str = "",
) -> Spot:
    """Where a report lies: by its point, else by its words; a point outside is refused unless the place named
    lies inside. `text` is read for a place only where neither point nor place is given.
    """
    if lon is None or lat is None:
        return _by_words(place, text, within)
    x, y = crs.to_wgs84(lon, lat, crs.Crs(given_crs))
    found = grids.locate(x, y)
    if found.area is not None:
        return Spot(
            chain=chain(found.area.path),
            located=Located.POINT,
            place=place,
            lon=x,
            lat=y,
            given_lon=lon,
            given_lat=lat,
            crs=given_crs,
            candidates=[n.id for n in found.candidates] if found.how is How.BORDER else [],
        )
    named = _by_words(place, "", within)
    if named.located != Located.WORDS:
        raise Refused("这个位置不在本辖区内，请核对位置，或者写下地点。", field="lon")
    return replace(named, given_lon=lon, given_lat=lat, crs=given_crs)


def _by_words(place: str, text: str, within: str) -> Spot:
    read = place or text
    words = grids.locate_words(read, within=within) if read else None
    if words is None or words.area is None or words.how == "none":
        return Spot(chain=[_root()], place=place)
    is_found = words.how == "located"
    point = words.point if is_found else None
    return Spot(
        chain=chain(words.area.path) if is_found else [_root()],
        located=Located.WORDS if is_found else Located.UNSURE,
        place=place or words.place,
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        candidates=[node.id for node in words.candidates],
    )


def serves_below(unit_id: int, path: str) -> bool:
    """Whether a unit serves somewhere here or below: only then may the desk of this path send it work."""
    return UnitArea.objects.filter(access.below(path, field="area__path"), unit_id=unit_id).exists()


def is_handler(person_id: int, unit_id: int, *, at: datetime) -> bool:
    """Whether somebody handles the orders of a unit now."""
    posts = Post.objects.held(at).filter(unit_id=unit_id, person_id=person_id, role=Role.HANDLER)
    return posts.exists()


def limits() -> ServiceLimits:
    """The limits of service steps as this installation has them set; made anew when the catalogue changes."""
    return _limits(catalogue.catalogue().token)


@lru_cache(maxsize=2)
def _limits(token: str) -> ServiceLimits:
    def number(key: str) -> Limit:
        return catalogue.setting(key).limit

    def minutes(key: str) -> timedelta:
        return timedelta(minutes=catalogue.setting(key).value)

    def value(key: str) -> float:
        return catalogue.setting(key).value

    return ServiceLimits(
        intake=number("intake_decision"),
        intake_emergency=minutes("intake_decision_emergency"),
        grid_untouched=number("grid_desk"),
        acknowledge=number("acknowledge"),
        acknowledge_emergency=minutes("acknowledge_emergency"),
        first_contact=number("first_contact"),
        first_contact_urgent=number("first_contact_urgent"),
        waiting_info=number("info_wait"),
        deliberation=number("deliberation"),
        archive_after=timedelta(days=value("archive_days")),
        reopen_within=timedelta(days=value("reopen_days")),
        undo_dispatch=timedelta(seconds=value("wrong_dispatch_undo")),
        arbitration=number("arbitration"),
        arbitration_emergency=minutes("arbitration_emergency"),
        supervised=number("supervised_item"),
        rework_supervise=int(value("rework_supervise")),
        stars_supervise=int(value("stars_supervise")),
        reopen_escalate=int(value("reopen_escalate")),
        self_handled_sample=value("self_handled_sample"),
        suspension_most=timedelta(days=value("suspension_review")),
        extension_most=value("extension_max_share"),
        send_back=number("send_back"),
        send_back_long=number("send_back_long"),
        returns_to_dispute=int(value("returns_to_dispute")),
        revisit_tries=int(value("revisit_tries")),
        assist_share=value("assist_share"),
        remind_share=value("warn_remind"),
        supervise_share=value("warn_supervise"),
        escalate_share=value("warn_escalate"),
    )


def evidence_of(case: Case, *, has_record: bool = False) -> Has:
    """What evidence is on a case now."""
    kinds: Sequence[str] = list(CasePhoto.objects.filter(case=case).values_list("kind", flat=True))
    kind = CasePhoto.Kind
    logged = has_record or case.steps.filter(verb__in=("log", "first_contact")).exists()
    return Has(
        before=sum(k == kind.BEFORE for k in kinds),
        after=sum(k in (kind.AFTER, kind.CHECK) for k in kinds),
        documents=sum(k == kind.DOCUMENT for k in kinds),
        is_located=case.lon is not None or case.area_id is not None,
        has_record=logged,
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Shanghai, and of the next."""
    start = datetime.combine(day, time.min, tzinfo=SHANGHAI)
    return start, start + timedelta(days=1)
