"""Who gets to the assistant's console and knowledge base; the chat page is open to everybody."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.town import LONG_AGO, Town
from wangge.channels.actions import knowledge, talks
from wangge.channels.models import Entry, Talk, Unanswered

DESKS = ("staff", "secretary", "dispatcher", "district")
NOT_DESKS = ("officer", "handler", "verifier", "captain", "resident", "sysadmin", "audit", "stranger")
OWN = "Each sees what lies in reach of the own desk; a page without rows is empty, not closed."


def stock(town: Town) -> Mapping[str, Any]:
    town.stock()
    return {}


def talk_in(town: Town, path: str, key: str) -> Talk:
    town.stock()
    return talks.begin(key=key, door="web", area_path=path, at=timezone.now())


def a_talk(town: Town) -> Mapping[str, Any]:
    return {"talk_id": talk_in(town, town.grid.path, "page-of-the-grid").pk}


def a_talk_elsewhere(town: Town) -> Mapping[str, Any]:
    return {"talk_id": talk_in(town, town.far_grid.path, "page-of-the-far-grid").pk}


def held_by(town: Town, who: str) -> Mapping[str, Any]:
    talk = talk_in(town, town.grid.path, "page-of-one-who-waits")
    talks.take_over(talk, by=town.hat(who), at=timezone.now())
    return {"talk_id": talk.pk}


def held(town: Town) -> Mapping[str, Any]:
    return held_by(town, "staff")


def an_entry(town: Town) -> Mapping[str, Any]:
    town.stock()
    made = Entry.objects.filter(area=town.community).first() or knowledge.add(
        knowledge.Draft(
            question="图书角几点开门",
            answer="每天 9 时到 20 时。",
            topic="community",
            source="社区公示栏",
            dated=date(2026, 11, 1),
            valid_from=date(2020, 1, 1),
            owner="柳荫社区",
            area_id=town.community.pk,
        ),
        by=town.staff,
        at=LONG_AGO,
    )
    return {"pk": made.pk}


def a_question(town: Town) -> Mapping[str, Any]:
    town.stock()
    knowledge.note_unanswered("图书角能不能带走书", area_path=town.grid.path, at=timezone.now())
    return {"question_id": Unanswered.objects.get(area_path=town.grid.path).pk}


def a_question_elsewhere(town: Town) -> Mapping[str, Any]:
    town.stock()
    knowledge.note_unanswered("公园几点关门", area_path=town.far_grid.path, at=timezone.now())
    return {"question_id": Unanswered.objects.get(area_path=town.far_grid.path).pk}


def empty(town: Town) -> Mapping[str, Any]:
    return {}


DOORS = [
    Door(name="channels:chat", public=True, to=stock),
    Door(name="channels:chat_lines", public=True, to=stock),
    Door(name="channels:chat_end", public=True, to=stock, post=empty),
    Door(name="channels:talks", right=DESKS, wrong=NOT_DESKS, to=stock, why=OWN),
    Door(name="channels:talks_day", right=DESKS, wrong=NOT_DESKS, to=stock, why=OWN),
    Door(
        name="channels:talk",
        right=("staff", "secretary", "dispatcher"),
        wrong=NOT_DESKS,
        hidden_from=("other_staff", "other_dispatcher"),
        to=a_talk,
        elsewhere=a_talk_elsewhere,
    ),
    Door(
        name="channels:talk_take",
        right=("staff",),
        wrong=NOT_DESKS,
        hidden_from=("other_staff", "other_dispatcher"),
        to=a_talk,
        elsewhere=a_talk_elsewhere,
        post=empty,
    ),
    Door(
        name="channels:talk_give",
        right=("staff",),
        wrong=NOT_DESKS,
        hidden_from=("other_staff", "other_dispatcher"),
        to=held,
        elsewhere=a_talk_elsewhere,
        post=empty,
    ),
    Door(name="channels:knowledge", right=DESKS, wrong=NOT_DESKS, to=stock, why=OWN),
    Door(name="channels:entry_add", right=DESKS, wrong=NOT_DESKS, to=stock, why=OWN),
    Door(
        name="channels:entry",
        right=DESKS,
        wrong=NOT_DESKS,
        hidden_from=("other_staff", "other_dispatcher"),
        to=an_entry,
        why="An entry of another street is hidden, as the row says.",
    ),
    Door(name="channels:unanswered", right=DESKS, wrong=NOT_DESKS, to=stock, why=OWN),
    Door(
        name="channels:question_drop",
        right=("staff",),
        wrong=NOT_DESKS,
        hidden_from=("other_staff", "other_dispatcher"),
        to=a_question,
        elsewhere=a_question_elsewhere,
        post=empty,
    ),
]
