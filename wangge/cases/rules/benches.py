"""The four desks of a community 一委一居两中心, each with its list of duties; a small community has fewer."""

from collections.abc import Iterable, Mapping

from django.db.models import TextChoices


class Bench(TextChoices):
    """One of the desks among which a community's work is shared."""

    PARTY = "party", "社区党委"
    COMMITTEE = "committee", "居委会"
    GOVERNANCE = "governance", "社区治理中心"
    SERVICE = "service", "社区服务中心"


#: Where a community stands in the tree of areas.
COMMUNITY_RANK = 3
Lists = Mapping[str, Iterable[str]]

#: The lists a community begins with: categories of matters. It changes them as its own lists say.
BEGINNING: Mapping[Bench, tuple[str, ...]] = {
    Bench.PARTY: ("GOV", "BIZ"),
    Bench.COMMITTEE: ("PRO", "BLD", "NEI", "ANI", "RUR"),
    Bench.GOVERNANCE: ("ENV", "STR", "TRF", "FAC", "GRN", "UTL", "FIR", "SEC", "NOI", "EMG"),
    Bench.SERVICE: ("WEL", "MED", "EDU", "LAB", "MKT"),
}
#: Who takes what is on nobody's list: the first of these that is switched on.
_REST = (Bench.COMMITTEE, Bench.PARTY, Bench.GOVERNANCE, Bench.SERVICE)


def takes_rest(lists: Lists) -> str:
    """The desk for what no list names, or nothing is filed; empty where all desks are switched off."""
    return next((bench for bench in _REST if bench in lists), "")


def of(category: str, lists: Lists) -> str:
    """Whose a category is; empty where the community has one desk only."""
    named = (bench for bench, categories in lists.items() if category in categories)
    return next(named, takes_rest(lists))


def refusal(lists: Lists) -> str:
    """Why these lists cannot stand, or nothing: one desk is none, and no duty has two owners."""
    if len(lists) == 1:
        return "只有一个席位时不用分，请开两个以上，或者全部停用。"
    seen: set[str] = set()
    for categories in lists.values():
        for category in categories:
            if category in seen:
                return "同一类事项只能写在一个席位的职责清单里。"
            seen.add(category)
    return ""
