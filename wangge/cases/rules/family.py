"""A case that began with another one, and the opinions of up to three sides (domain/04 sections 1 and 1b)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wangge.cases.rules.flows import OPEN, Side, State

MOST_CHILDREN = 10


def may_not_split(*, is_child: bool, children: int) -> str:
    """Why nothing may be split off this case, or nothing."""
    if is_child:
        return "这件事本身是分出来的，不能再分；请在原来那件事上分。"
    if children >= MOST_CHILDREN:
        return f"一件事最多分出 {MOST_CHILDREN} 件，请另外登记。"
    return ""


def held_back(open_children: int) -> str:
    """Why a case may not close yet, or nothing."""
    return f"还有 {open_children} 件分出的事没有办结，办结后才能结案。" if open_children else ""


def child_reopened(parent_state: str) -> str:
    """What it means for the case it was split off: that waits anew, or stays as it was answered.

    A child has a close and an answer of its own, so what is closed is not opened again by it. Nothing where
    the first one was never taken in.
    """
    if parent_state in OPEN:
        return "分出的事重新办理，这件等它办结后才能结案。"
    if parent_state in (State.CLOSED, State.ARCHIVED):
        return "分出的事重新办理，办完另行答复；这件已经办结，不重新办理。"
    return ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One side: asked when, until when, and whether it has answered."""

    side: Side
    body: str
    asked_at: datetime
    due: str
    said: str = ""
    said_at: datetime | None = None


def opinions(steps: Iterable[tuple[str, str, datetime, dict[str, str]]]) -> list[Opinion]:
    """The sides in the order asked, from the steps as (verb, side, at, words), oldest first."""
    found: dict[str, Opinion] = {}
    for verb, side, at, words in steps:
        if verb == "ask_opinion" and side not in found:
            found[side] = Opinion(Side(side), words.get("body", ""), at, words.get("due", ""))
        elif verb == "give_opinion" and side in found:
            asked = found[side]
            found[side] = Opinion(
                asked.side, asked.body, asked.asked_at, asked.due, words.get("note", ""), at
            )
    return list(found.values())
