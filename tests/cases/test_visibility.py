"""Who may learn that a case exists: decision 5 and domain/04 section 1d."""

import pytest

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case
from wangge.grids.access import Acting, Permit, Role
from wangge.kernel.refusal import NotAllowed
from wangge.matters.rules import Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def sees(case: Case, acting: Acting) -> bool:
    return Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk=case.pk).exists()


def test_an_internal_case_is_seen_by_its_grid_and_all_desks_above(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-02")

    for who in ("officer", "leader", "staff", "secretary", "dispatcher", "streetleader", "district"):
        assert sees(case, town.hat(who)), who
    for who in ("next_officer", "other_officer", "other_staff", "other_dispatcher", "captain", "resident"):
        assert not sees(case, town.hat(who)), who
    for who in ("sysadmin", "secadmin", "audit", "handler"):
        assert not sees(case, town.hat(who)), who


def test_a_call_for_help_from_a_home_is_seen_by_its_desk_alone(town: Town, story: Story) -> None:
    _ = town.dispatcher, town.staff, town.officer
    case = story.reported(text="他又打我了，孩子在哭", matter="")

    assert case.visibility == Visibility.CONFIDENTIAL
    assert case.desk == town.street
    assert sees(case, town.dispatcher)
    for who in ("officer", "leader", "captain", "staff", "secretary", "verifier", "district", "handler"):
        assert not sees(case, town.hat(who)), who


def test_a_complaint_about_the_grid_officer_stands_above_his_community(town: Town, story: Story) -> None:
    _ = town.staff, town.dispatcher
    case = story.reported(text="网格员从来没见过人", matter="GOV-04")

    assert case.desk == town.street
    for who in ("officer", "leader", "next_officer", "staff", "secretary", "captain"):
        assert not sees(case, town.hat(who)), who
    assert sees(case, town.dispatcher)


def test_the_accused_never_opens_it_even_from_the_desk_that_holds_it(town: Town, story: Story) -> None:
    case = story.reported(text="街道的人态度差", matter="GOV-04")
    second_hat = town.appoint("officer", Role.STREET_DISPATCHER, town.street).acting()
    assert sees(case, second_hat)

    actions.accept(case, accused=[town.person("officer")], by=town.dispatcher, at=MONDAY_9_00)

    assert not sees(case, second_hat)
    assert sees(case, town.dispatcher)


def test_no_order_goes_to_the_unit_that_is_complained_of(town: Town, story: Story) -> None:
    case = story.accepted(text="环卫所的人骂人", matter="GOV-04")
    case.accused.create(unit=town.sanitation)

    with pytest.raises(Exception, match="被反映"):
        actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=MONDAY_9_00)


def test_another_unit_does_not_learn_of_an_order(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-01")

    assert sees(case, town.other_handler)  # its own unit, sanitation
    assert not sees(case, town.handler)


def test_a_helper_named_on_a_confidential_case_sees_it(town: Town, story: Story) -> None:
    case = story.accepted(text="我老公又打我了", matter="SEC-08")
    assert not sees(case, town.verifier)

    actions.add_helper(case, person=town.person("verifier"), by=town.dispatcher, at=MONDAY_9_00)

    case.refresh_from_db()
    assert not sees(case, town.verifier)  # a verifier sees what is to be verified
    assert not Case.objects.open_to(town.verifier, Permit.CASE_VERIFY).filter(pk=case.pk).exists()
    assert sees(case, town.appoint("verifier", Role.STAFF, town.community).acting())


def test_visibility_is_raised_but_never_lowered(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01", by=town.dispatcher)
    case = actions.raise_visibility(case, note="涉及个人", by=town.dispatcher, at=MONDAY_9_00)
    assert case.is_confidential

    case = actions.accept(
        case, by=town.staff if case.desk == town.community else town.dispatcher, at=MONDAY_9_00
    )

    assert case.is_confidential


def test_the_title_of_a_confidential_case_is_its_category(story: Story) -> None:
    case = story.reported(text="我老公又打我了", matter="SEC-08")
    case = Case.objects.select_related("matter__category").get(pk=case.pk)

    assert case.title == case.matter.category.name  # type: ignore[union-attr]


def test_a_captain_reports_and_finds_his_own_again(town: Town, story: Story) -> None:
    from wangge.cases.models import Appeal

    appeal = story.report("楼道灯坏了", matter="PRO-02", by=town.captain)

    assert Appeal.objects.open_to(town.captain, Permit.CASE_SEE).get() == appeal
    assert not Appeal.objects.open_to(town.resident, Permit.CASE_SEE).exists()


def test_the_contact_is_revealed_to_who_holds_it_and_written_down(town: Town, story: Story) -> None:
    from wangge.journal.models import Entry

    appeal = story.report(matter="ENV-01", phone="13800001234")
    actions.accept(appeal.case, by=town.dispatcher, at=MONDAY_9_00)
    desk = {"grid": "officer", "community": "staff", "street": "dispatcher"}
    holder = next(w for place, w in desk.items() if appeal.case.desk == getattr(town, place))

    contact = actions.reveal(appeal, reason="first_contact", by=town.hat(holder), at=MONDAY_9_00 + HOUR)

    assert contact.phone == "13800001234"
    assert Entry.objects.filter(verb="people.reveal").count() == 1
    with pytest.raises(NotAllowed):
        actions.reveal(appeal, reason="first_contact", by=town.next_officer, at=MONDAY_9_00 + HOUR)


def test_the_people_of_an_accused_unit_never_learn_of_it_under_any_hat(town: Town, story: Story) -> None:
    case = story.reported(text="环卫所的人收钱", matter="GOV-04")
    hats = [town.appoint("other_handler", Role.STREET_DISPATCHER, town.street).acting(), town.other_handler]
    assert sees(case, hats[0])

    actions.accept(case, accused_units=[town.sanitation], by=town.dispatcher, at=MONDAY_9_00)

    assert not any(sees(case, hat) for hat in hats)
    assert sees(case, town.dispatcher)


def test_naming_a_unit_makes_a_case_confidential_and_bars_it_from_every_order(
    town: Town, story: Story
) -> None:
    case = story.reported(text="环卫所把垃圾倒在河里", matter="ENV-13")

    case = actions.accept(case, accused_units=[town.sanitation], by=town.dispatcher, at=MONDAY_9_00)

    assert case.is_confidential
    with pytest.raises(Exception, match="被反映"):
        actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=MONDAY_9_00)


def test_the_desk_names_units_on_the_page_of_a_confidential_case(town: Town, story: Story) -> None:
    _ = town.dispatcher
    case = story.reported(text="环卫所的人收钱", matter="GOV-04")
    address = f"/cases/{case.pk}/do/accept/"

    page = town.client("dispatcher").get(address).content.decode()
    town.client("dispatcher").post(
        address, {"matter": "GOV-04", "area": case.area_id, "accused_units": [town.sanitation.pk]}
    )

    assert "被反映的单位" in page
    assert list(case.accused.values_list("unit", flat=True)) == [town.sanitation.pk]


def test_whoever_may_check_a_confidential_case_is_offered_with_what_he_does(town: Town, story: Story) -> None:
    for who in ("verifier", "streetleader", "officer"):
        town.hat(who)
    case = story.accepted(text="我老公又打我了", matter="SEC-08")
    actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=MONDAY_9_00)
    story.hand_in(case, at=MONDAY_9_00 + HOUR)

    page = town.client("dispatcher").get(f"/cases/{case.pk}/do/add_helper/").content.decode()

    assert "由谁核查" in page
    assert "孙查实・核查员・柳湾街道" in page
    assert page.index("孙查实") < page.index("王格远")
    assert "洪扫净" not in page  # did the work
    assert "柳道直" not in page  # his post does not verify
