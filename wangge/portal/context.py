"""What every base template may ask: the hat, navigation, unread notices, large type. All of it on demand."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from wangge import __version__
from wangge.grids.access import ADMIN_ROLES, Acting, Role
from wangge.grids.middleware import posts_of
from wangge.grids.models import Post
from wangge.insight.queries import emergency
from wangge.insight.queries.emergency import Told
from wangge.notices import queries as notices
from wangge.people import session
from wangge.portal import navigation
from wangge.portal.navigation import Shown

LARGE_COOKIE = "wg_large"
_PHONE_ROLES = frozenset(
    {
        Role.OFFICER,
        Role.LEADER,
        Role.CAPTAIN,
        Role.RESIDENT,
        Role.BRANCH_SECRETARY,
        Role.PARTY_MEMBER,
    }
)
#: Roles whose work takes them where there is no signal: their phones keep what they need.
_CARRIERS = frozenset(
    {Role.OFFICER, Role.LEADER, Role.CAPTAIN, Role.HANDLER, Role.UNIT_LEADER, Role.VERIFIER}
)
#: Who is told of an emergency as somebody who lives there.
_RESIDENTS = frozenset({Role.RESIDENT, Role.CAPTAIN})
_NEVER_ON_DUTY = frozenset({Role.RESIDENT, Role.CAPTAIN, Role.PARTY_MEMBER}) | ADMIN_ROLES


class House:
    """Asked by templates as `house.…`; a fragment that asks nothing costs nothing."""

    version = __version__

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def is_large(self) -> bool:
        """Whether 大字版 is on."""
        return self._request.COOKIES.get(LARGE_COOKIE) == "1"

    @property
    def page(self) -> str:
        """The path of this page, without its query: what a remark on the system is about."""
        return self._request.path

    @property
    def here(self) -> str:
        """Where to come back to after switching large type."""
        return self._request.get_full_path()

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def acting(self) -> Acting | None:
        """The hat, or nothing; pages of errors may come before anybody put one on."""
        return getattr(self._request, "acting", None)

    @cached_property
    def posts(self) -> list[Post]:
        return posts_of(self._request) if hasattr(self._request, "user") else []

    @cached_property
    def post(self) -> Post | None:
        """The post whose hat is on."""
        chosen = self.acting.post_id if self.acting else None
        return next((p for p in self.posts if p.pk == chosen), None)

    @cached_property
    def nav(self) -> list[Shown]:
        return navigation.shown(navigation.DESK, self.acting, page=self._request.path)

    @cached_property
    def tabs(self) -> list[Shown]:
        """The phone's tab bar; only for roles whose first screen is a phone."""
        if not self.acting or self.acting.role not in _PHONE_ROLES:
            return []
        return navigation.shown(navigation.TABS, self.acting, page=self._request.path)

    @cached_property
    def unread(self) -> int:
        return notices.unread_count(self.acting.person_id) if self.acting else 0

    @cached_property
    def find_url(self) -> str:
        """Where the search box sends its words; empty where the installation has no search."""
        may_find = bool(self.acting) and any(e.url_name in {"cases:desk", "cases:orders"} for e in self.nav)
        return navigation.address("cases:find") if may_find else ""

    @property
    def may_ring(self) -> bool:
        """Whether this hat may be put on duty: then its pages ask whether an emergency rings for it."""
        role = self.acting.role if self.acting else None
        return role is not None and role not in _NEVER_ON_DUTY

    @cached_property
    def me(self) -> str:
        """The mark of whoever is signed in with a post, on what his phone keeps; empty for everybody else."""
        user = getattr(self._request, "user", None)
        return session.mark(user.pk) if self.acting and user is not None and user.pk else ""

    @property
    def carries(self) -> bool:
        """Whether a phone under this hat keeps what it needs without signal."""
        return bool(self.acting) and self.acting.role in _CARRIERS  # type: ignore[union-attr]

    @property
    def base(self) -> str:
        """The template that pages of everybody are drawn on: phone for grid officers, else desk."""
        is_phone = bool(self.acting) and self.acting.role in _PHONE_ROLES  # type: ignore[union-attr]
        return "portal/phone.html" if is_phone else "portal/desk.html"

    @property
    def emergencies(self) -> list[Told]:
        """What a resident is told of at home: here under his own hat, anywhere on the public front page."""
        is_resident = bool(self.acting) and self.acting.role in _RESIDENTS  # type: ignore[union-attr]
        is_at_home = is_resident and self.page == self.home_url
        if not (is_at_home or self.page == navigation.address("portal:front")):
            return []
        return emergency.for_residents(self.acting if is_resident else None, at=self.now)

    @property
    def home_url(self) -> str:
        return navigation.home(self.acting)


def house(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"house": House(request)}
