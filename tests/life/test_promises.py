"""Promises are kept in the open: proved, confirmed by somebody else, put off or taken back with a reason."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.life.scene import TODAY, Scene
from tests.town import MONDAY_9_00, Town
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.life import actions as life
from wangge.notices.models import Notice
from wangge.promises import actions, queries
from wangge.promises.models import Promise
from wangge.promises.rules import PROJECT_FLOW, PROMISE_FLOW, ProjectState, Standing, State, standing

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_somebody_else_confirms_what_was_done(town: Town, scene: Scene) -> None:
    promise = scene.promise()
    actions.prove(promise, proof="灯已换好。", by=scene.by, at=MONDAY_9_00)

    with pytest.raises(Refused, match="不能自己确认"):
        actions.confirm(promise, by=scene.by, at=MONDAY_9_00)
    kept = actions.confirm(promise, answer="看过了", by=town.secretary, at=MONDAY_9_00)

    assert kept.state == State.KEPT
    assert kept.standing(TODAY) == Standing.KEPT


def test_a_promise_put_off_keeps_its_first_day_readable(scene: Scene) -> None:
    promise = scene.promise(due_on=date(2026, 11, 20))

    later = actions.put_off(promise, due_on=date(2026, 12, 20), reason="等材料", by=scene.by, at=MONDAY_9_00)

    assert later.is_put_off
    assert later.first_due_on == date(2026, 11, 20)
    with pytest.raises(Refused, match="晚于"):
        actions.put_off(later, due_on=date(2026, 12, 1), reason="提前", by=scene.by, at=MONDAY_9_00)


@pytest.mark.parametrize(
    ("state", "on", "expected"),
    [
        (State.DOING, date(2026, 11, 16), Standing.DOING),
        (State.DOING, date(2026, 11, 28), Standing.SOON),
        (State.DOING, date(2026, 12, 1), Standing.LATE),
        (State.PROVED, date(2026, 12, 1), Standing.PROVED),
        (State.DROPPED, date(2026, 12, 1), Standing.DROPPED),
    ],
)
def test_how_a_promise_stands_on_a_day(state: str, on: date, expected: Standing) -> None:
    assert standing(state, due_on=date(2026, 11, 30), done_on=None, on=on) == expected


def test_what_is_kept_late_says_so() -> None:
    stands = standing(State.KEPT, due_on=date(2026, 11, 1), done_on=date(2026, 11, 5), on=TODAY)

    assert stands == Standing.LATE_KEPT


def test_nothing_closed_is_opened_again() -> None:
    everything = {move.permit for flow in (PROMISE_FLOW, PROJECT_FLOW) for move in flow.rows}

    assert PROMISE_FLOW.open_moves(State.KEPT, everything) == []
    assert PROMISE_FLOW.open_moves(State.DROPPED, everything) == []
    assert PROJECT_FLOW.open_moves(ProjectState.APPRAISED, everything) == []


def test_the_secretary_is_reminded_before_and_once_after_the_day(scene: Scene) -> None:
    scene.promise(due_on=date(2026, 11, 18))

    assert life.remind_promises(at=MONDAY_9_00) == 1
    assert life.remind_promises(at=MONDAY_9_00 + timedelta(days=1)) == 0
    assert life.remind_promises(at=MONDAY_9_00 + timedelta(days=3)) == 1
    assert life.remind_promises(at=MONDAY_9_00 + timedelta(days=4)) == 0
    assert Notice.objects.filter(kind="promise", person__name="支书平").count() == 2


def test_another_branch_does_not_touch_it(town: Town, scene: Scene) -> None:
    promise = scene.promise()

    with pytest.raises(NotAllowed):
        actions.prove(promise, proof="好了", by=town.hat("other_branchsec"), at=MONDAY_9_00)


def test_anybody_reads_a_public_promise_and_no_name_in_it(scene: Scene) -> None:
    promise = scene.promise(public_words="车棚的灯月底前修好")
    Promise.objects.filter(pk=promise.pk).update(keeper="支书平", proof="支书平换的灯")

    page = Client().get(reverse("life:public", args=[promise.token])).content.decode()

    assert "车棚的灯月底前修好" in page
    assert "支书平" not in page
    assert "柳荫社区" in page
    assert "柳荫一网格" not in page


def test_a_promise_that_is_not_public_has_no_public_page(scene: Scene) -> None:
    promise = scene.promise()

    assert Client().get(reverse("life:public", args=[promise.token])).status_code == 404


def test_every_head_of_an_agreement_is_a_promise(scene: Scene) -> None:
    agreement = scene.agreement()

    assert [p.title for p in agreement.promises.all()] == ["每季度一次义诊"]


def test_an_agreement_without_a_dated_head_is_refused(scene: Scene) -> None:
    with pytest.raises(Refused, match="有日期的承诺"):
        actions.agree_on(
            scene.unit,
            scene.org.area,
            kind="pairing",
            title="结对",
            partner="医院",
            since=TODAY,
            until=TODAY,
            heads=[],
            by=scene.by,
            at=MONDAY_9_00,
        )


def test_heads_are_typed_as_lines(town: Town, scene: Scene) -> None:
    day = timezone.localdate()
    fields = {
        "kind": "pairing",
        "title": "结对",
        "partner": "区医院",
        "since": day.isoformat(),
        "until": (day + timedelta(days=200)).isoformat(),
        "heads": f"义诊，区医院，{(day + timedelta(days=30)).isoformat()}\n少一样，区医院",
    }
    client, address = town.client("branchsec"), reverse("life:new_agreement", args=[scene.org.pk])

    wrong = client.post(address, fields)
    fields["heads"] = fields["heads"].splitlines()[0]
    right = client.post(address, fields)

    assert "第 2 行要写三样" in wrong.content.decode()
    assert right.status_code == 302
    assert Promise.objects.get().title == "义诊"


def test_a_project_gets_its_yes_its_money_its_report_and_its_appraisal(town: Town, scene: Scene) -> None:
    project = scene.project()
    agreed = actions.agree_project(
        project,
        unit=scene.unit,
        due_on=date(2026, 12, 20),
        budget_given=200,
        help_="借工具",
        by=town.secretary,
        at=MONDAY_9_00,
    )
    assert agreed.promise is not None
    assert agreed.promise.is_public

    with pytest.raises(Refused, match="多于给的"):
        actions.report_project(agreed, report="种好了", spent=300, by=scene.by, at=MONDAY_9_00)
    actions.report_project(agreed, report="种好了", spent=180, by=scene.by, at=MONDAY_9_00)
    with pytest.raises(Refused, match="多于参加"):
        actions.appraise_project(agreed, asked=9, useful=10, appraisal="", by=town.secretary, at=MONDAY_9_00)
    actions.appraise_project(agreed, asked=12, useful=10, appraisal="好看", by=town.secretary, at=MONDAY_9_00)

    assert Promise.objects.get().state == State.KEPT
    tally = queries.tallies([scene.unit.pk], first=TODAY, last=date(2026, 12, 31), on=TODAY)
    assert (tally[scene.unit.pk].due, tally[scene.unit.pk].kept) == (1, 1)


def test_the_list_opens_on_every_tab_within_a_budget(
    town: Town, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(6):
        scene.promise(due_on=timezone.localdate() + timedelta(days=days), at=timezone.now())
    client = town.client("branchsec")
    client.get(reverse("life:promises"))

    for which in ("open", "late", "all"):
        with django_assert_max_num_queries(16):
            assert client.get(reverse("life:promises"), {"which": which}).status_code == 200
