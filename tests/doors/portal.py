"""The portal's doors: signing in, one's own pages, notices, remarks; and the stock admin, left aside."""

from collections.abc import Mapping
from typing import Any

from tests.doors import Aside, Door
from tests.town import MONDAY_9_00, Town
from wangge.grids.access import door
from wangge.notices import actions as notices
from wangge.notices.models import Notice
from wangge.portal import actions
from wangge.portal.models import Feedback

EVERYBODY = "everybody who is signed in has this page of his own"
SEEN = frozenset({200})
SENT_ON = frozenset({302})


def notice_of(town: Town, who: str) -> Mapping[str, Any]:
    notices.tell(text="有一件事到期了。", persons=[town.person(who).pk], at=MONDAY_9_00)
    return {"notice_id": Notice.objects.latest("created_at", "id").pk}


def remark(town: Town) -> Mapping[str, Any]:
    actions.give_feedback("字再大一点。", page="/", by=door("feedback"), at=MONDAY_9_00)
    return {"feedback_id": Feedback.objects.latest("pk").pk}


def nothing_sent(town: Town) -> Mapping[str, Any]:
    return {}


DOORS = [
    Door(name="portal:front", public=True),
    Door(name="portal:healthz", public=True),
    Door(name="portal:sign_in", public=True),
    Door(name="portal:by_code", public=True),
    # Without being half-way in there is nothing to do here but to begin again.
    Door(name="portal:new_password", public=True, answers=SENT_ON),
    Door(name="portal:second_factor", public=True, answers=SENT_ON),
    Door(name="portal:sign_out", public=True, post=nothing_sent),
    Door(name="portal:large_type", public=True, post=lambda town: {"on": "1"}),
    Door(name="portal:feedback", public=True),
    Door(name="portal:feedback_done", public=True),
    Door(name="portal:style", public=True),
    Door(name="portal:style_phone", public=True),
    Door(name="portal:style_resident", public=True),
    Door(name="portal:style_print", public=True),
    Door(name="portal:style_confirm", public=True),
    Door(name="portal:home", right=("officer", "handler", "stranger"), why=EVERYBODY, answers=SENT_ON),
    Door(name="portal:start", right=("officer", "handler", "stranger"), why=EVERYBODY),
    Door(name="portal:me", right=("officer", "audit", "stranger"), why=EVERYBODY),
    Door(name="portal:password", right=("officer", "audit", "stranger"), why=EVERYBODY),
    Door(name="portal:end_sessions", right=("officer", "audit"), post=nothing_sent, why=EVERYBODY),
    Door(name="portal:notices", right=("officer", "audit", "stranger"), why=EVERYBODY),
    Door(name="portal:read_notices", right=("officer",), post=nothing_sent, why=EVERYBODY),
    Door(
        name="portal:open_notice",
        right=("officer",),
        hidden_from=("leader", "sysadmin", "audit"),
        to=lambda town: notice_of(town, "officer"),
        elsewhere=lambda town: notice_of(town, "leader"),
        post=nothing_sent,
        why="a notice is its person's alone",
    ),
    Door(
        name="portal:choose_post",
        right=("officer",),
        wrong=("next_officer", "leader", "sysadmin"),
        post=lambda town: {"post": town.post("officer").pk},
    ),
    Door(
        name="portal:feedback_list",
        right=("sysadmin",),
        wrong=("officer", "dispatcher", "district", "secadmin", "audit", "stranger"),
    ),
    Door(
        name="portal:settle_feedback",
        right=("sysadmin",),
        wrong=("officer", "dispatcher", "district", "secadmin", "audit", "stranger"),
        to=remark,
        elsewhere=lambda town: {"feedback_id": 10**9},
        post=nothing_sent,
    ),
    Door(name="admin_sign_in", public=True, answers=SENT_ON),
]
ASIDE = [Aside(namespace="admin", why="Django's own pages: test_doors has a test that only operators get in")]
