"""A colleague is away: another one holds his post for some days, and it ends by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.town import MONDAY_9_00, Town
from wangge.grids import actions, queries
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = timedelta(days=1)


def lend(
    town: Town, who: str = "officer", to: str = "next_officer", *, by: str = "staff", days: int = 3
) -> Post:
    return actions.lend_post(
        town.post(who),
        to=town.person(to),
        since=MONDAY_9_00,
        until=MONDAY_9_00 + days * DAY,
        by=town.hat(by),
        at=MONDAY_9_00,
    )


def test_the_stand_in_holds_the_post_until_its_day_and_both_are_on_record(town: Town) -> None:
    lent = lend(town)

    def holders(day: int) -> set[str]:
        held = Post.objects.held(MONDAY_9_00 + day * DAY).filter(area=town.grid, role=Role.OFFICER)
        return {post.person.name for post in held}

    assert holders(1) == {"王格远", "邻格平"}
    assert holders(4) == {"王格远"}
    assert lent.acting().name == "邻格平・网格员（代班）"
    assert lent.stands_in_for == town.post("officer")


def test_who_answers_names_the_stand_in(town: Town) -> None:
    lend(town)

    answering = queries.who_answers(queries.the_tree().nodes[town.grid.pk], at=MONDAY_9_00)

    assert [post.person.name for post in answering[0].posts if post.stands_in_for_id] == ["邻格平"]


def test_the_holder_himself_may_lend_his_post_but_not_a_lent_one(town: Town) -> None:
    lent = lend(town, by="officer")

    with pytest.raises(Refused, match="本身就是代班"):
        actions.lend_post(
            lent,
            to=town.person("leader"),
            since=MONDAY_9_00,
            until=MONDAY_9_00 + DAY,
            by=town.staff,
            at=MONDAY_9_00,
        )


@pytest.mark.parametrize(
    ("who", "by", "kind"),
    [
        ("officer", "next_officer", NotAllowed),
        ("officer", "other_staff", NotAllowed),
        ("sysadmin", "district", Refused),
        ("handler", "dispatcher", Refused),
    ],
)
def test_posts_out_of_reach_and_of_administrators_are_not_lent(
    town: Town, who: str, by: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        lend(town, who, by=by, to="leader")


@pytest.mark.parametrize(("days", "words"), [(0, "晚于"), (61, "60 天")])
def test_a_span_without_sense_is_refused(town: Town, days: int, words: str) -> None:
    with pytest.raises(Refused, match=words):
        lend(town, days=days)


def test_nobody_stands_in_for_himself(town: Town) -> None:
    with pytest.raises(Refused, match="另一个人"):
        lend(town, to="officer")


def test_on_the_page_it_is_arranged_and_taken_back(town: Town) -> None:
    client = town.client("staff")
    town.post("next_officer")
    today = timezone.now().date()
    fields = {
        "post": town.post("officer").pk,
        "to": town.person("next_officer").pk,
        "since": today,
        "until": today + DAY,
    }

    answer = client.post(reverse("grids:stand_ins"), fields)
    lent = Post.objects.get(stands_in_for__isnull=False)
    page = client.get(reverse("grids:stand_ins")).content.decode()
    client.post(reverse("grids:end_stand_in", args=[lent.pk]))

    assert answer.status_code == 302
    assert "邻格平" in page
    assert not queries.stand_ins(town.staff, at=timezone.now()).exists()
