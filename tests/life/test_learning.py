"""Reading is never timed; honours are voted on by one secret ballot a person."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.life.scene import Scene
from tests.town import MONDAY_9_00, Town
from wangge.gatherings import actions
from wangge.gatherings.models import Article, Nominee, Poll, Voter
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused

HOUR = timedelta(hours=1)


def poll(scene: Scene, *, at: datetime = MONDAY_9_00) -> Poll:
    return actions.make_poll(
        scene.unit,
        scene.org.area,
        title="最美网格员",
        seats=1,
        most=2,
        opens_at=at + HOUR,
        closes_at=at + 3 * HOUR,
        by=scene.by,
        at=at,
    )


def nominees(scene: Scene, made: Poll, *, at: datetime = MONDAY_9_00) -> list[int]:
    names = ("花墙小队", "夜巡小队", "修灯小队")
    return [actions.nominate(made, name=n, words_="做了一件实事", by=scene.by, at=at).pk for n in names]


@pytest.mark.both
@pytest.mark.django_db
def test_one_ballot_a_person_and_nobody_can_read_it(scene: Scene) -> None:
    made = poll(scene)
    first, second, _ = nominees(scene, made)

    actions.vote(made, chosen=[first, second], attendee=7, by=scene.by, at=MONDAY_9_00 + 2 * HOUR)
    with pytest.raises(Refused, match="一人一票"):
        actions.vote(made, chosen=[first], attendee=7, by=scene.by, at=MONDAY_9_00 + 2 * HOUR)

    assert list(Nominee.objects.order_by("pk").values_list("votes", flat=True)) == [1, 1, 0]
    assert {f.name for f in Voter._meta.local_fields} == {"id", "poll", "attendee"}
    assert {f.name for f in Nominee._meta.local_fields} == {"id", "poll", "name", "words", "votes"}


@pytest.mark.both
@pytest.mark.django_db
def test_nominations_end_when_votes_begin_and_votes_end_too(scene: Scene) -> None:
    made = poll(scene)
    (first, *_) = nominees(scene, made)

    with pytest.raises(Refused, match="不在投票时间"):
        actions.vote(made, chosen=[first], attendee=7, by=scene.by, at=MONDAY_9_00)
    with pytest.raises(Refused, match="提名已经结束"):
        actions.nominate(made, name="迟到", words_="晚了", by=scene.by, at=MONDAY_9_00 + 2 * HOUR)
    with pytest.raises(Refused, match="不在投票时间"):
        actions.vote(made, chosen=[first], attendee=7, by=scene.by, at=MONDAY_9_00 + 4 * HOUR)


@pytest.mark.both
@pytest.mark.django_db
def test_a_ballot_with_a_name_that_is_not_on_the_list_counts_nothing(scene: Scene) -> None:
    made = poll(scene)
    first, *_ = nominees(scene, made)

    with pytest.raises(Refused, match="不在名单"):
        actions.vote(made, chosen=[first, 10**9], attendee=7, by=scene.by, at=MONDAY_9_00 + 2 * HOUR)

    assert not Voter.objects.exists()
    assert Nominee.objects.get(pk=first).votes == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_ballots_of_one_person_at_one_instant_are_one(scene: Scene) -> None:
    made = poll(scene)
    first, *_ = nominees(scene, made)
    by: Acting = scene.by
    start, refused = threading.Barrier(2), []

    def cast() -> None:
        try:
            start.wait()
            actions.vote(made, chosen=[first], attendee=7, by=by, at=MONDAY_9_00 + 2 * HOUR)
        except Refused as no:
            refused.append(no.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=cast) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["您已经投过票了，一人一票。"]
    assert Nominee.objects.get(pk=first).votes == 1
    assert Voter.objects.count() == 1


@pytest.mark.django_db
def test_an_article_has_no_column_for_who_read_it(town: Town, scene: Scene) -> None:
    made = actions.release_article(
        scene.unit, scene.org.area, title="条例第三章", body="正文。", by=scene.by, at=timezone.now()
    )
    town.network.member("member")
    client = town.client("member")

    page = client.get(reverse("life:article", args=[made.pk]))

    assert "正文。" in page.content.decode()
    assert not {f.name for f in Article._meta.local_fields} & {"reads", "reader", "minutes", "seconds"}
    assert "条例第三章" in client.get(reverse("life:me")).content.decode()
    assert town.client("other_branchsec").get(reverse("life:article", args=[made.pk])).status_code == 404


@pytest.mark.django_db
def test_a_member_votes_on_a_page(town: Town, scene: Scene) -> None:
    now = timezone.now()
    made = poll(scene, at=now)
    (first, *_) = nominees(scene, made, at=now)
    Poll.objects.filter(pk=made.pk).update(opens_at=now - HOUR)
    town.network.member("member")
    client = town.client("member")
    address = reverse("life:poll", args=[made.pk])

    answer = client.post(address, {"chosen": [str(first)]})

    assert answer.status_code == 302
    assert "您已经投过票" in client.get(address).content.decode()
    assert "1 票" not in client.get(address).content.decode()
