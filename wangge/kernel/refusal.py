"""Saying no: one human sentence, raised where the rule is; one middleware turns it into an answer."""


class Refused(Exception):
    """The permit is there, but the rules say no now (409). `field` names the form field it belongs to."""

    status = 409

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(Refused):
    """Sees it, but has no permit for this under the present post (403)."""

    status = 403
