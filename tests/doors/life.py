"""Party life: the branch writes, the line above reads, a member takes part, other branches see nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors import Door, From
from tests.life.scene import Scene
from tests.town import Town
from wangge.gatherings import actions as gatherings

WRITERS = ("branchsec", "secretary")
READERS = ("branchsec", "secretary", "streetleader", "orgdept", "districtleader")
#: Who has nothing to do with it.
OTHERS = ("officer", "handler", "resident", "sysadmin", "audit")
#: Signed in with the permit, of another branch: as if it were not there.
STRANGERS = ("other_branchsec",)


def org(town: Town) -> Mapping[str, Any]:
    return {"org_id": town.network.branch.pk}


def far_org(town: Town) -> Mapping[str, Any]:
    return {"org_id": 10**9}


def no(name: str, value: object = 10**9) -> From:
    return lambda town: {name: value}


NO_UUID = "0190b0c0-0000-7000-8000-000000000000"


def called(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    return {"gathering_id": Scene(town).called(starts_at=now, at=now, is_open=True).pk}


def coming(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    town.network.member("member")
    return {"gathering_id": Scene(town).called(starts_at=now + timedelta(days=1), at=now, is_open=True).pk}


def token(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    town.network.member("member")
    return {"token": Scene(town).called(starts_at=now, at=now).token}


def held(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    return {"gathering_id": Scene(town).held(starts_at=now - timedelta(hours=1), at=now).pk}


def decision(town: Town) -> Mapping[str, Any]:
    return {"decision_id": Scene(town).decision().pk}


def plan(town: Town) -> Mapping[str, Any]:
    scene = Scene(town)
    scene.adopt("theme_day", at=timezone.now())
    return {"plan_id": scene.plan("theme_day").pk}


def slot(town: Town) -> Mapping[str, Any]:
    scene = Scene(town)
    scene.adopt("theme_day", at=timezone.now())
    return {"slot_id": scene.slot("theme_day").pk}


def birthday(town: Town) -> Mapping[str, Any]:
    return {"birthday_id": Scene(town).birthday().pk}


def promise(town: Town) -> Mapping[str, Any]:
    return {"promise_id": Scene(town).promise().pk}


def doing(town: Town) -> Mapping[str, Any]:
    return {**promise(town), "verb": "prove"}


def public(town: Town) -> Mapping[str, Any]:
    return {"token": Scene(town).promise(public_words="月底前修好车棚的灯").token}


def agreement(town: Town) -> Mapping[str, Any]:
    return {"agreement_id": Scene(town).agreement().pk}


def project(town: Town) -> Mapping[str, Any]:
    return {"project_id": Scene(town).project().pk}


def article(town: Town) -> Mapping[str, Any]:
    scene = Scene(town)
    made = gatherings.release_article(
        scene.unit, scene.org.area, title="条例", body="正文", by=scene.by, at=timezone.now()
    )
    return {"article_id": made.pk}


def poll(town: Town) -> Mapping[str, Any]:
    scene, now = Scene(town), timezone.now()
    made = gatherings.make_poll(
        scene.unit,
        scene.org.area,
        title="最美网格员",
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
        by=scene.by,
        at=now,
    )
    return {"poll_id": made.pk}


def page(name: str, to: From, elsewhere: From, right: tuple[str, ...] = WRITERS) -> Door:
    """A page of one thing of the branch."""
    return Door(
        name=f"life:{name}",
        right=right,
        wrong=(*OTHERS, "member"),
        hidden_from=STRANGERS,
        to=to,
        elsewhere=elsewhere,
    )


def private(name: str, to: From, elsewhere: From) -> Door:
    """What names somebody: for his own branch, not for the line above."""
    return Door(
        name=f"life:{name}",
        right=("branchsec",),
        wrong=(*OTHERS, "member"),
        hidden_from=(*STRANGERS, "secretary"),
        to=to,
        elsewhere=elsewhere,
    )


def listing(name: str, right: tuple[str, ...] = READERS, wrong: tuple[str, ...] = OTHERS) -> Door:
    return Door(name=f"life:{name}", right=right, wrong=wrong)


_GATHERING, _ORG = no("gathering_id", NO_UUID), far_org
_PROMISE, _PROJECT = no("promise_id", NO_UUID), no("project_id", NO_UUID)
DOORS = [
    listing("home", ("branchsec", "secretary", "streetleader")),
    Door(name="life:me", right=("member", "branchsec"), wrong=(*OTHERS, "secretary")),
    listing("unheld", wrong=(*OTHERS, "member")),
    Door(
        name="life:table",
        right=READERS,
        wrong=("handler", "resident", "sysadmin", "audit", "member"),
        to=no("name", "meetings"),
        elsewhere=no("name", "nothing"),
    ),
    page("org", org, _ORG, READERS),
    page("call", org, _ORG),
    page("record", org, _ORG),
    page("plans", org, _ORG, READERS),
    Door(
        name="life:adopt",
        right=WRITERS,
        wrong=(*OTHERS, "member", "districtleader"),
        hidden_from=STRANGERS,
        to=org,
        elsewhere=_ORG,
        post=lambda town: {},
    ),
    private("ceremony", org, _ORG),
    page("new_promise", org, _ORG),
    page("new_agreement", org, _ORG),
    page("new_poll", org, _ORG),
    page("plan", plan, no("plan_id")),
    page("drop_plan", plan, no("plan_id")),
    page("waive", slot, no("slot_id")),
    page("gathering", called, _GATHERING, READERS),
    page("hold", called, _GATHERING),
    page("cancel", called, _GATHERING),
    page("mend", held, _GATHERING),
    page("minutes", held, _GATHERING, READERS),
    page("wall", called, _GATHERING),
    page("results", held, _GATHERING),
    Door(
        name="life:pool",
        right=("leader", "officer", "secretary"),
        wrong=("resident", "sysadmin", "audit", "member"),
        why="the grids offered are those of the hat's own area",
    ),
    Door(
        name="life:sign_up",
        right=("member", "branchsec"),
        wrong=OTHERS,
        hidden_from=STRANGERS,
        to=coming,
        elsewhere=_GATHERING,
        post=lambda town: {},
    ),
    Door(
        name="life:sign_in",
        right=("member", "branchsec"),
        wrong=OTHERS,
        hidden_from=STRANGERS,
        to=token,
        elsewhere=no("token", "nobody"),
    ),
    page("to_promise", decision, no("decision_id")),
    page("to_case", decision, no("decision_id")),
    listing("birthdays", wrong=(*OTHERS, "member")),
    private("acts", birthday, no("birthday_id")),
    private("birthday_deed", birthday, no("birthday_id")),
    Door(
        name="life:decline",
        right=("branchsec",),
        wrong=OTHERS,
        hidden_from=("other_branchsec", "member", "secretary"),
        to=birthday,
        elsewhere=no("birthday_id"),
    ),
    listing("promises", wrong=(*OTHERS, "member")),
    page("promise", promise, _PROMISE, READERS),
    page("promise_deed", doing, lambda town: {"promise_id": NO_UUID, "verb": "prove"}),
    page("publish", promise, _PROMISE),
    Door(name="life:public", public=True, to=public),
    listing("agreements", wrong=(*OTHERS, "member")),
    page("agreement", agreement, no("agreement_id"), READERS),
    page("end_agreement", agreement, no("agreement_id")),
    listing("projects", WRITERS, (*OTHERS, "member")),
    listing("new_project", WRITERS, (*OTHERS, "member")),
    page("project", project, _PROJECT),
    page(
        "project_deed",
        lambda town: {**project(town), "verb": "decline"},
        lambda town: {"project_id": NO_UUID, "verb": "decline"},
    ),
    Door(name="life:learning", right=(*READERS, "member"), wrong=OTHERS),
    listing("new_article", WRITERS, (*OTHERS, "member")),
    Door(
        name="life:article",
        right=(*READERS, "member"),
        wrong=OTHERS,
        hidden_from=STRANGERS,
        to=article,
        elsewhere=no("article_id"),
    ),
    page("withdraw_article", article, no("article_id")),
    Door(
        name="life:poll",
        right=(*READERS, "member"),
        wrong=OTHERS,
        hidden_from=STRANGERS,
        to=poll,
        elsewhere=no("poll_id"),
    ),
]
