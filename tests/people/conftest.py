"""An office with the three administrators and one officer, made by the command line's hat."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from wangge.grids.access import Acting, Role
from wangge.kernel.words import SHANGHAI
from wangge.people import actions
from wangge.people.access import OPERATOR
from wangge.people.models import Account, Person

MONDAY_9_00 = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
GOOD_PASSWORD = "Qinglan-2026-lamp"


@dataclass(frozen=True)
class Office:
    """Who sits here, and the hats they wear."""

    officer: Person
    sysadmin: Acting
    secadmin: Acting
    audit: Acting
    clerk: Acting

    def account(self, username: str = "hewang", *, signed_in: bool = True) -> Account:
        """The officer's account, with a password unless the slip is still unused."""
        slip = actions.open_account(self.officer, username=username, by=self.sysadmin, at=MONDAY_9_00)
        if not signed_in:
            return slip.account
        return actions.set_password(slip.account, password=GOOD_PASSWORD, at=MONDAY_9_00)


def _hat(name: str, role: Role, post_id: int) -> Acting:
    person = actions.make_person(name=name, by=OPERATOR, at=MONDAY_9_00)
    return Acting(role, person_id=person.pk, post_id=post_id, name=f"{name} · {role.label}")


@pytest.fixture
def office() -> Office:
    return Office(
        officer=actions.make_person(name="何望", phone="138 0000 0001", by=OPERATOR, at=MONDAY_9_00),
        sysadmin=_hat("席统", Role.SYSTEM_ADMIN, 1),
        secadmin=_hat("安全", Role.SECURITY_ADMIN, 2),
        audit=_hat("申计", Role.AUDIT_ADMIN, 3),
        clerk=_hat("舒写", Role.STAFF, 4),
    )
