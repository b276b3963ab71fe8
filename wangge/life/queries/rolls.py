"""The rolls of many branches at once: for tables that tell of a year of meetings."""

from collections.abc import Iterable
from datetime import date

from wangge.life.queries import expected, roll
from wangge.life.rules import OnRoll
from wangge.party.models import Member, Office, PartyOrg
from wangge.party.rules.members import Status
from wangge.party.rules.orgs import BRANCHES, COMMITTEE


class Rolls:
    """Who should come to the meetings of these organisations on any day; two questions for all branches."""

    def __init__(self, orgs: Iterable[PartyOrg]) -> None:
        branches = [org.pk for org in orgs if org.kind in BRANCHES]
        self._members: dict[int, list[tuple[int, str, bool]]] = {pk: [] for pk in branches}
        self._seats: dict[int, list[tuple[int, date, date | None]]] = {}
        found = expected(Member.objects.filter(org__in=branches)).order_by("pk")
        for org, pk, name, status in found.values_list("org", "pk", "name", "status"):
            self._members[org].append((pk, name, status == Status.FULL))
        seats = Office.objects.filter(org__in=branches, office__in=COMMITTEE)
        for org, member, since, until in seats.values_list("org", "member", "since", "until"):
            self._seats.setdefault(org, []).append((member, since, until))

    def on(self, org: PartyOrg, day: date) -> list[OnRoll]:
        """The roll of one of them on a day."""
        if org.pk not in self._members:
            return roll(org, on=day)
        committee = {
            member
            for member, since, until in self._seats.get(org.pk, ())
            if since <= day and (until is None or until >= day)
        }
        return [OnRoll(pk, name, votes, pk in committee) for pk, name, votes in self._members[org.pk]]
