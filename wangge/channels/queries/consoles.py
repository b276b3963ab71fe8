"""Lists of the desk's console, and the counts of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from wangge.channels.models import Talk
from wangge.channels.models.talks import TalkQuerySet
from wangge.channels.queries import knowledge
from wangge.channels.rules.standing import Stage
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.kernel import words
from wangge.matters import queries as catalogue

#: A count of people below this is not shown as it is (domain/06 R-12).
FEW = 5
_OUTCOMES = {
    "reported": "登记",
    "called": "提示拨打紧急电话",
    "answered": "答上了",
    "unknown": "没答上",
    "told": "查到进度",
    "asked": "请人工",
    "helped": "人工接待完",
    "taken": "收到",
}
_ABOUT = {
    "knowledge": "办事咨询",
    "progress": "查进度",
    "person": "转人工",
    "thanks": "道谢",
    "other": "其他事项",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One talk in the list."""

    talk: Talk
    area: str
    about: str
    state: str
    tone: str
    when: str
    waited: str


def rows(talks: Iterable[Talk], acting: Acting, *, now: datetime) -> list[Row]:
    """Talks as the list shows them: where, about what, how it stands. Not who, and none of the words."""
    return [_row(talk, acting, now=now) for talk in talks]


def _row(talk: Talk, acting: Acting, *, now: datetime) -> Row:
    chain = grids.chain(talk.area_path) if talk.area_path else []
    entry = catalogue.catalogue().matters.get(talk.matter)
    about = entry.category_name if entry and talk.is_confidential else (entry.name if entry else "")
    about = about or ("" if talk.is_confidential else _ABOUT.get(talk.matter, ""))
    state, tone = _state(talk, acting)
    since = talk.waits_since
    return Row(
        talk=talk,
        area=chain[-1].label if chain else "还不知道在哪里",
        about=about or ("保密事项" if talk.is_confidential else "还没说到具体的事"),
        state=state,
        tone=tone,
        when=words.moment(talk.last_at, now=now),
        waited=words.span((now - since).total_seconds()) if since else "",
    )


def _state(talk: Talk, acting: Acting) -> tuple[str, str]:
    if talk.closed_at is not None:
        return "已结束", "grey"
    if talk.waits_since is not None:
        return "等人工", "red"
    if talk.held_by_id is not None:
        return ("我在接待" if talk.held_by_id == acting.post_id else "同事在接待"), "amber"
    return Stage(talk.stage).label, "blue"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab over the list."""

    label: str
    url: str
    count: int | None
    is_on: bool


def tabs(reach: TalkQuerySet, here: str) -> list[Tab]:
    """Live and ended; how many are live."""
    return [
        Tab("正在聊", "?", reach.live().count(), here != "ended"),
        Tab("已结束", "?tab=ended", None, here == "ended"),
    ]


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the summary."""

    about: str
    outcome: str
    n: str


def summary(path: str, *, since: date, until: date) -> list[Counted]:
    """What was asked for and what became of it; small counts are not shown as they are, nor is a total."""
    found = []
    for about, outcome, n in knowledge.day_counts(path, since=since, until=until):
        found.append(Counted(*about_words(about, outcome), str(n) if n >= FEW else f"<{FEW}"))
    return found


def about_words(about: str, outcome: str) -> tuple[str, str]:
    """What was asked for and what became of it, in words; of a confidential matter its category alone."""
    entry = catalogue.catalogue().matters.get(about)
    if entry is not None and entry.visibility == "confidential":
        what = entry.category_name
    else:
        what = entry.name if entry else _ABOUT.get(about, "其他事项")
    return what, _OUTCOMES.get(outcome, outcome)
