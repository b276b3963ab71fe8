"""The doors of the cases: residents' pages by number and secret, the desk, every move, and
what must stay unseen.
"""

from collections.abc import Mapping
from typing import Any

from tests.cases.story import Story
from tests.doors import Door, From
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Appeal, Case, CaseTask, WorkOrder
from wangge.cases.queries.lookup import secret_of
from wangge.cases.rules.rights import Wish
from wangge.grids.access import appellant

DESKS = ("staff", "secretary", "dispatcher", "streetleader", "district", "districtleader")
ADMINS = ("sysadmin", "secadmin", "audit")
OUTSIDE = ("captain", "resident", *ADMINS)
OTHERS = ("next_officer", "other_staff", "other_dispatcher", "other_verifier", "handler")
SEEN, SENT_ON = frozenset({200}), frozenset({302})


def story(town: Town) -> Story:
    """The catalogue and the calendar, and somebody at every desk."""
    town.stock()
    for who in ("officer", "staff", "dispatcher", "district", "next_officer", "other_staff"):
        town.hat(who)
    return Story(town)


def case_in(where: str, matter: str = "ENV-01") -> From:
    """A report in a grid, waiting at its desk."""

    def made(town: Town) -> Mapping[str, Any]:
        return {"case_id": story(town).reported(matter=matter, where=where).pk}

    return made


def move_of(where: str, verb: str, matter: str = "ENV-01") -> From:
    def made(town: Town) -> Mapping[str, Any]:
        return {**case_in(where, matter)(town), "verb": verb}

    return made


def order_to(who: str) -> From:
    """The lead order of a fresh case: to the sanitation station, or to the street's enforcement."""

    def made(town: Town) -> Mapping[str, Any]:
        unit = town.sanitation if who == "sanitation" else town.enforcement
        case = story(town).dispatched(matter="ENV-01", lead=unit)
        order = WorkOrder.objects.get(case=case)
        return {"order_id": order.pk, "verb": "acknowledge"}

    return made


def task_in(where: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        by = "dispatcher" if where == "grid" else "other_dispatcher"
        town.hat(by)
        case = story(town).accepted(matter="FIR-01", where=where, by=by)
        return {"task_id": CaseTask.objects.filter(case=case).first().pk}  # type: ignore[union-attr]

    return made


def appeal_in(where: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        return {"appeal_id": story(town).report(matter="ENV-01", where=where, phone="13800001111").pk}

    return made


def reply_of(who: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        reply = actions.save_reply(name=f"常用 {who}", text="已转办。", by=town.hat(who), at=MONDAY_9_00)
        return {"reply_id": reply.pk}

    return made


def slip_of(who: str) -> From:
    def made(town: Town) -> Mapping[str, Any]:
        return {"appeal_id": story(town).report(matter="ENV-01", by=town.hat(who)).pk}

    return made


def number(town: Town) -> Mapping[str, Any]:
    return {"number": story(town).report(matter="ENV-01").number}


def secret(town: Town) -> Mapping[str, Any]:
    return {"secret": secret_of(Appeal.objects.latest("received_at", "id"))}


def nothing_sent(town: Town) -> Mapping[str, Any]:
    return {}


GONE = frozenset({404})
DOORS = [
    # residents, by number: without the secret there is nothing here
    Door(name="cases:report", public=True),
    Door(name="cases:guess", public=True),
    Door(name="cases:where", public=True),
    Door(name="cases:me_too", public=True, answers=SENT_ON),
    Door(name="cases:my_data", public=True),
    Door(name="cases:my_data_of", public=True, to=number, answers=GONE),
    Door(name="cases:my_data_copy", public=True, to=number, answers=GONE),
    Door(
        name="cases:my_data_ask",
        public=True,
        to=lambda town: {**number(town), "wish": "delete"},
        answers=GONE,
    ),
    Door(name="cases:notice", public=True),
    Door(name="cases:look_up", public=True),
    Door(name="cases:reported", public=True, to=number, answers=GONE),
    Door(name="cases:progress", public=True, to=number, answers=GONE),
    Door(name="cases:rate", public=True, to=number, answers=GONE),
    Door(name="cases:add", public=True, to=number, answers=GONE),
    Door(name="cases:withdraw", public=True, to=number, answers=GONE),
    Door(
        name="cases:resident_home",
        right=("resident", "captain"),
        why="everybody who is signed in has this page of his own; staff see it empty",
    ),
    # the desk
    Door(name="cases:desk", right=(*DESKS, "officer", "leader"), wrong=OUTSIDE),
    Door(
        name="cases:find",
        right=DESKS,
        wrong=OUTSIDE,
        answers=SENT_ON,
    ),
    Door(
        name="cases:intake",
        right=("staff", "dispatcher", "district"),
        wrong=("officer", "streetleader", "handler", "verifier", *OUTSIDE),
    ),
    Door(
        name="cases:benches",
        right=("staff", "secretary"),
        wrong=("officer", "dispatcher", "handler", *OUTSIDE),
    ),
    Door(
        name="cases:replies", right=("staff", "dispatcher", "leader"), wrong=("officer", "handler", *OUTSIDE)
    ),
    Door(
        name="cases:drop_reply",
        right=("dispatcher",),
        wrong=("officer", "handler", "staff", *OUTSIDE),
        to=reply_of("dispatcher"),
        elsewhere=reply_of("other_dispatcher"),
        post=nothing_sent,
    ),
    Door(
        name="cases:slip",
        right=("dispatcher",),
        wrong=("staff", "officer", "other_staff", "next_officer"),
        hidden_from=("other_dispatcher",),
        to=slip_of("dispatcher"),
        elsewhere=slip_of("other_dispatcher"),
    ),
    Door(
        name="cases:case",
        right=(*DESKS, "officer", "leader"),
        hidden_from=(*OTHERS, *OUTSIDE),
        to=case_in("grid"),
        elsewhere=None,
        why="the far grid is asked by the row of the printed page",
    ),
    Door(
        name="cases:case_print",
        right=("staff", "dispatcher", "officer"),
        wrong=("stranger",),
        hidden_from=(*OTHERS, *OUTSIDE),
        to=case_in("grid"),
        elsewhere=case_in("far_grid"),
    ),
    Door(
        name="cases:deed",
        right=("dispatcher", "staff"),
        wrong=("officer", "streetleader"),
        hidden_from=(*OTHERS, *OUTSIDE),
        to=move_of("grid", "accept"),
        elsewhere=move_of("far_grid", "accept"),
    ),
    Door(
        name="cases:order_deed",
        right=("other_handler",),
        wrong=("dispatcher", "officer"),
        hidden_from=("handler", "next_officer", "other_dispatcher", *OUTSIDE),
        to=order_to("sanitation"),
        elsewhere=order_to("enforcement"),
    ),
    Door(
        name="cases:tick",
        right=("dispatcher", "officer"),
        wrong=("stranger",),
        hidden_from=("next_officer", "other_staff", "handler", *OUTSIDE),
        to=task_in("grid"),
        elsewhere=task_in("far_grid"),
        post=nothing_sent,
    ),
    Door(
        name="cases:reveal",
        right=("officer",),
        wrong=("stranger", "dispatcher"),
        hidden_from=("next_officer", "other_staff", "handler", *OUTSIDE),
        to=appeal_in("grid"),
        elsewhere=appeal_in("far_grid"),
    ),
]


def data_request(where: str) -> From:
    """Somebody asks to have his report deleted."""

    def made(town: Town) -> Mapping[str, Any]:
        for who in ("dispatcher", "other_dispatcher", "streetleader"):
            town.hat(who)
        appeal = story(town).report(matter="ENV-01", where=where)
        asked = actions.ask_data(appeal, wish=Wish.DELETE, by=appellant(appeal.pk), at=MONDAY_9_00)
        return {"case_id": asked.case_id}

    return made


DOORS += [
    Door(
        name="cases:fulfil",
        right=("dispatcher",),
        wrong=("streetleader",),
        hidden_from=("staff", "officer", "district", *OTHERS, *OUTSIDE),
        to=data_request("grid"),
        elsewhere=data_request("far_grid"),
    ),
    Door(
        name="cases:retention",
        right=("audit",),
        wrong=(*DESKS, "officer", "handler", "captain", "sysadmin", "secadmin"),
    ),
]


def plain_order_to(who: str) -> From:
    """The same order without a move."""

    def made(town: Town) -> Mapping[str, Any]:
        return {"order_id": order_to(who)(town)["order_id"]}

    return made


def seeded(town: Town) -> Mapping[str, Any]:
    """Limits and calendar are there; the address takes no arguments."""
    story(town)
    return {}


def closed(town: Town) -> Mapping[str, Any]:
    """An appeal with a telephone on a closed case of this street."""
    return {"appeal_id": story(town).closed(matter="ENV-14").appeals.get().pk}


DOORS += [
    # the unit
    Door(
        name="cases:orders",
        right=("handler", "other_handler", "unitleader"),
        wrong=(*DESKS, "officer", "verifier", "revisit", *OUTSIDE),
    ),
    Door(
        name="cases:order",
        right=("other_handler",),
        hidden_from=("handler", "unitleader", "next_officer", "other_dispatcher", "captain"),
        wrong=ADMINS,
        to=plain_order_to("sanitation"),
        elsewhere=plain_order_to("enforcement"),
    ),
    # looked at and asked by somebody else
    Door(
        name="cases:verify_list",
        right=("verifier", "staff", "officer", "leader"),
        wrong=("secretary", "dispatcher", "handler", "revisit", *OUTSIDE),
    ),
    Door(
        name="cases:revisit_list",
        right=("revisit",),
        wrong=("verifier", "staff", "dispatcher", "handler", *OUTSIDE),
        to=seeded,
    ),
    Door(
        name="cases:revisit",
        right=("revisit",),
        wrong=("verifier", "staff", "dispatcher", "other_handler", *OUTSIDE),
        to=closed,
        elsewhere=appeal_in("grid"),  # still in hand
    ),
    Door(name="cases:map", right=(*DESKS, "officer", "handler", "verifier", "revisit"), wrong=OUTSIDE),
    Door(name="cases:map_points", right=(*DESKS, "officer", "handler", "verifier"), wrong=OUTSIDE),
    # leaders and the desk's morning
    Door(
        name="cases:late",
        right=("leader", "secretary", "dispatcher", "streetleader", "district", "districtleader"),
        wrong=("officer", "staff", "verifier", "revisit", "handler", *OUTSIDE),
    ),
    Door(
        name="cases:leader_home",
        right=("secretary", "dispatcher", "streetleader", "district", "districtleader"),
        wrong=("officer", "staff", "verifier", "revisit", "handler", *OUTSIDE),
    ),
    Door(
        name="cases:workbench",
        right=("staff", "secretary", "dispatcher", "district"),
        wrong=("officer", "streetleader", "verifier", "handler", *OUTSIDE),
    ),
]


#: Whose work is not the ground.
INDOORS = ("staff", "secretary", "dispatcher", "streetleader", "district", "verifier", "handler", "resident")
DOORS += [
    # the grid's people, on a phone
    Door(
        name="cases:officer_home",
        right=("officer", "leader", "captain"),
        wrong=(*INDOORS, *ADMINS, "stranger"),
    ),
    Door(
        name="cases:officer_list",
        right=("officer", "leader"),
        wrong=(*INDOORS, *OUTSIDE, "stranger"),
    ),
    Door(
        name="cases:officer_report",
        right=("officer", "leader", "captain"),
        wrong=(*INDOORS, *ADMINS, "stranger"),
    ),
    Door(
        name="cases:officer_guess",
        right=("officer", "leader", "captain"),
        wrong=(*INDOORS, *ADMINS, "stranger"),
        post=lambda town: {"text": "楼道里堆了纸箱"},
        answers=SEEN,
    ),
    Door(
        name="cases:grid_card",
        right=("officer", "leader", "captain"),
        wrong=(*INDOORS, *ADMINS, "stranger"),
    ),
]


def confidential(town: Town) -> Mapping[str, Any]:
    """A complaint about the officer of the grid."""
    case = story(town).reported(text="网格员从来没见过人，打电话不接", matter="GOV-04")
    assert Case.objects.get(pk=case.pk).is_confidential
    return {"case_id": case.pk}
