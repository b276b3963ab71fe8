"""Routing rules in the database, the preview that reads them, and the check that finds what has no route."""

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids import actions as grids
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters import actions, queries
from wangge.matters.models import Matter, RoutingRule, RoutingRuleVersion
from wangge.matters.rules import Level, RouteSource, Urgency
from wangge.matters.rules.drafts import RuleDraft
from wangge.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def add(town: Town, unit: Unit, **about: object) -> RoutingRule:
    draft = RuleDraft(
        matter=str(about.get("matter", "")),
        category=str(about.get("category", "")),
        area=about.get("area"),  # type: ignore[arg-type]
        lead_unit=unit.pk,
        assist_units=about.get("assists", ()),  # type: ignore[arg-type]
    )
    return actions.add_rule(draft=draft, reason="本地分工", by=town.hat("district"), at=MONDAY_9_00)


def lead(town: Town, code: str = "FAC-03") -> str:
    found = queries.route_for(queries.matter(code), town.grid.path)
    return found.lead.name if found.lead else ""


def test_the_catalogue_s_department_leads_to_the_unit_nearest_above(stocked: Town) -> None:
    assert lead(stocked) == "清岚区市政所"
    assert lead(stocked, "PRO-02") == "柳荫物业公司"


def test_a_rule_for_a_street_speaks_there_and_not_elsewhere(stocked: Town) -> None:
    add(stocked, stocked.lighting, matter="FAC-03", area=stocked.street.pk, assists=(stocked.works.pk,))

    here = queries.route_for(queries.matter("FAC-03"), stocked.grid.path)
    there = queries.route_for(queries.matter("FAC-03"), stocked.far_grid.path)

    assert (here.lead and here.lead.name, [u.name for u in here.assists]) == (
        "清岚区路灯所",
        ["清岚区市政所"],
    )
    assert here.source == RouteSource.RULE
    assert "“柳湾街道”及以下" in here.why[0]
    assert there.source == RouteSource.CATALOGUE


def test_the_second_rule_for_the_same_matter_and_place_is_refused(stocked: Town) -> None:
    add(stocked, stocked.lighting, matter="FAC-03")
    add(stocked, stocked.lighting, matter="FAC-03", area=stocked.street.pk)

    with pytest.raises(Refused, match="已经有一条"):
        add(stocked, stocked.works, matter="FAC-03")
    with pytest.raises(Refused, match="已经有一条"):
        add(stocked, stocked.works, matter="FAC-03", area=stocked.street.pk)


def test_a_retired_rule_gives_way_and_every_change_is_kept(stocked: Town) -> None:
    rule = add(stocked, stocked.lighting, matter="FAC-03")
    changed = actions.edit_rule(
        rule,
        draft=RuleDraft("FAC-03", "", None, stocked.sanitation.pk, (stocked.works.pk,)),
        reason="换一家",
        expected=1,
        by=stocked.hat("district"),
        at=MONDAY_9_00,
    )
    assert lead(stocked) == "柳湾环卫所"

    actions.retire_rule(changed, reason="回到目录", expected=2, by=stocked.hat("district"), at=MONDAY_9_00)

    assert lead(stocked) == "清岚区市政所"
    versions = RoutingRuleVersion.objects.filter(rule=rule).order_by("number")
    assert [(v.number, v.data["lead_name"], v.data["is_active"]) for v in versions] == [
        (1, "清岚区路灯所", True),
        (2, "柳湾环卫所", True),
        (3, "柳湾环卫所", False),
    ]
    assert Entry.objects.filter(subject=f"rule:{rule.pk}").count() == 3


def test_a_rule_needs_a_matter_or_a_category_and_units_that_may_get_orders(stocked: Town) -> None:
    with pytest.raises(Refused) as nothing:
        add(stocked, stocked.lighting)
    with pytest.raises(Refused) as both:
        add(stocked, stocked.lighting, matter="FAC-03", category="FAC")
    with pytest.raises(Refused) as helper:
        add(stocked, stocked.lighting, matter="FAC-03", assists=(stocked.lighting.pk,))

    assert [r.value.field for r in (nothing, both, helper)] == ["matter", "matter", "assist_units"]


def test_a_street_s_dispatcher_may_not_set_rules(stocked: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.add_rule(
            draft=RuleDraft("FAC-03", "", stocked.street.pk, stocked.works.pk),
            reason="自己定",
            by=stocked.dispatcher,
            at=MONDAY_9_00,
        )


def test_the_preview_says_where_until_when_and_why(stocked: Town) -> None:
    found = queries.preview(queries.matter("FIR-01"), stocked.grid, at=MONDAY_9_00)

    assert found.route is not None
    assert found.route.lead is not None
    assert found.route.lead.name == "柳荫物业公司"
    assert (found.desk, found.urgency) == (Level.GRID, Urgency.HIGH)
    assert found.due_at is not None
    assert (found.due_at - MONDAY_9_00).total_seconds() == 2 * 3600
    assert found.explained[-1].startswith("因此")
    assert [step.no for step in found.steps] == [1, 2, 4, 5]
    assert found.done_when


def test_the_preview_takes_the_matter_from_the_words_and_hears_danger(stocked: Town) -> None:
    found = queries.preview(None, stocked.grid, at=MONDAY_9_00, text="三单元电梯里困了人，按铃没人应")

    assert found.matter is not None
    assert found.matter.code == "EMG-02"
    assert found.emergency is not None
    assert found.emergency.call == ("119",)
    assert (found.urgency, found.desk) == (Urgency.EMERGENCY, Level.STREET)
    assert found.due_at is None


def test_words_that_mean_nothing_find_no_matter(stocked: Town) -> None:
    assert queries.preview(None, stocked.grid, at=MONDAY_9_00, text="在吗").matter is None


def test_the_check_names_each_department_that_is_missing_once_for_the_highest_area(stocked: Town) -> None:
    gaps = {(gap.department, gap.area.name) for gap in queries.routes_missing(stocked.district)}

    assert ("gas_company", "清岚区") in gaps
    assert ("sanitation", "石桥街道") in gaps
    assert ("property_company", "荷塘社区") in gaps
    assert not {area for department, area in gaps if department == "municipal_works"}


def test_a_gap_closes_when_somebody_takes_its_matters(stocked: Town) -> None:
    gap = next(g for g in queries.routes_missing(stocked.district) if g.department == "gas_company")
    matters = list(Matter.objects.filter(pk__in=[m.code for m in gap.matters]))

    made = actions.close_gap(
        matters, area=stocked.district, unit=stocked.water, by=stocked.hat("district"), at=MONDAY_9_00
    )

    assert len(made) == len(gap.matters) == 2
    assert all(g.department != "gas_company" for g in queries.routes_missing(stocked.district))


def test_a_unit_that_begins_to_serve_closes_the_gap_too(stocked: Town) -> None:
    grids.serve(stocked.sanitation, stocked.other_street, by=stocked.sysadmin, at=MONDAY_9_00)

    assert all(gap.department != "sanitation" for gap in queries.routes_missing(stocked.district))
