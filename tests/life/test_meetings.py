"""A meeting on a phone: who came, what was said, what was decided; what the decision becomes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.life.scene import EARLIER, Scene
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Case
from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Minutes
from wangge.gatherings.models import Attendance, Gathering
from wangge.gatherings.rules.meeting import Quorum
from wangge.grids.access import Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.life import actions, queries
from wangge.promises.models import Promise

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_who_came_is_counted_for_the_minutes_and_the_quorum(scene: Scene) -> None:
    network = scene.town.network
    here = [network.enrol(name) for name in ("柏一", "柏二", "柏三")]
    network.enrol("柏四", status="probationary_member")

    held = scene.held(present=here, quorum=Quorum.GENERAL)

    assert (held.should_n, held.here_n) == (6, 3)  # with the secretary and the member of the town
    assert (held.entitled_n, held.entitled_here_n, held.is_quorate) == (5, 3, True)


def test_too_few_cannot_vote(scene: Scene) -> None:
    for name in ("柏一", "柏二", "柏三"):
        scene.town.network.enrol(name)

    with pytest.raises(Refused, match="没有达到规定"):
        scene.held(quorum=Quorum.GENERAL, decisions=[("通过", 1)])


def test_more_ayes_than_voters_are_refused(scene: Scene) -> None:
    here = [scene.town.network.enrol(name) for name in ("柏一", "柏二", "柏三")]

    with pytest.raises(Refused, match="多于到会"):
        scene.held(present=here, quorum=Quorum.GENERAL, decisions=[("通过", 9)])


def test_a_meeting_that_has_not_begun_is_not_written_down(scene: Scene) -> None:
    called = scene.called(starts_at=MONDAY_9_00 + timedelta(hours=3))

    with pytest.raises(Refused, match="还没到开会时间"):
        gatherings.hold(called, Minutes(said="开完了"), by=scene.by, at=MONDAY_9_00)


def test_minutes_are_mended_never_rewritten(scene: Scene) -> None:
    held = scene.held()

    mended = gatherings.mend(held, words_="应到人数写错了，是 12 人。", by=scene.by, at=MONDAY_9_00)

    assert mended.said == "学习条例，议了车棚。"
    assert "12 人" in mended.mended
    with pytest.raises(Refused):
        gatherings.hold(held, Minutes(said="改一改"), by=scene.by, at=MONDAY_9_00)


def test_a_member_signs_in_by_the_code_once(town: Town, scene: Scene) -> None:
    member = town.network.member("member")
    called = scene.called(starts_at=MONDAY_9_00)

    for _ in range(2):
        gatherings.sign_in(called, attendee=member.pk, by=town.hat("member"), at=MONDAY_9_00)

    assert Attendance.objects.filter(gathering=called, presence="present").count() == 1


def test_places_run_out_and_are_given_back(town: Town, scene: Scene) -> None:
    called = scene.called(starts_at=MONDAY_9_00 + timedelta(days=1), is_open=True, places=1)
    gatherings.sign_up(called, attendee=1, by=town.hat("member"), at=MONDAY_9_00)

    with pytest.raises(Refused, match="报满"):
        gatherings.sign_up(called, attendee=2, by=town.hat("member"), at=MONDAY_9_00)
    gatherings.withdraw_sign_up(called, attendee=1, by=town.hat("member"), at=MONDAY_9_00)
    gatherings.sign_up(called, attendee=2, by=town.hat("member"), at=MONDAY_9_00)


def test_a_decision_becomes_a_promise_once(scene: Scene) -> None:
    decision = scene.decision()
    give = {"keeper": "支部", "due_on": date(2026, 11, 30), "by": scene.by, "at": MONDAY_9_00}

    promise = actions.open_promise(decision, **give)  # type: ignore[arg-type]

    assert promise.title == "月底前修好车棚的灯"
    assert promise.origin == "meeting"
    with pytest.raises(Refused, match="已经转成"):
        actions.open_promise(decision, **give)  # type: ignore[arg-type]
    assert Promise.objects.count() == 1


def test_a_decision_becomes_a_case_of_the_grid(town: Town, scene: Scene) -> None:
    town.stock()
    decision = scene.decision("北门路灯不亮，请修")

    case = actions.open_case(decision, area=town.grid, place="北门", by=scene.by, at=MONDAY_9_00)

    assert Case.objects.get(pk=case.pk).area_id == town.grid.pk
    decision.refresh_from_db()
    assert decision.ref == f"case:{case.pk}"


def test_another_branch_neither_sees_nor_writes(town: Town, scene: Scene) -> None:
    called = scene.called()
    other = town.hat("other_branchsec")

    assert not queries.in_line(Gathering.objects.all(), other, Permit.GATHERING_SEE).exists()
    with pytest.raises(NotAllowed):
        gatherings.cancel(called, reason="不开了", by=other, at=MONDAY_9_00)
    assert town.client("other_branchsec").get(reverse("life:gathering", args=[called.pk])).status_code == 404


def test_the_line_above_sees_it_and_the_branch_writes_it(town: Town, scene: Scene) -> None:
    called = scene.called()

    for who in ("secretary", "streetleader", "orgdept"):
        assert town.client(who).get(reverse("life:gathering", args=[called.pk])).status_code == 200


def test_a_meeting_is_written_down_on_one_page(town: Town, scene: Scene) -> None:
    now = timezone.now()
    scene.adopt("theme_day", at=now)
    member = town.network.member("member")
    slot = scene.slot("theme_day")
    client = town.client("branchsec")
    page = client.get(reverse("life:record", args=[scene.org.pk]), {"slot": slot.pk})
    assert "主题党日" in page.content.decode()

    answer = client.post(
        reverse("life:record", args=[scene.org.pk]),
        {
            "slots": [slot.pk],
            "title": "主题党日",
            "starts_at": timezone.localtime(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
            "present": [str(member.pk)],
            "said": "学习、议事。",
            "decisions": "月底前修好车棚的灯\n换楼道灯 赞成 1",
        },
    )

    assert answer.status_code == 302
    held = Gathering.objects.get()
    assert held.state == "held"
    assert held.here_n == 1
    assert [d.words for d in held.decisions.order_by("number")] == ["月底前修好车棚的灯", "换楼道灯"]
    assert scene.slot("theme_day").met_on is not None
    written = client.get(answer.headers["Location"]).content.decode()
    assert "转成承诺" in written
    assert "党员真" in written


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(town: Town, scene: Scene) -> None:
    answer = town.client("branchsec").post(
        reverse("life:record", args=[scene.org.pk]),
        {"title": "", "starts_at": "2026-11-16T09:00", "said": "写了很多", "decisions": ""},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写名称" in page
    assert "写了很多" in page


def test_the_code_on_the_wall_signs_a_member_in(town: Town, scene: Scene) -> None:
    called = scene.called(starts_at=timezone.now(), at=timezone.now())
    address = reverse("life:sign_in", args=[called.token])
    town.network.member("member")
    client = town.client("member")

    assert "我到了" in client.get(address).content.decode()
    client.post(address)

    assert "您已签到" in client.get(address).content.decode()
    assert town.client("other_branchsec").get(address).status_code == 404


def test_minutes_and_the_wall_sheet_print(town: Town, scene: Scene) -> None:
    held = scene.held(present=[town.network.member("member")])
    called = scene.called()
    client = town.client("branchsec")

    assert "党员真" in client.get(reverse("life:minutes", args=[held.pk])).content.decode()
    assert "<svg" in client.get(reverse("life:wall", args=[called.pk])).content.decode()


@pytest.mark.parametrize("n", [2, 12])
def test_the_month_costs_the_same_however_much_was_held(
    town: Town, scene: Scene, n: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    scene.adopt(at=now)
    for days in range(n):
        scene.held(starts_at=EARLIER - timedelta(days=days), at=now)
        scene.promise(due_on=timezone.localdate() + timedelta(days=days), at=now)
    client = town.client("branchsec")
    client.get(reverse("life:home"))

    with django_assert_max_num_queries(24):
        page = client.get(reverse("life:home"))

    assert page.status_code == 200
