"""`python -m tests.journeys.overdue`: in the served town, an order whose four hours are over."""

from datetime import timedelta

import django

WORDS = "家里没水了，整栋楼都停水"


def main() -> None:
    """Reported five hours ago, sent on at once, forgotten by its unit; the clock has looked at it."""
    django.setup()
    from django.utils import timezone

    from tests.town import middle
    from wangge.cases import actions, queries
    from wangge.grids import access
    from wangge.grids.models import Post
    from wangge.people.models import Unit

    now = timezone.now()
    then = now - timedelta(hours=5)
    desk = Post.objects.get(person__account__username="dispatcher").acting()
    lon, lat = middle("grid")
    spot = queries.spot(lon=lon, lat=lat)
    case = actions.report(text=WORDS, spot=spot, matter="UTL-01", by=access.door("web"), at=then).case
    case = actions.accept(case, by=desk, at=then)
    lead = Unit.objects.get(name="柳湾综合执法中队")
    actions.dispatch(case, lead=lead, by=desk, at=then)
    while actions.sweep(at=now):
        pass


if __name__ == "__main__":
    main()
