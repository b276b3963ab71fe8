"""What a case's words are taken for is remembered, corrected by the desk, and kept close where it must be."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.cases.story import HOUR, Story
from tests.town import LONG_AGO, MONDAY_9_00, Town
from wangge.cases import actions, jobs
from wangge.cases.models import Case
from wangge.cases.queries import custom, lessons
from wangge.cases.queries.guesses import to_show
from wangge.cases.rules.rights import Wish
from wangge.grids.access import THE_CLOCK, Permit
from wangge.matters import actions as catalogue
from wangge.matters import queries as matters
from wangge.matters.models import Matter, Reading
from wangge.matters.queries import understanding
from wangge.matters.rules import Visibility
from wangge.matters.rules.sensitive import sensitive
from wangge.matters.rules.understanding.remembered import memory_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
#: Means WEL-01, which is confidential, in words that no list of hints holds.
CLOSE = "我男人走了以后家里断了粮，两个孩子学费也交不上，政府能不能拉一把"


@pytest.fixture
def reading(town: Town, settings: Settings) -> None:
    """The whole catalogue is there, and messages are read with the model, as in an installation."""
    catalogue.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
    settings.READ_WITH_MODEL = True
    understanding.the_model()


def taken_in(*cases: Case) -> None:
    jobs.taken_in([{"case": str(case.pk)} for case in cases], at=MONDAY_9_00)


@pytest.mark.usefixtures("reading")
def test_what_an_unfiled_case_is_taken_for_is_remembered_after_the_answer(town: Town, story: Story) -> None:
    unfiled, filed = story.reported(text="路灯黑了一排", matter=""), story.reported(text="路灯黑了")

    taken_in(unfiled, filed)

    read = Reading.objects.get()
    assert read.case_id == unfiled.pk
    assert read.codes[0] == "FAC-03"
    assert read.decided == ""


@pytest.mark.usefixtures("reading")
def test_a_dispatcher_s_correction_is_remembered_and_teaches_more(town: Town, story: Story) -> None:
    case = story.reported(text="路灯黑了一排", matter="")
    taken_in(case)

    lamp = Matter.objects.get(code="PRO-02")
    actions.accept(case, matter=lamp, by=town.staff, at=MONDAY_9_00 + HOUR)

    read = Reading.objects.get()
    assert (read.codes[0], read.decided) == ("FAC-03", "PRO-02")


@pytest.mark.usefixtures("reading")
def test_what_a_desk_corrected_is_suggested_at_once_for_words_like_those(town: Town, story: Story) -> None:
    case = story.reported(text="丁字口那盏大灯一到半夜就不亮", matter="")
    taken_in(case)
    assert to_show("丁字口的大灯半夜又不亮了", town.dispatcher)[0][0] != "UTL-05"

    actions.accept(case, matter=Matter.objects.get(code="UTL-05"), by=town.staff, at=MONDAY_9_00 + HOUR)

    assert to_show("丁字口的大灯半夜又不亮了", town.dispatcher)[0][0] == "UTL-05"
    assert to_show("垃圾桶满了没人收", town.dispatcher)[0][0] == "ENV-02"


@pytest.mark.usefixtures("reading")
def test_a_correction_is_forgotten_with_its_case(town: Town, story: Story) -> None:
    case = story.reported(text="丁字口那盏大灯一到半夜就不亮", matter="")
    taken_in(case)
    actions.accept(case, matter=Matter.objects.get(code="UTL-05"), by=town.staff, at=MONDAY_9_00 + HOUR)

    Case.objects.filter(pk=case.pk).update(forgotten_at=MONDAY_9_00 + HOUR)

    assert to_show("丁字口的大灯半夜又不亮了", town.dispatcher)[0][0] != "UTL-05"


@pytest.mark.usefixtures("reading")
def test_words_that_their_sender_had_corrected_are_remembered_no_more(town: Town, story: Story) -> None:
    said = "丁字口那盏大灯一到半夜就不亮"
    case = story.reported(text=said, matter="", phone="13800001111")
    taken_in(case)
    actions.accept(case, matter=Matter.objects.get(code="UTL-05"), by=town.staff, at=MONDAY_9_00 + HOUR)
    before = custom.remembered()
    appeal = case.appeals.get()
    wish = actions.ask_data(
        appeal, wish=Wish.CORRECT, text="写错了", by=story.me(appeal), at=MONDAY_9_00 + HOUR
    )
    new = "西门口的井盖响得睡不着"

    actions.fulfil(
        wish, is_granted=True, said="已更正。", text=new, by=town.dispatcher, at=MONDAY_9_00 + 2 * HOUR
    )

    assert custom.remembered() != before
    assert custom.remembered() == memory_of([(new, "UTL-05")])


@pytest.mark.usefixtures("reading")
def test_the_name_of_an_area_is_no_word_about_its_workers(town: Town) -> None:
    text = f"{town.grid.name}噪音太大"

    assert "GOV-04" not in [code for code, _, _ in to_show(text, town.dispatcher)]
    assert any(code.startswith("NOI") for code, _, _ in to_show(text, town.dispatcher))


def test_where_no_route_leads_the_unit_of_earlier_cases_is_offered(town: Town, story: Story) -> None:
    for _ in range(3):
        story.dispatched(lead=town.enforcement)
    story.dispatched(lead=town.sanitation)
    case = story.accepted()
    entry = matters.catalogue().matters[case.matter_id or ""]

    guess = custom.unit_before(entry, case.area_path, among={town.enforcement.pk, town.sanitation.pk})
    other = custom.unit_before(entry, case.area_path, among={town.sanitation.pk})

    assert guess is not None
    assert (guess.unit, guess.cases) == (town.enforcement.pk, 3)
    assert other is not None
    assert other.unit == town.sanitation.pk
    assert custom.unit_before(entry, case.area_path, among=()) is None


@pytest.mark.usefixtures("reading")
def test_what_sounds_confidential_leaves_the_grid_before_anybody_files_it(town: Town, story: Story) -> None:
    _ = town.officer, town.dispatcher, town.staff
    assert not sensitive(CLOSE)
    case = story.reported(text=CLOSE, matter="")
    assert Case.objects.open_to(town.officer, Permit.CASE_SEE).filter(pk=case.pk).exists()

    taken_in(case)

    case.refresh_from_db()
    assert case.visibility == Visibility.CONFIDENTIAL
    assert not Case.objects.open_to(town.officer, Permit.CASE_SEE).filter(pk=case.pk).exists()


@pytest.mark.usefixtures("reading")
def test_a_confidential_matter_is_suggested_to_the_desk_above_the_grid_alone(town: Town) -> None:
    to_desk = [code for code, _, _ in to_show(CLOSE, town.dispatcher)]
    to_grid = [code for code, _, _ in to_show(CLOSE, town.officer)]

    assert "WEL-01" in to_desk
    assert "WEL-01" not in to_grid


@pytest.mark.usefixtures("reading")
def test_the_report_page_says_which_words_decided(town: Town, client: Client) -> None:
    page = client.post("/report/guess/", {"text": "柳荫巷的路灯黑了一排，晚上看不见路"})

    text = page.content.decode()
    assert "路灯故障" in text
    assert "因为您说了" in text
    assert "“路灯" in text


@pytest.mark.usefixtures("reading")
def test_mere_talk_suggests_nothing(town: Town, client: Client) -> None:
    page = client.post("/report/guess/", {"text": "谢谢你们，辛苦啦"})

    assert "看起来是这件事" not in page.content.decode()


def test_closed_cases_teach_their_masked_words_and_confidential_ones_nothing(
    town: Town, story: Story
) -> None:
    closed = story.closed(text="路灯坏了，找李师傅，电话13800000000")
    Reading.objects.create(
        case_id=closed.pk, codes=["PRO-02"], share=0.5, urgency="low", read_at=MONDAY_9_00, decided="FAC-03"
    )
    hidden = story.closed(text="路灯又坏了")
    Case.objects.filter(pk=hidden.pk).update(visibility=Visibility.CONFIDENTIAL)

    found = lessons.examples()

    assert [example.codes for example in found] == [("FAC-03",)]
    assert "13800000000" not in found[0].text
    assert found[0].weight > 1


def test_too_few_cases_teach_nothing_and_say_so(town: Town, settings: Settings, tmp_path: Path) -> None:
    settings.MODELS = tmp_path

    with pytest.raises(CommandError, match="至少要 30 件"):
        call_command("learn")
    with pytest.raises(CommandError, match="没有可以退回的"):
        call_command("learn", back=True)
