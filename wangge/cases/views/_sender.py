"""What every page of a sender does the same way: whose hat it is, and which appeals this browser may open."""

from django.http import HttpRequest

from wangge.cases.models import Appeal
from wangge.grids import access
from wangge.grids.access import Acting, Role

#: The version of the notice a sender agrees to.
CONSENT = "2026-11"
_SESSION = "appeals"


def hat_of(request: HttpRequest) -> Acting:
    """A signed-in resident or captain reports under his own hat, anybody else at the web door."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting and acting.role in (Role.RESIDENT, Role.CAPTAIN):
        return acting
    return access.door("web")


def known(request: HttpRequest) -> list[str]:
    """The appeals this browser may open without their secrets, for a day."""
    return list(request.session.get(_SESSION, []))


def remember(request: HttpRequest, appeal: Appeal) -> None:
    """This browser sent it or proved to know it: it may open it again without the secret, for a day."""
    request.session[_SESSION] = [*known(request)[-19:], str(appeal.pk)]
