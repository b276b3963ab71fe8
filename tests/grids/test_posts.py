"""Posts: where a role may be held, what one person may not hold together, and who answers for an area."""

from datetime import timedelta

import pytest

from tests.grids.builders import ADMIN, NOON, District
from wangge.grids import actions, queries
from wangge.grids.access import ADMIN_ROLES, NOT_POSTS, PERMITS, Acting, Role
from wangge.grids.models import Post
from wangge.grids.rules import posts as rules
from wangge.grids.rules.checks import Concern
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions as people
from wangge.people.access import OPERATOR

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_an_officer_is_appointed_and_it_is_written_down(district: District) -> None:
    post = district.post("林晓", Role.OFFICER, district.grid, employment_type="full_time", title="专职网格员")

    assert post.acting().area_path == district.grid.path
    entry = Entry.objects.get(verb="grids.appoint")
    assert (entry.subject, entry.note) == (f"person:{post.person_id}", "网格员：第一网格")


@pytest.mark.parametrize(
    ("role", "where", "words"),
    [
        (Role.DOOR, "grid", "不是可以任命的岗位"),
        (Role.HANDLER, "grid", "要任命到单位"),
        (Role.OFFICER, "street", "不能设在这一层"),
        (Role.STREET_DISPATCHER, "grid", "不能设在这一层"),
        (Role.SECRETARY, "root", "不能设在这一层"),
        (Role.DISTRICT_LEADER, "street", "不能设在这一层"),
    ],
)
def test_a_role_is_held_where_it_belongs(district: District, role: Role, where: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        district.post("林晓", role, getattr(district, where))


def test_a_unit_takes_handlers_and_nobody_else(district: District) -> None:
    unit, person = district.unit("清扫队"), district.person("汪洁")

    actions.appoint(person, Role.HANDLER, unit=unit, since=NOON, by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="不能任命到单位"):
        actions.appoint(person, Role.OFFICER, unit=unit, since=NOON, by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="一个区域或一个单位"):
        actions.appoint(person, Role.HANDLER, since=NOON, by=ADMIN, at=NOON)
    people.change_unit(unit, name="清扫队", department=unit.department, is_active=False, by=OPERATOR, at=NOON)
    unit.refresh_from_db()
    with pytest.raises(Refused, match="已停用"):
        actions.appoint(person, Role.UNIT_LEADER, unit=unit, since=NOON, by=ADMIN, at=NOON)


@pytest.mark.parametrize("first", sorted(ADMIN_ROLES))
@pytest.mark.parametrize("second", sorted(ADMIN_ROLES))
def test_nobody_is_two_kinds_of_administrator(district: District, first: Role, second: Role) -> None:
    post = district.post("安宁", first, district.root)

    with pytest.raises(Refused, match=r"不同的人担任|不必重复任命"):
        actions.appoint(post.person, second, area=district.root, since=NOON, by=ADMIN, at=NOON)


@pytest.mark.parametrize("admin", sorted(ADMIN_ROLES))
@pytest.mark.parametrize("role", [Role.RESIDENT, Role.OFFICER])
def test_no_administrator_holds_a_case_permit(district: District, admin: Role, role: Role) -> None:
    one = district.post("安宁", admin, district.root)
    with pytest.raises(Refused, match="不能兼任办理事项"):
        actions.appoint(one.person, role, area=district.grid, since=NOON, by=ADMIN, at=NOON)

    other = district.post("林晓", role, district.grid)
    with pytest.raises(Refused, match="不能兼任办理事项"):
        actions.appoint(other.person, admin, area=district.root, since=NOON, by=ADMIN, at=NOON)


def test_every_role_that_can_be_held_carries_a_case_permit_or_is_an_administrator() -> None:
    for role in set(Role) - NOT_POSTS - ADMIN_ROLES:
        assert PERMITS[role] & rules.CASE_PERMITS, role
    for role in ADMIN_ROLES:
        assert not PERMITS[role] & rules.CASE_PERMITS, role


def test_after_the_old_post_has_ended_the_new_one_is_free(district: District) -> None:
    post = district.post("安宁", Role.SYSTEM_ADMIN, district.root)
    later = NOON + timedelta(days=1)

    actions.end_post(post, by=ADMIN, at=later)
    new = actions.appoint(post.person, Role.OFFICER, area=district.grid, since=later, by=ADMIN, at=later)

    assert list(Post.objects.held(later)) == [new]
    with pytest.raises(Refused, match="已经结束"):
        actions.end_post(post, by=ADMIN, at=later)


def test_the_same_post_twice_is_refused_but_two_grids_are_two_hats(district: District) -> None:
    post = district.post("林晓", Role.OFFICER, district.grid)
    other = district.area("990101001001002")

    with pytest.raises(Refused, match="不必重复任命"):
        actions.appoint(post.person, Role.OFFICER, area=district.grid, since=NOON, by=ADMIN, at=NOON)
    actions.appoint(post.person, Role.OFFICER, area=other, since=NOON, by=ADMIN, at=NOON)

    assert Post.objects.held(NOON).filter(person=post.person).count() == 2


def test_a_post_ends_after_it_begins(district: District) -> None:
    with pytest.raises(Refused, match="晚于开始"):
        district.post("林晓", Role.OFFICER, district.grid, until=NOON)


def test_a_retired_area_takes_no_posts(district: District) -> None:
    actions.retire(district.grid, successor=None, by=ADMIN, at=NOON)

    with pytest.raises(Refused, match="已停用，不能再任命岗位"):
        district.post("林晓", Role.OFFICER, district.grid)
    with pytest.raises(Refused, match="已停用"):
        actions.serve(district.unit("清扫队"), district.grid, by=ADMIN, at=NOON)


def test_whoever_runs_one_street_appoints_nobody_in_the_next(district: District) -> None:
    by = Acting(Role.SYSTEM_ADMIN, area_path=district.street.path)
    person = district.person("林晓")

    with pytest.raises(NotAllowed):
        actions.appoint(
            person, Role.OFFICER, area=district.area("990101002001001"), since=NOON, by=by, at=NOON
        )
    with pytest.raises(NotAllowed):
        actions.appoint(
            person, Role.OFFICER, area=district.grid, since=NOON, by=Acting(Role.SECRETARY), at=NOON
        )
    actions.appoint(person, Role.OFFICER, area=district.grid, since=NOON, by=by, at=NOON)


def test_who_answers_is_told_level_by_level_with_vacancies(district: District) -> None:
    district.post("林晓", Role.OFFICER, district.grid)
    district.post("郑安", Role.LEADER, district.grid)
    district.post("舒平", Role.SECRETARY, district.community)
    district.post("席明", Role.SYSTEM_ADMIN, district.root)
    node = queries.area(district.grid.pk)
    assert node is not None

    levels = queries.who_answers(node, at=NOON)

    told = [(a.area.name, [p.person.name for p in a.posts], a.is_vacant) for a in levels]
    assert told == [
        ("第一网格", ["郑安", "林晓"], False),
        ("桂苑社区", ["舒平"], False),
        ("柳岸街道", [], True),
        ("清岚区", [], True),
    ]


def test_the_desk_is_the_nearest_level_with_somebody_at_it(district: District) -> None:
    district.post("舒平", Role.SECRETARY, district.community)
    district.post("赵度", Role.STREET_DISPATCHER, district.street, until=NOON + timedelta(days=1))

    def desk(top_rank: int = 9, days: int = 0) -> str:
        node = queries.desk_above(district.grid.path, at=NOON + timedelta(days=days), top_rank=top_rank)
        return node.name if node else ""

    assert desk() == "桂苑社区"
    assert desk(top_rank=1) == "柳岸街道"
    assert desk(top_rank=1, days=1) == ""
    assert not queries.has_desk(district.grid.pk, at=NOON)


def test_the_team_of_a_grid_is_compared_with_its_template(district: District) -> None:
    district.post("林晓", Role.OFFICER, district.grid, employment_type="full_time")
    district.post("郑安", Role.LEADER, district.grid)
    district.post("郑康", Role.LEADER, district.area("990101001001002"))
    district.post("郑健", Role.LEADER, district.area("990101001001002"))
    actions.change_area(district.area("990101001001003"), households=120, by=ADMIN, at=NOON)
    actions.change_area(district.area("990101001001004"), households=900, by=ADMIN, at=NOON)
    node = queries.area(district.community.pk)
    assert node is not None

    findings = queries.formula_check(node, at=NOON)

    told = {(f.concern, f.text) for f in findings}
    assert not any("桂苑社区·第一网格" in text for _, text in told)
    assert (Concern.LEADER, "桂苑社区·第二网格有 2 位网格长，应只有一位。") in told
    assert (Concern.OFFICER, "桂苑社区·第二网格没有专职网格员。") in told
    assert (Concern.HOUSEHOLDS, "桂苑社区·第三网格只有 120 户，少于 200 户，可考虑合并。") in told
    assert (Concern.HOUSEHOLDS, "桂苑社区·第四网格有 900 户，多于 700 户，可考虑拆分。") in told


def test_reserved_land_needs_no_team(district: District) -> None:
    land = actions.add_area(
        district.community, name="预留网格", rank=4, grid_type="reserved", by=ADMIN, at=NOON
    )
    node = queries.area(land.pk)
    assert node is not None

    assert queries.formula_check(node, at=NOON) == []


def test_the_nearest_unit_of_a_department_serves(district: District) -> None:
    wide, near = district.unit("区环卫所"), district.unit("柳岸环卫队")
    actions.serve(wide, district.root, by=ADMIN, at=NOON)
    actions.serve(near, district.street, by=ADMIN, at=NOON)
    actions.serve(near, district.street, by=ADMIN, at=NOON)

    def unit(area: str) -> str:
        found = queries.unit_for("sanitation", district.area(area).path)
        return found.name if found else ""

    assert unit("990101001001001") == "柳岸环卫队单位"
    assert unit("990101002001001") == "区环卫所单位"
    assert queries.unit_for("police", district.grid.path) is None
    actions.stop_serving(near, district.street, by=ADMIN, at=NOON)
    assert unit("990101001001001") == "区环卫所单位"
    people.change_unit(wide, name="x", department=wide.department, is_active=False, by=OPERATOR, at=NOON)
    queries.forget()
    assert unit("990101001001001") == ""


def test_the_card_of_a_grid_says_who_is_who(district: District) -> None:
    district.post("郑安", Role.LEADER, district.grid)
    actions.serve(district.unit("清扫队"), district.street, by=ADMIN, at=NOON)
    node = queries.area(district.grid.pk)
    assert node is not None

    card = queries.grid_card(node, at=NOON)

    assert card.households == 500
    assert [unit.name for unit in card.units] == ["清扫队单位"]
    assert card.answering[0].posts[0].person.name == "郑安"
    assert [f.concern for f in card.findings] == [Concern.OFFICER]


def test_a_unit_that_serves_nowhere_has_nothing_to_stop(district: District) -> None:
    actions.stop_serving(district.unit("清扫队"), district.street, by=ADMIN, at=NOON)

    assert not Entry.objects.filter(verb="grids.stop_serving").exists()


def test_no_desk_above_means_nobody(district: District) -> None:
    assert queries.desk_above(district.grid.path, at=NOON) is None
