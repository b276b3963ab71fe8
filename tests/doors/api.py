"""The doors of the API: residents' by secret, tokens' by the same permits as the pages, one door a move."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from tests.doors import Door, From, nothing
from tests.doors.cases import ADMINS, story
from tests.town import PEOPLE, Town, middle
from wangge.cases.api.deeds import CASE_DEEDS, ORDER_DEEDS
from wangge.cases.models import Appeal, WorkOrder
from wangge.cases.rules.flows import CASE_FLOW, CASE_STEPS, ORDER_FLOW
from wangge.grids.access import PERMITS, Role
from wangge.kernel.flow import Flow

#: Whoever sees a case of the grid, but none of the far one; those beside them never learn of it.
SEES = ("officer", "leader", "staff", "secretary", "dispatcher", "streetleader")
SEES_NOT = ("next_officer", "other_dispatcher", "handler", "captain", *ADMINS)
#: The move is open to this hat: it happens, or the flow says no, or what it names is not there.
MAY = frozenset({200, 409, 422})
NUMBERS = count(1)


def point(town: Town) -> dict[str, float]:
    lon, lat = middle("grid")
    return {"lon": lon, "lat": lat}


def case_at(stage: str, where: str = "grid") -> From:
    """The number of a case of the grid, or of the far one, carried to a stage of its story."""

    def made(town: Town) -> Mapping[str, Any]:
        far = (
            {"where": where, "by": "other_dispatcher"}
            if where != "grid" and stage != "reported"
            else {"where": where}
        )
        return {"number": getattr(story(town), stage)(matter="ENV-01", **far).number}

    return made


def order_of(unit: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        case = story(town).dispatched(matter="ENV-01", lead=getattr(town, unit))
        return {"order_id": WorkOrder.objects.get(case=case).pk}

    return made


def sent(**body: Any) -> From:
    """A body with a request id of its own."""
    return lambda town: {"client_request_id": f"door-{next(NUMBERS):08}", **body}


def permitted(flow: Flow, verb: str) -> tuple[str, ...]:
    """Those who see the case and whose role carries one of the permits of the verb."""
    permits = set(flow.permits(verb))
    return tuple(who for who in SEES if PERMITS[PEOPLE[who].role or Role.DOOR] & permits)


def case_move(verb: str) -> Door:
    """One move of a case: by the table of moves, within reach only."""
    right = RIGHT.get(verb) or permitted(CASE_FLOW if verb in CASE_FLOW.moves else CASE_STEPS, verb)
    stage = STAGES.get(verb, "reported")
    return Door(
        name=f"api:case_{verb}",
        api=True,
        right=right,
        wrong=tuple(who for who in SEES if who not in right and verb not in ANYBODY),
        hidden_from=SEES_NOT,
        to=case_at(stage),
        elsewhere=case_at("reported", "far_grid"),
        post=lambda town: {**sent(**BODIES.get(verb, {}))(town), **NAMED.get(verb, nothing)(town)},
        answers=MAY,
        why="whoever sees the case may do this" if verb in ANYBODY else "",
    )


def order_move(verb: str) -> Door:
    """One move of the sanitation station's order."""
    right = permitted(ORDER_FLOW, verb) or ("other_handler",)
    return Door(
        name=f"api:order_{verb}",
        api=True,
        right=right,
        wrong=tuple(who for who in SEES if who not in right),
        hidden_from=SEES_NOT,
        to=order_of("sanitation"),
        elsewhere=lambda town: {"order_id": UUID(int=1)},
        post=sent(**BODIES.get(verb, {})),
        answers=MAY,
    )


SPOKEN = {"said": "请看答复。", "note": "情况属实。"}
NOTE = {"note": "情况属实。"}
#: What a move needs to be read at all; whether it may happen is asked next.
SOON = timezone.now() + timedelta(days=5)
BODIES: dict[str, dict[str, Any]] = {
    "ask_info": {"said": "请补充地点。"},
    "decline": {"said": "不归我们管。", "reason": "out_of_area"},
    "void": NOTE,
    "self_handle": {"said": "已清走。"},
    "answer": {"said": "已说明。", "outcome": "explained_accepted"},
    "log": NOTE,
    "push_up": {"reason": "no_power", "note": "需要街道出面。"},
    "push_down": {"area": "990101001001001", "note": "请网格办。"},
    "supervise": NOTE,
    "clear": NOTE,
    "add_helper": {"helper": "nobody-of-ours"},
    "assign": {"handler": "nobody-of-ours"},
    "raise_visibility": NOTE,
    "conclude": {"is_solved": False, "minutes": "议了。"},
    "split_off": {"text": "垃圾也没人收", "matter": "ENV-01"},
    "ask_opinion": {"side": "resources", "due": f"{SOON:%Y-%m-%d}"},
    "give_opinion": {"side": "resources", "note": "同意。"},
    "suspend": {"said": "等天气。", "cause": "weather", "review_on": SOON.isoformat()},
    "extend_ask": {"days": 1, "note": "配件未到。"},
    "extend": {"days": 1},
    "first_contact": {"reached": True},
    "tick": {"no": 1},
    "verify": NOTE,
    "rework": NOTE,
    "close": {"said": "已办好。", "outcome": "solved"},
    "reopen": NOTE,
    "site_check": NOTE,
    "sample_ok": NOTE,
    "sample_fail": NOTE,
    "revisit": {"reached": True},
    "send_back": {"clause": "不在职责清单。", "proper_unit": "市政所"},
    "insist": NOTE,
    "arbitrate": NOTE,
    "submit": {"said": "已办好。"},
}
#: What a move names beside its case: another case, the order or the appeal made last.
NAMED: dict[str, From] = {
    "merge": lambda town: {"into": story(town).reported(matter="ENV-01").number},
    "rework": lambda town: {"order": str(WorkOrder.objects.latest("pk").pk)},
    "revisit": lambda town: {"appeal": Appeal.objects.latest("pk").number},
}
#: The stage at which the move's hat sees the case; the others are asked of a fresh report.
STAGES = {
    "verify": "submitted",
    "rework": "submitted",
    "revisit": "closed",
    "extend_ask": "dispatched",
    "sample_ok": "drawn",
    "sample_fail": "drawn",
}
RIGHT = {
    "revisit": ("revisit",),
    "extend_ask": ("other_handler",),
    "sample_ok": ("staff",),
    "sample_fail": ("staff",),
}
ANYBODY = ("tick",)

DOORS = [
    Door(name="api:openapi-json", public=True),
    Door(name="api:api-root", public=True, answers=frozenset({404})),
    Door(
        name="api:report",
        public=True,
        api=True,
        post=lambda town: {**sent(text="路边一大堆垃圾没人收")(town), **point(town)},
        answers=frozenset({201}),
    ),
    # Without the secret there is nothing here.
    Door(name="api:progress", public=True, to=case_at("reported"), answers=frozenset({404})),
    Door(name="api:photos", public=True, to=case_at("reported"), post=sent(), answers=frozenset({404, 422})),
    Door(name="api:locate", public=True, answers=frozenset({422})),
    Door(
        name="api:list",
        api=True,
        right=(*SEES, "district", "handler", "captain"),
        why="it shows what the hat may see",
    ),
    *(case_move(verb) for verb in CASE_DEEDS),
    *(order_move(verb) for verb in ORDER_DEEDS),
]
