"""Who asks: a bearer token's hat, or a sender without one; and the limits of both."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from wangge.cases import limits
from wangge.cases.limits import Kind
from wangge.grids.access import Acting
from wangge.grids.tokens import acting_of


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody without a token; what he may do hangs on a secret."""


SENDER = Sender()


class ApiRequest(HttpRequest):
    """A request of the API; for annotations."""

    auth: Acting | Sender


class Token(HttpBearer):
    """接口令牌，由安全管理员发放，以某人的某个岗位行事。"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The hat of a valid token within its limit. A wrong one counts as a use by its address."""
        at = timezone.now()
        acting = acting_of(token, at=at)
        if acting is None:
            limits.allow(Kind.ADDRESS, limits.address_of(request), at=at)
            return None
        limits.allow(Kind.TOKEN, str(acting.post_id), at=at)
        return acting


class TokenOrNobody(Token):
    """公开的门：不带令牌也可以用，按网络地址限次数。带了令牌就必须有效。"""

    def __call__(self, request: HttpRequest) -> Any:
        if "HTTP_AUTHORIZATION" in request.META:
            return super().__call__(request)
        limits.allow(Kind.ADDRESS, limits.address_of(request), at=timezone.now())
        return SENDER


def door_of(who: Acting | Sender) -> str:
    """The name under which a door keeps its receipts."""
    return f"post:{who.post_id}" if isinstance(who, Acting) else "public"
