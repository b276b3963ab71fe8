"""The catalogue in the database: seeded once and again, edited by version, read from memory."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.town import LONG_AGO, MONDAY_9_00, Town
from wangge.grids.access import Acting
from wangge.journal.models import THE_CLOCK, Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters import actions, queries
from wangge.matters.forms import draft_of
from wangge.matters.models import HandlingModel, HandlingModelVersion, Matter, MatterVersion, Setting
from wangge.matters.rules import Level, ModelEntry, StepLimit, Track, Urgency, Visibility
from wangge.matters.rules.drafts import MatterDraft, NumberDraft
from wangge.worktime.rules import Limit, LimitUnit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def lamp() -> Matter:
    return Matter.objects.get(pk="FAC-03")


def edit(draft: MatterDraft, by: Acting, *, reason: str = "本地情况不同", code: str = "FAC-03") -> Matter:
    matter = Matter.objects.get(pk=code)
    return actions.edit_matter(
        matter, draft=draft, reason=reason, expected=matter.version, by=by, at=MONDAY_9_00
    )


def own(name: str = "本区特有的事") -> MatterDraft:
    return MatterDraft(
        name=name,
        category="FAC",
        lead_dept="municipal_works",
        level=Level.STREET,
        urgency=Urgency.NORMAL,
        limit_value=2,
        limit_unit=LimitUnit.WORKING_DAY,
        track=Track.ADMIN,
        visibility=Visibility.PUBLIC,
    )


def test_seeding_enters_everything_with_a_first_version(stocked: Town) -> None:
    assert Matter.objects.count() == MatterVersion.objects.count() == 195
    assert HandlingModel.objects.count() == HandlingModelVersion.objects.count() == 22
    assert queries.catalogue().matters["FAC-03"].limit == Limit(2, LimitUnit.WORKING_DAY)


def test_seeding_again_changes_nothing(stocked: Town) -> None:
    again = actions.seed_catalogue(by=THE_CLOCK, at=MONDAY_9_00)

    assert (again.matters, again.models, again.numbers, again.renewed, again.kept) == (0, 0, 0, 0, 0)
    assert MatterVersion.objects.count() == 195


def test_seeding_never_overwrites_what_was_edited_but_renews_what_was_not(stocked: Town) -> None:
    edit(replace(draft_of(lamp()), name="路灯不亮"), stocked.sysadmin)
    Matter.objects.filter(pk="FAC-02").update(name="旧版本的名称")

    again = actions.seed_catalogue(by=THE_CLOCK, at=MONDAY_9_00)

    assert (again.renewed, again.kept) == (1, 1)
    assert lamp().name == "路灯不亮"
    assert Matter.objects.get(pk="FAC-02").name == "路面破损坑洼"
    assert Matter.objects.get(pk="FAC-02").version == 2


def test_an_edit_is_a_new_version_with_who_when_and_why(stocked: Town) -> None:
    edit(replace(draft_of(lamp()), limit_value=1), stocked.hat("district"), reason="路灯所承诺一天")

    first, second = MatterVersion.objects.filter(matter="FAC-03").order_by("number")
    assert (first.data["limit_value"], second.data["limit_value"]) == (2, 1)
    assert (second.by_person_id, second.at, second.reason) == (
        stocked.hat("district").person_id,
        MONDAY_9_00,
        "路灯所承诺一天",
    )
    assert queries.matter("FAC-03").limit == Limit(1, LimitUnit.WORKING_DAY)
    assert queries.matter_version("FAC-03", 1).limit == Limit(2, LimitUnit.WORKING_DAY)
    assert Entry.objects.filter(verb="matters.edit_matter", subject="matter:FAC-03").count() == 1


def test_an_edit_without_a_reason_or_without_a_change_is_refused(stocked: Town) -> None:
    with pytest.raises(Refused, match="为什么"):
        edit(replace(draft_of(lamp()), limit_value=1), stocked.sysadmin, reason=" ")
    with pytest.raises(Refused, match="没有改动"):
        edit(draft_of(lamp()), stocked.sysadmin)


def test_two_people_do_not_overwrite_each_other(stocked: Town) -> None:
    edit(replace(draft_of(lamp()), limit_value=1), stocked.sysadmin)

    with pytest.raises(Refused, match="别人改过"):
        actions.edit_matter(
            lamp(), draft=own(), reason="晚来一步", expected=1, by=stocked.hat("district"), at=MONDAY_9_00
        )


@pytest.mark.parametrize("who", ["dispatcher", "officer", "secretary", "secadmin", "handler"])
def test_only_the_district_and_the_system_administrator_edit(stocked: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        edit(replace(draft_of(lamp()), limit_value=1), getattr(stocked, who))


def test_lowering_the_visibility_is_journalled_with_its_reason(stocked: Town) -> None:
    secret = Matter.objects.get(pk="LAB-01")

    edit(
        replace(draft_of(secret), visibility=Visibility.INTERNAL),
        stocked.sysadmin,
        reason="经法制办审核",
        code="LAB-01",
    )

    note = Entry.objects.get(verb="matters.lower_visibility").note
    assert "保密 → 内部" in note
    assert "经法制办审核" in note


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "重点人员走访"}, "name"),
        ({"phrases": ("楼里有人上访",)}, "phrases"),
        ({"assist_depts": ("municipal_works",)}, "assist_depts"),
        ({"lead_dept": "nobody"}, "lead_dept"),
        ({"track": Track.DELIBERATION, "urgency": Urgency.HIGH}, "track"),
        ({"track": Track.BOTH, "visibility": Visibility.CONFIDENTIAL}, "track"),
        ({"limit_value": 0.0}, "limit_value"),
        ({"limit_unit": LimitUnit.IMMEDIATE}, "limit_unit"),
    ],
)
def test_what_a_matter_may_not_be_is_refused_at_the_field(
    stocked: Town, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        edit(replace(draft_of(lamp()), **change), stocked.sysadmin)  # type: ignore[arg-type]

    assert refusal.value.field == field


def test_a_limit_shorter_than_a_required_step_of_its_model_is_refused(stocked: Town) -> None:
    lane = Matter.objects.get(pk="FIR-01")

    with pytest.raises(Refused, match="第 2 步"):
        edit(replace(draft_of(lane), limit_value=1), stocked.sysadmin, code="FIR-01")


def add_own(code: str, town: Town) -> Matter:
    return actions.add_matter(
        code=code, slug="own", draft=own(), reason="本区需要", by=town.sysadmin, at=MONDAY_9_00
    )


def test_an_installation_adds_matters_under_codes_of_its_own(stocked: Town) -> None:
    made = add_own("x-fac-01", stocked)

    assert made.code == "X-FAC-01"
    assert queries.matter("X-FAC-01").name == "本区特有的事"
    with pytest.raises(Refused, match="X-"):
        add_own("FAC-99", stocked)
    with pytest.raises(Refused, match="已经有了"):
        add_own("X-FAC-01", stocked)


def model_h02() -> ModelEntry:
    return queries.catalogue().models["H02"]


def edit_model(draft: ModelEntry, by: Acting) -> HandlingModel:
    model = HandlingModel.objects.get(pk=draft.code)
    return actions.edit_model(
        model, draft=draft, reason="按演练结果改", expected=model.version, by=by, at=MONDAY_9_00
    )


def test_a_changed_model_is_a_new_version_and_the_old_one_can_still_be_read(stocked: Town) -> None:
    before = model_h02()

    edit_model(replace(before, remark="先拍照后移车"), stocked.sysadmin)

    assert queries.model_for("FIR-01") == replace(before, remark="先拍照后移车", version=2)
    assert queries.model_version("H02", 1) == before
    assert (
        HandlingModel.objects.get(pk="H02").steps
        == HandlingModelVersion.objects.get(model="H02", number=1).data["steps"]
    )


def test_a_model_is_refused_when_a_step_is_late_or_a_matter_already_follows_another(stocked: Town) -> None:
    late = replace(model_h02().steps[0], limit=StepLimit(1, "working_day"))

    with pytest.raises(Refused, match="比事项 FIR-01 的时限还晚"):
        edit_model(replace(model_h02(), steps=(late, *model_h02().steps[1:])), stocked.sysadmin)
    with pytest.raises(Refused, match="已经按 H13 办理"):
        edit_model(replace(model_h02(), matter_codes=("FIR-01", "FIR-05", "FAC-01")), stocked.sysadmin)
    with pytest.raises(Refused, match="重点人"):
        edit_model(replace(model_h02(), escalation="列入重点人"), stocked.sysadmin)


def test_a_number_changes_from_a_day_on_and_the_old_one_stays(stocked: Town) -> None:
    day = date(2026, 12, 1)

    actions.change_number(
        "acknowledge", draft=NumberDraft(2, day, "区里统一"), by=stocked.sysadmin, at=MONDAY_9_00
    )

    assert queries.limit("acknowledge", on=day - timedelta(days=1)) == Limit(4, LimitUnit.WORKING_HOUR)
    assert queries.limit("acknowledge", on=day) == Limit(2, LimitUnit.WORKING_HOUR)
    assert Setting.objects.filter(key="acknowledge").count() == 2


def test_a_number_that_is_a_rule_of_the_product_or_lies_in_the_past_is_not_changed(stocked: Town) -> None:
    bound, past = NumberDraft(1, date(2026, 12, 1)), NumberDraft(2, date(2026, 11, 15))

    with pytest.raises(Refused, match="本系统的规矩"):
        actions.change_number("few_people", draft=bound, by=stocked.sysadmin, at=MONDAY_9_00)
    with pytest.raises(Refused, match="不能早于今天"):
        actions.change_number("acknowledge", draft=past, by=stocked.sysadmin, at=MONDAY_9_00)


def test_minutes_are_parts_of_an_hour(stocked: Town) -> None:
    assert queries.limit("acknowledge_emergency") == Limit(0.25, LimitUnit.CONTINUOUS_HOUR)
    assert queries.setting("assist_share").value == 0.8
    assert LONG_AGO.year == 2020
