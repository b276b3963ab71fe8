"""A crowded grid is split with its open cases, neighbours are joined, one is closed: seen first."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cases.story import Story
from tests.doors.territory import lines
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases.models import Case
from wangge.duties import actions
from wangge.duties.queries import territory
from wangge.grids.access import Acting, Role
from wangge.grids.actions import Part
from wangge.grids.models import Area, Draft, Post
from wangge.grids.rules import drawing, plane
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MAYOR = Acting(Role.SYSTEM_ADMIN, name="建镇")


def halves(town: Town) -> list[Part]:
    pieces = drawing.cut(plane.shape(town.grid.geometry or {}), lines(town))
    return [Part(f"柳荫{side}网格", piece) for side, piece in zip("西东", pieces, strict=True)]


def report_at(story: Story, share: float) -> Case:
    """A lamp in the town's first grid, so far from its western to its eastern border."""
    case = story.accepted()
    lon, lat = middle("grid")
    Case.objects.filter(pk=case.pk).update(lon=lon + 0.01 * (share - 0.5), lat=lat)
    return Case.objects.get(pk=case.pk)


def test_open_cases_of_a_split_grid_go_on_where_they_lie(town: Town, story: Story) -> None:
    west, east, bare = report_at(story, 0.2), report_at(story, 0.8), report_at(story, 0.8)
    Case.objects.filter(pk=bare.pk).update(lon=None, lat=None)
    closed = report_at(story, 0.8)
    Case.objects.filter(pk=closed.pk).update(
        state="closed", outcome="solved", closed_at=MONDAY_9_00, is_open=False
    )
    town.post("officer")

    made = actions.split_area(town.grid, halves(town), posts_to={}, by=MAYOR, at=MONDAY_9_00)

    where = dict(Case.objects.values_list("pk", "area"))
    assert where == {west.pk: made[0].pk, east.pk: made[1].pk, bare.pk: made[0].pk, closed.pk: town.grid.pk}
    assert Case.objects.get(pk=east.pk).steps.filter(verb="move_area").count() == 1
    assert Post.objects.held(MONDAY_9_00).filter(area=made[0]).count() == 1
    assert "柳荫一网格已拆分为柳荫西网格、柳荫东网格" in set(Notice.objects.values_list("text", flat=True))


def test_all_of_it_or_nothing(town: Town, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    report_at(story, 0.2)

    def fail(*args: object, **kwargs: object) -> None:
        raise Refused("换不了")

    monkeypatch.setattr("wangge.cases.actions.move_to_successors", fail)
    with pytest.raises(Refused):
        actions.split_area(town.grid, halves(town), posts_to={}, by=MAYOR, at=MONDAY_9_00)

    assert Area.objects.get(pk=town.grid.pk).valid_to is None
    assert not Area.objects.filter(name="柳荫东网格").exists()


def test_joined_grids_take_their_cases_along(town: Town, story: Story) -> None:
    one, other = story.accepted(where="grid"), story.accepted(where="next_grid")

    made = actions.merge_areas([town.grid, town.next_grid], name="柳荫大网格", by=MAYOR, at=MONDAY_9_00)

    assert {Case.objects.get(pk=c.pk).area_id for c in (one, other)} == {made.pk}


def test_a_closed_grid_hands_everything_to_its_neighbour(town: Town, story: Story) -> None:
    case = story.accepted()

    actions.retire_area(town.grid, successor=town.next_grid, by=MAYOR, at=MONDAY_9_00)

    assert Case.objects.get(pk=case.pk).area_id == town.next_grid.pk


def test_who_may_not_edit_areas_changes_none(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.split_area(town.grid, halves(town), posts_to={}, by=town.dispatcher, at=MONDAY_9_00)


def test_the_preview_says_what_moves_and_confirming_does_it(town: Town, story: Story) -> None:
    for share in (0.2, 0.8):
        report_at(story, share)
    officer = town.post("officer")
    client = town.client("sysadmin")
    answer = client.post(reverse("duties:split", args=[town.grid.pk]), {"lines": json.dumps(lines(town))})
    preview = answer.headers["Location"]
    page = client.get(preview).content.decode()
    assert "柳荫一网格一" in page
    assert "王格远" in page
    assert Area.objects.get(pk=town.grid.pk).valid_to is None
    fields = {
        "part0-name": "柳荫西网格",
        "part0-households": "300",
        "part1-name": "柳荫东网格",
        "part1-households": "200",
        f"post{officer.pk}": "1",
        "confirm": "1",
    }
    done = client.post(preview, fields)

    new = Area.objects.get(name="柳荫东网格")
    assert done.status_code == 302
    assert new.households == 200
    assert Post.objects.held(timezone.now()).get(area=new).person.name == "王格远"
    assert not Draft.objects.exists()


def test_a_preview_given_up_changes_nothing(town: Town) -> None:
    client = town.client("sysadmin")
    chosen = {"areas": [town.grid.pk, town.next_grid.pk], "name": "大网格"}
    preview = client.post(reverse("duties:merge", args=[town.community.pk]), chosen).headers["Location"]

    client.post(preview, {"drop": "1"})

    assert not Area.objects.filter(name="大网格").exists()
    assert not Draft.objects.exists()


def test_a_line_beside_the_grid_is_refused_at_its_field(town: Town) -> None:
    page = town.client("sysadmin").post(
        reverse("duties:split", args=[town.grid.pk]),
        {"lines": '[{"type": "LineString", "coordinates": [[1, 2], [1.1, 2]]}]'},
    )

    assert page.status_code == 422
    assert "没有把网格切开" in page.content.decode()


def test_two_leaders_after_joining_are_told(town: Town) -> None:
    town.post("leader")
    town.appoint("stranger", Role.LEADER, town.next_grid)

    plan = territory.plan_merge([town.grid, town.next_grid], "大", at=timezone.now())

    assert any("2 位网格长" in text for text in plan.pieces[0].findings)


def test_a_grid_without_a_boundary_is_not_cut(town: Town) -> None:
    Area.objects.filter(pk=town.grid.pk).update(geometry=None)

    with pytest.raises(Refused, match="还没有边界"):
        territory.plan_split(Area.objects.get(pk=town.grid.pk), lines(town), at=MONDAY_9_00)


def test_the_area_page_offers_the_changes(town: Town) -> None:
    page = town.client("sysadmin").get(reverse("grids:area", args=[town.grid.pk])).content.decode()
    above = town.client("sysadmin").get(reverse("grids:area", args=[town.community.pk])).content.decode()

    assert reverse("duties:split", args=[town.grid.pk]) in page
    assert reverse("duties:merge", args=[town.community.pk]) in above
