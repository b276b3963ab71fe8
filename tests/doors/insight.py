"""Who sees figures: posts at desks and leaders, within their area; a bound screen sees the wall alone."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.doors import Door, From, cases
from tests.town import LONG_AGO, MONDAY_9_00, Town
from wangge.cases import actions as case_actions
from wangge.cases.rules.flows import Outcome
from wangge.insight import actions
from wangge.insight.models import Emergency, HelpDoor, HotSpot

SEES = ("staff", "secretary", "dispatcher", "streetleader", "district", "districtleader")
SEES_NOT = (
    "officer",
    "handler",
    "unitleader",
    "verifier",
    "revisit",
    "captain",
    "resident",
    "audit",
    "stranger",
)
KEYLESS = ("sysadmin", "districtleader", "dispatcher", "audit")
AREA = "The area is asked for in the query; tests/insight asks for one elsewhere and gets 404."


def stock(town: Town) -> Mapping[str, Any]:
    town.stock()
    return {}


def question_of(who: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        town.stock()
        row = actions.save_question(
            name=f"常看 {who}", asked={}, is_shared=False, by=town.hat(who), at=LONG_AGO
        )
        return {"question_id": row.pk}

    return made


def spot_in(where: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        story = cases.story(town)
        by = "dispatcher" if where == "grid" else "district"
        for _ in range(3):
            story.accepted(matter="ENV-01", where=where, at=timezone.now(), by=by)
        actions.find_spots(at=timezone.now())
        area = getattr(town, where)
        return {"spot_id": HotSpot.objects.filter(area_id=area.pk).latest("pk").pk}

    return made


def exclusion_in(where: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        story = cases.story(town)
        who = "dispatcher" if where == "grid" else "district"
        case = story.accepted(matter="ENV-01", where=where, by=who)
        case = case_actions.answer(
            case, outcome=Outcome.BEYOND_POWER, said="不归我们", by=town.hat(who), at=MONDAY_9_00
        )
        row = actions.ask_exclusion(case, ground="force", reason="台风", by=town.hat(who), at=MONDAY_9_00)
        return {"exclusion_id": row.pk}

    return made


def bulletin_of(who: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        town.stock()
        acting = town.hat(who)
        day = MONDAY_9_00.date()
        row = actions.write_bulletin(
            area_id=acting.area_id or 0, kind="week", day=day, by=acting, at=MONDAY_9_00
        )
        return {"bulletin_id": row.pk}

    return made


def nowhere(town: Town) -> Mapping[str, Any]:
    return {"area_id": town.street.pk}


def emergency_in(where: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        row = actions.ask_emergency(
            kind="flood",
            words="内涝",
            days=2,
            area_id=getattr(town, where).pk,
            by=town.hat("district"),
            at=timezone.now(),
        )
        return {"emergency_id": row.pk}

    return made


def running(town: Town, where: str) -> Emergency:
    row = Emergency.objects.get(pk=emergency_in(where)(town)["emergency_id"])
    by = town.hat("districtleader")
    actions.decide_emergency(row, is_agreed=True, by=by, at=timezone.now())
    # A second one of the same kind prolongs the first.
    return Emergency.objects.get(area_id=row.area_id, mode="on")


def running_in(where: str) -> From:
    return lambda town: {"emergency_id": running(town, where).pk}


def door_in(where: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        grid = getattr(town, where)
        row = running(town, "street" if where == "grid" else "other_street")
        door = HelpDoor.objects.create(
            emergency=row,
            area=grid,
            area_path=grid.path,
            door="5 栋",
            needs=["water"],
            asked_at=timezone.now(),
        )
        return {"door_id": door.pk}

    return made


def definitions(town: Town) -> Mapping[str, Any]:
    return {"name": "measures"}


def screen(town: Town) -> Mapping[str, Any]:
    made, _ = actions.issue_screen(name="一楼大厅", area=town.street, by=town.hat("secadmin"), at=LONG_AGO)
    return {"screen_id": made.pk}


DOORS = [
    Door(name="insight:wall", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:wall_data", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:ground", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:bind", public=True),
    Door(
        name="insight:screens",
        right=("secadmin",),
        wrong=KEYLESS,
    ),
    Door(
        name="insight:revoke",
        right=("secadmin",),
        wrong=KEYLESS,
        to=screen,
        post=lambda town: {},
        why="The security administrator's post hangs on the whole installation.",
    ),
    Door(name="insight:command", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:day", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:spots", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(
        name="insight:supervise_spot",
        right=("streetleader",),
        wrong=("dispatcher", "staff", "officer", "handler", "audit"),
        to=spot_in("grid"),
        post=lambda town: {"note": "查清源头"},
        elsewhere=spot_in("far_grid"),
    ),
    Door(name="insight:query", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:analyse", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:lab", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:measures", right=SEES, wrong=SEES_NOT, why="Definitions are the same everywhere."),
    Door(
        name="insight:save",
        right=SEES,
        wrong=SEES_NOT,
        to=stock,
        post=lambda town: {"asked": "{}", "title": "常看", "is_shared": ""},
        why="What is kept is one's own.",
    ),
    Door(
        name="insight:drop",
        right=("dispatcher",),
        wrong=("staff", *SEES_NOT),
        to=question_of("dispatcher"),
        post=lambda town: {},
        elsewhere=question_of("other_dispatcher"),
    ),
    Door(
        name="insight:export",
        right=SEES,
        wrong=SEES_NOT,
        to=stock,
        post=lambda town: {"asked": "{}", "purpose": "周例会"},
        why=AREA,
    ),
    Door(
        name="insight:exclusions",
        right=("dispatcher", "secretary", "district", "streetleader", "districtleader", "unitleader"),
        wrong=("staff", "officer", "handler", "revisit", "audit", "stranger"),
        to=stock,
        why="Everybody sees the requests about cases within his own reach.",
    ),
    Door(
        name="insight:decide",
        right=("streetleader",),
        wrong=("dispatcher", "staff", "officer", "handler", "audit"),
        to=exclusion_in("grid"),
        elsewhere=exclusion_in("far_grid"),
    ),
    Door(
        name="insight:sample",
        right=("revisit", *SEES),
        wrong=("officer", "handler", "unitleader", "audit", "stranger"),
        to=stock,
        why="A clerk sees the calls of his own area alone.",
    ),
    Door(name="insight:bulletins", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(
        name="insight:bulletin",
        right=("dispatcher", "streetleader"),
        wrong=("staff", *SEES_NOT),
        to=bulletin_of("dispatcher"),
        elsewhere=bulletin_of("district"),
    ),
    Door(
        name="insight:word",
        right=("dispatcher", "streetleader"),
        wrong=("staff", *SEES_NOT),
        to=bulletin_of("dispatcher"),
        elsewhere=bulletin_of("district"),
    ),
    Door(
        name="insight:pdf",
        right=("dispatcher", "streetleader"),
        wrong=("staff", *SEES_NOT),
        to=bulletin_of("dispatcher"),
        elsewhere=bulletin_of("district"),
    ),
    Door(
        name="insight:release",
        right=("streetleader",),
        wrong=("dispatcher", "staff", "officer", "audit"),
        to=bulletin_of("dispatcher"),
        post=lambda town: {},
        elsewhere=bulletin_of("district"),
    ),
    Door(
        name="insight:printed",
        right=("dispatcher", "streetleader"),
        wrong=("staff", *SEES_NOT),
        to=bulletin_of("dispatcher"),
        elsewhere=bulletin_of("district"),
    ),
    Door(
        name="insight:table",
        right=SEES,
        wrong=SEES_NOT,
        to=definitions,
        post=lambda town: {"purpose": "周例会"},
        why="The rows are those of the page, within the post's own reach.",
    ),
    Door(
        name="insight:emergencies",
        right=(
            "dispatcher",
            "streetleader",
            "district",
            "districtleader",
            "officer",
            "leader",
            "staff",
            "secretary",
        ),
        wrong=("handler", "unitleader", "revisit", "captain", "resident", "audit", "stranger"),
        to=stock,
        why="A list of what holds here, above and below.",
    ),
    Door(
        name="insight:emergency",
        right=("dispatcher", "streetleader", "officer", "staff"),
        wrong=("handler", "revisit", "audit", "resident"),
        to=emergency_in("street"),
        elsewhere=emergency_in("other_street"),
    ),
    Door(
        name="insight:decide_emergency",
        right=("streetleader",),
        wrong=("dispatcher", "officer", "staff", "audit"),
        to=emergency_in("street"),
        post=lambda town: {"is_agreed": "yes"},
        elsewhere=emergency_in("other_street"),
    ),
    Door(
        name="insight:end_emergency",
        right=("streetleader",),
        wrong=("dispatcher", "officer", "staff", "audit"),
        to=running_in("street"),
        post=lambda town: {},
        elsewhere=running_in("other_street"),
    ),
    Door(
        name="insight:helped",
        right=("officer", "staff"),
        wrong=("dispatcher", "streetleader", "handler", "audit"),
        to=door_in("grid"),
        post=lambda town: {},
        elsewhere=door_in("far_grid"),
    ),
    Door(name="insight:help", public=True, to=running_in("street")),
    Door(name="insight:disclosures", public=True),
    Door(name="insight:disclosure", public=True, to=nowhere, answers=frozenset({404})),
]
