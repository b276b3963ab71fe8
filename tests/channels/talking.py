"""A resident who talks with 党小栖: says one thing after the other and hears what it answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from tests.town import MONDAY_9_00
from wangge.channels.actions import talks
from wangge.channels.models import Line, Talk, Who
from wangge.channels.queries import hearing
from wangge.channels.rules.hearing import Progress
from wangge.channels.rules.standing import Draft
from wangge.grids import access
from wangge.kernel.words import SHANGHAI

_PAGES = count(1)


class Resident:
    """Somebody at the web page, a minute between two messages."""

    def __init__(self, *, area_path: str = "", at: datetime = MONDAY_9_00) -> None:
        self.at, self.said = at, 0
        key = f"page-of-a-resident-{next(_PAGES)}"
        self.talk = talks.begin(key=key, door="web", area_path=area_path, at=at)

    def says(
        self,
        text: str,
        *,
        progress: Progress | None = None,
        photos: Sequence[tuple[str, str]] = (),
        client_id: str = "",
    ) -> "Resident":
        """One message; what was answered is in `heard`."""
        self.talk.refresh_from_db()
        self.at += timedelta(minutes=1)
        self.said += 1
        draft = Draft.of(self.talk.notes)
        heard = hearing.hear(
            text,
            stage=self.talk.stage,
            draft=draft,
            on=self.at.astimezone(SHANGHAI).date(),
            photos=tuple(photos),
            progress=progress,
        )
        self.last = talks.say(
            self.talk,
            heard,
            client_id=client_id or f"message-{self.said:04}",
            by=access.door("chat"),
            at=self.at,
        )
        self.talk.refresh_from_db()
        return self

    @property
    def heard(self) -> str:
        """Everything the assistant answered to the last message, words and rows."""
        contents = [line.content for line in self.last.lines if line.who == Who.ASSISTANT]
        rows = ["　".join(row) for content in contents for row in content.get("rows", ())]
        return "\n".join([*(str(content.get("text", "")) for content in contents), *rows])

    @property
    def kinds(self) -> list[str]:
        """What kinds of bubbles came."""
        return [str(line.content.get("kind", "say")) for line in self.last.lines if line.who == Who.ASSISTANT]


def lines_of(talk: Talk) -> list[str]:
    """Who said what, in order."""
    return [
        f"{line.who}: {line.content.get('text', '')}"
        for line in Line.objects.filter(talk=talk).order_by("number")
    ]
