"""A talk as its pages draw it: bubbles with cards, photos and what can be tapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge.channels.models import Line, Talk, Who
from wangge.channels.rules import saying
from wangge.channels.rules.standing import Stage
from wangge.files import queries as files
from wangge.files.models import StoredFile
from wangge.kernel import words

#: No page shows more of a talk than this.
MOST = 120
PLACEHOLDER = {
    Stage.WHAT: "是什么事？一两句话就行",
    Stage.WHERE: "小区、楼栋，或者哪个路口",
    Stage.PHOTO: "还有要补充的也可以说",
    Stage.CONTACT: "手机号，选填",
    Stage.CONFIRM: "还有要补充的也可以说",
    Stage.NUMBER: "11 位受理编号",
    Stage.PROOF: "手机号后四位，或者查询码",
    Stage.PERSON: "跟工作人员说",
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing said."""

    who: str
    text: str
    kind: str
    when: str
    seat: str = ""
    rows: Sequence[tuple[str, str]] = ()
    choices: Sequence[tuple[str, str]] = ()
    photos: Sequence[files.Shown] = ()
    call: Sequence[str] = ()
    source: str = ""
    dated: str = ""
    owner: str = ""
    needs_local: bool = False
    link: str = ""
    number: int = 0


def of(talk: Talk, *, now: datetime) -> list[Bubble]:
    """The last bubbles of a talk, in order; two questions, however long it is."""
    lines = list(Line.objects.filter(talk=talk).order_by("-number")[:MOST])[::-1]
    contents = [line.content for line in lines]
    photos = _photos(contents)
    return [_bubble(line, content, photos, now=now) for line, content in zip(lines, contents, strict=True)]


def placeholder(talk: Talk | None) -> str:
    """What the empty box says."""
    here = next((words for stage, words in PLACEHOLDER.items() if talk and talk.stage == stage), "")
    return here or "说说是什么事，或者问办事的问题"


def hello(*, now: datetime) -> Bubble:
    """Before anything was said nothing is stored: the greeting alone."""
    one = saying.HELLO
    return Bubble(Who.ASSISTANT, one.text, "say", words.moment(now, now=now), choices=one.choices)


def _photos(contents: Sequence[dict[str, Any]]) -> dict[str, StoredFile]:
    wanted = [pk for content in contents for _, pk in content.get("photos", ())]
    return {str(f.pk): f for f in StoredFile.objects.filter(pk__in=wanted)} if wanted else {}


def _bubble(line: Line, content: dict[str, Any], photos: dict[str, StoredFile], *, now: datetime) -> Bubble:
    sent = [photos[pk] for _, pk in content.get("photos", ()) if pk in photos]
    return Bubble(
        who=line.who,
        text=str(content.get("text", "")),
        kind=str(content.get("kind", "say")),
        when=words.moment(line.at, now=now),
        seat=line.seat,
        rows=tuple(tuple(row) for row in content.get("rows", ())),
        choices=tuple(tuple(row) for row in content.get("choices", ())),
        photos=files.shown(sent),
        call=tuple(content.get("call", ())),
        source=str(content.get("source", "")),
        dated=str(content.get("dated", "")),
        owner=str(content.get("owner", "")),
        needs_local=bool(content.get("needs_local")),
        link=str(content.get("link", "")),
        number=line.number,
    )
