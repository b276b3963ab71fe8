"""A branch is reviewed: computed, checked, judged by a second person, published, appealed, settled."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.assessment.review import noticed, opened, standard, submitted, whole
from tests.life.scene import Scene
from tests.town import MONDAY_9_00, Town
from wangge.assessment import actions, queries
from wangge.assessment.models import Item, Mark, Review, Standard
from wangge.gatherings import actions as gatherings
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + timedelta(days=20)


def mark(review: Review, measure: str) -> Mark:
    return Mark.objects.get(review=review, item__measure=measure)


def test_the_shipped_standards_are_whole(scene: Scene) -> None:
    star = standard("star")
    points: dict[str, Decimal] = {}
    items = Item.objects.filter(section__standard=star).select_related("section")
    for item in items.order_by("section__order"):
        points[item.section.name] = points.get(item.section.name, Decimal(0)) + item.points

    assert set(Standard.objects.values_list("code", flat=True)) == {
        "six",
        "star",
        "ready",
        "secretary",
        "roles",
    }
    assert list(map(int, points.values())) == [15, 15, 20, 20, 20, 10, 10, 0]
    six = Item.objects.filter(section__standard__code="six").values_list("section__name", flat=True)
    assert all(5 <= list(six).count(name) <= 8 for name in set(six))
    assert actions.seed() == 0


def test_a_computed_item_explains_its_number_and_links_to_the_rows(scene: Scene) -> None:
    scene.adopt("theme_day", "ones_study", at=MONDAY_9_00)
    scene.held(scene.slot("theme_day"))
    gatherings.make_agenda(on=date(2026, 12, 1))

    review = opened(scene, at=LATER)

    found = mark(review, "plan_met")
    assert (found.part, found.whole) == (1, 2)
    assert found.counted == "到期 2 项，开展 1 项，没有开展 1 项。"
    assert found.rows == [
        ["11-30 组织一次学习没有开展", reverse("life:org", args=[scene.org.pk]) + "?m=2026-11"]
    ]
    assert found.score == Decimal("7.5")


def test_what_was_let_off_with_a_reason_is_not_asked_for(scene: Scene) -> None:
    scene.adopt("theme_day")
    gatherings.waive(scene.slot("theme_day"), reason="换届", by=scene.by, at=MONDAY_9_00)

    found = mark(opened(scene, at=LATER), "plan_met")

    assert (found.whole, found.score) == (0, None)


def test_who_was_there_changes_no_number(scene: Scene) -> None:
    members = [scene.town.network.enrol(name) for name in ("柏一", "柏二", "柏三")]
    scene.org.refresh_from_db()
    scene.adopt("theme_day", at=MONDAY_9_00)
    scene.held(scene.slot("theme_day"))
    review = opened(scene, at=LATER)
    before = {m.pk: m.score for m in queries.marks_of(review)}

    scene.held(present=members)
    actions.check(review, {}, by=scene.by, at=LATER)

    assert {m.pk: m.score for m in queries.marks_of(review)} == before


def test_promises_count_when_they_are_due_and_not_taken_back(scene: Scene) -> None:
    scene.promise(due_on=date(2026, 11, 20))
    scene.promise(due_on=date(2026, 12, 31))

    found = mark(opened(scene, at=LATER), "promises_kept")

    assert (found.part, found.whole) == (0, 1)
    assert "/life/promises/" in found.rows[0][1]


def test_the_same_person_does_not_check_and_review(scene: Scene) -> None:
    review = opened(scene)
    by = scene.town.secretary
    actions.check(review, whole(review), by=by, at=MONDAY_9_00)
    actions.submit(review, by=by, at=MONDAY_9_00)

    with pytest.raises(Refused, match="另一位同志"):
        actions.judge(review, {}, by=by, at=MONDAY_9_00)


def test_a_check_with_something_open_is_not_submitted(scene: Scene) -> None:
    review = opened(scene)

    with pytest.raises(Refused, match="项没有自查"):
        actions.submit(review, by=scene.by, at=MONDAY_9_00)


def test_a_score_is_changed_only_with_a_reason(scene: Scene) -> None:
    review = submitted(scene)
    judged = next(m for m in queries.marks_of(review) if m.item.how == "judged")

    with pytest.raises(Refused, match="写一句理由"):
        actions.judge(review, {judged.pk: (Decimal(1), "")}, by=scene.town.secretary, at=MONDAY_9_00)
    with pytest.raises(Refused, match="分之间"):
        actions.judge(review, {judged.pk: (Decimal(99), "好")}, by=scene.town.secretary, at=MONDAY_9_00)
    done = actions.judge(
        review, {judged.pk: (Decimal(1), "只看到一次")}, by=scene.town.secretary, at=MONDAY_9_00
    )

    assert Mark.objects.get(pk=judged.pk).score == Decimal(1)
    assert done.gaps_n > 0


def test_a_veto_leaves_the_branch_without_a_star(scene: Scene) -> None:
    review = submitted(scene)
    veto = next(m for m in queries.marks_of(review) if m.item.section.kind == "veto")

    done = actions.judge(review, {veto.pk: (Decimal(1), "查实")}, by=scene.town.secretary, at=MONDAY_9_00)

    assert done.is_vetoed
    assert done.grade == ""


def test_a_result_is_appealed_answered_and_settled(scene: Scene) -> None:
    scene.town.stock()
    review = noticed(scene)
    assert review.notice_until == date(2026, 11, 23)
    item = next(m.item for m in queries.marks_of(review) if m.item.how == "judged")
    before = Review.objects.get(pk=review.pk).total

    appeal = actions.appeal(review, item=item, words_="有三次记录", by=scene.by, at=MONDAY_9_00)
    with pytest.raises(Refused, match="还在等答复"):
        actions.appeal(review, item=item, words_="再说一次", by=scene.by, at=MONDAY_9_00)
    with pytest.raises(Refused, match="没有答复"):
        actions.settle(review, by=scene.town.secretary, at=LATER)
    actions.answer_appeal(
        appeal,
        answer="少看了一次",
        is_upheld=True,
        new_score=Decimal(2),
        by=scene.town.secretary,
        at=MONDAY_9_00,
    )
    with pytest.raises(Refused, match="还没有结束"):
        actions.settle(review, by=scene.town.secretary, at=MONDAY_9_00)
    settled = actions.settle(review, by=scene.town.secretary, at=LATER)

    assert settled.state == "final"
    assert before is not None
    assert settled.total is not None
    assert settled.total < before
    verbs = list(settled.steps.order_by("at", "pk").values_list("verb", flat=True))
    assert set(verbs) == {"open", "check", "submit", "review", "publish", "appeal", "answer", "settle"}
    with pytest.raises(Refused):
        actions.appeal(settled, item=None, words_="晚了", by=scene.by, at=LATER)


def test_stars_by_quota_are_given_when_results_are_published(scene: Scene) -> None:
    scene.town.stock()
    draft = actions.new_version(standard(), by=scene.town.orgdept, at=MONDAY_9_00)
    actions.put_in_force(draft, bands="100:五星", by_quota=True, by=scene.town.orgdept, at=MONDAY_9_00)

    assert noticed(scene).grade == "五星"


def test_a_review_stays_judged_by_the_version_it_began_with(scene: Scene) -> None:
    review = opened(scene)
    draft = actions.new_version(standard(), by=scene.town.orgdept, at=MONDAY_9_00)
    item = Item.objects.filter(section__standard=draft, how="judged").first()
    assert item is not None

    actions.change_item(item, words="难题有结果", points=Decimal(9), by=scene.town.orgdept, at=MONDAY_9_00)
    with pytest.raises(Refused, match="学时"):
        actions.change_item(item, words="学时够", points=Decimal(9), by=scene.town.orgdept, at=MONDAY_9_00)
    actions.put_in_force(draft, bands="90:五星", by=scene.town.orgdept, at=MONDAY_9_00)
    with pytest.raises(Refused, match="新版本"):
        actions.change_item(item, words="再改", points=Decimal(1), by=scene.town.orgdept, at=MONDAY_9_00)

    assert Review.objects.get(pk=review.pk).standard.version == 1
    assert standard().version == 2
    assert not Mark.objects.filter(review=review, item__words="难题有结果").exists()


def test_who_may_not_edit_standards_does_not(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        actions.new_version(standard(), by=scene.by, at=MONDAY_9_00)


def test_another_branch_sees_nothing_before_or_after(town: Town, scene: Scene) -> None:
    review = opened(scene)

    page = town.client("other_branchsec").get(reverse("assessment:review", args=[review.pk]))
    assert page.status_code == 404
    with pytest.raises(NotAllowed):
        actions.check(review, {}, by=town.hat("other_branchsec"), at=MONDAY_9_00)


def test_a_branch_checks_itself_on_a_page(town: Town, scene: Scene) -> None:
    client = town.client("branchsec")
    client.post(reverse("assessment:begin", args=[standard("six").pk]))
    review = Review.objects.get()
    page = client.get(reverse("assessment:check", args=[review.pk])).content.decode()
    assert "有标牌，找得到" in page

    marks = [m for m in queries.marks_of(review) if m.item.how == "yes_no"]
    fields = {f"score{m.pk}": "1" for m in marks} | {f"words{m.pk}": "照片" for m in marks}
    answer = client.post(reverse("assessment:check", args=[review.pk]), fields)
    done = client.post(reverse("assessment:deed", args=[review.pk, "submit"]))

    assert (answer.status_code, done.status_code) == (302, 302)
    assert Review.objects.get().state == "submitted"
    shown = client.get(reverse("assessment:review", args=[review.pk])).content.decode()
    assert "已绑定：柳荫一网格。" in shown


def test_the_list_of_stars_stays_within_its_budget(
    town: Town, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opened(scene, at=timezone.now(), year=timezone.localdate().year)
    client = town.client("secretary")
    client.get(reverse("assessment:home"))

    with django_assert_max_num_queries(12):
        page = client.get(reverse("assessment:home"), {"standard": "star"})

    assert "柳荫一网格党支部" in page.content.decode()
