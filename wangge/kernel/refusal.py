"""Saying no: one human sentence, raised where the rule is; one middleware turns it into an answer."""

from collections.abc import Sequence


class Refused(Exception):
    """The permit is there, but the rules say no now (409). `field` names the form field it belongs to."""

    status = 409

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        #: What else another system is told, such as the present state.
        self.more: dict[str, str] = {}


class NotAllowed(Refused):
    """Sees it, but has no permit for this under the present post (403)."""

    status = 403


class Unreadable(Refused):
    """What another system sent cannot be understood (422): each field with its own sentence."""

    status = 422

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("提交的内容有误，请按 errors 逐项更正。")
        self.faults = list(faults)


class TooOften(Refused):
    """A public door was used too often (429); `wait` is the number of seconds after which it opens again."""

    status = 429

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait
