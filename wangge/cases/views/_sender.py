"""What every page of a sender does the same way: whose hat it is, and which appeals this browser may open."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from wangge.cases import limits
from wangge.cases.limits import Kind
from wangge.cases.models import Appeal
from wangge.cases.queries import lookup
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


def appeal_of(request: HttpRequest, number: str) -> Appeal:
    """The appeal of who holds its secret, of this browser, or of the signed-in sender; else
    404, always the same.
    """
    at = timezone.now()
    secret = request.GET.get("secret") or request.POST.get("secret") or ""
    if secret:
        limits.check(Kind.SECRET, number, at=at)
        appeal = lookup.by_secret(number, secret)
        if appeal is not None:
            return appeal
        limits.allow(Kind.SECRET, number, at=at)
        raise Http404
    appeal = Appeal.objects.select_related("case__matter__category").filter(number=number).first()
    if appeal is None:
        raise Http404
    acting: Acting | None = getattr(request, "acting", None)
    own = bool(acting) and appeal.account_id is not None and appeal.account_id == acting.person_id  # type: ignore[union-attr]
    if own or str(appeal.pk) in known(request):
        return appeal
    raise Http404
