"""Accounts at WeChat, groups and their days, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from wangge.cases.models import Case
from wangge.cases.rules.flows import State
from wangge.channels.models import Binding, Gate, Group, GroupCase, GroupCount, Host, Outgoing
from wangge.channels.models.weixin import GateKind, OutgoingState, digest
from wangge.channels.queries.consoles import FEW, Counted, about_words
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Post
from wangge.kernel.words import SHANGHAI
from wangge.people.models import Account


def group_of(gate: Gate, chat: str) -> Group | None:
    """The group a chat is bound to."""
    if not chat:
        return None
    found = Group.objects.current().select_related("area")
    return found.filter(gate=gate, chat_index=digest(gate, "chat", chat)).first()


def page_gate(*, inside_wecom: bool) -> Gate | None:
    """Whose name pages are signed in, inside WeChat or inside WeCom."""
    kind = GateKind.WECOM if inside_wecom else GateKind.OFFICIAL
    return Gate.objects.active().filter(kind=kind).order_by("pk").first()


def sign_in_gates() -> QuerySet[Gate]:
    """Accounts by which the staff may sign in."""
    kinds = [GateKind.OFFICIAL, GateKind.WECOM, GateKind.WEBSITE]
    return Gate.objects.active().filter(signs_in=True, kind__in=kinds).order_by("pk")


def account_of(gate: Gate, *, identity: str) -> Account | None:
    """Whose identity this is; nobody's without a binding."""
    found = Binding.objects.select_related("account__person").filter(
        gate=gate, index=digest(gate, "person", identity), account__is_active=True
    )
    binding = found.first()
    return binding.account if binding else None


def bindings(account: Account) -> dict[int, datetime]:
    """By which accounts at WeChat somebody signs in, since when."""
    return dict(Binding.objects.filter(account=account).values_list("gate", "bound_at"))


def gates() -> list[tuple[Gate, int]]:
    """All of them, with how much did not get out."""
    dead = Outgoing.objects.filter(state=OutgoingState.DEAD).order_by()
    lost_by = dict(dead.values_list("gate").annotate(n=Count("pk")))
    return [(gate, lost_by.get(gate.pk, 0)) for gate in Gate.objects.select_related("area").order_by("pk")]


def lost(gate: Gate) -> QuerySet[Outgoing]:
    """What did not get out; the page shows neither to whom nor what."""
    return Outgoing.objects.filter(gate=gate, state=OutgoingState.DEAD).order_by("-moved_at")


def groups(acting: Acting) -> QuerySet[Group]:
    """Groups in reach that stand."""
    found = Group.objects.open_to(acting, Permit.TALK_SEE).current()
    return found.select_related("area", "gate").order_by("area_path", "name")


def hosts(group_ids: Sequence[int]) -> dict[int, list[Host]]:
    """Who looks after which group now."""
    rows = Host.objects.filter(group__in=group_ids, until__isnull=True)
    found: dict[int, list[Host]] = {}
    for host in rows.select_related("post__person", "post__area").order_by("since"):
        found.setdefault(host.group_id, []).append(host)
    return found


def past_hosts(group: Group) -> QuerySet[Host]:
    """Who looked after it before."""
    rows = Host.objects.filter(group=group, until__isnull=False)
    return rows.select_related("post__person", "post__area").order_by("-until")[:20]


def may_host(area_path: str, roles: Sequence[str], *, at: datetime) -> QuerySet[Post]:
    """Posts that may look after a group of this grid: in it, or where it belongs to."""
    paths = access.paths_up(area_path)
    held = Post.objects.held(at).filter(role__in=roles, area__path__in=paths, area__rank__gte=3)
    return held.select_related("person", "area").order_by("-area__rank", "person__name")


@dataclass(frozen=True, slots=True)
class Day:
    """A group's day: how often what was asked for, and what was solved; never who."""

    counted: Sequence[Counted]
    opened: str
    solved: str
    solved_by: Sequence[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said to the assistant and nothing was solved."""
        return not self.counted and self.solved == "0"


def few(n: int) -> str:
    """A count as it is shown: small ones are not told (domain/06 R-12)."""
    return str(n) if n >= FEW or n == 0 else f"<{FEW}"


def day_of(group: Group, *, since: date, until: date) -> Day:
    """A group's days in counts."""
    rows = GroupCount.objects.filter(group=group, day__range=(since, until))
    sums = (
        rows.values_list("about", "outcome").annotate(total=Sum("n")).order_by("-total", "about", "outcome")
    )
    counted = [Counted(*about_words(about, outcome), few(total)) for about, outcome, total in sums]
    start = datetime.combine(since, datetime.min.time(), tzinfo=SHANGHAI)
    end = datetime.combine(until, datetime.min.time(), tzinfo=SHANGHAI) + timedelta(days=1)
    mine = GroupCase.objects.filter(group=group)
    done = Case.objects.filter(
        pk__in=mine.values("case_id"), state=State.CLOSED, closed_at__gte=start, closed_at__lt=end
    ).exclude(visibility="confidential")
    by = done.values_list("matter__name").annotate(total=Count("pk")).order_by("-total", "matter__name")
    solved = [(name or "其他事项", few(total)) for name, total in by]
    return Day(
        counted=counted,
        opened=few(mine.filter(at__gte=start, at__lt=end).count()),
        solved=few(sum(total for _, total in by)),
        solved_by=solved,
    )
