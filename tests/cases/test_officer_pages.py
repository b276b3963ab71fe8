"""The phone of a grid's people: what needs them now, their list, a finding, the card, one case."""

from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, MINUTE, Story
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions
from wangge.cases.models import Appeal, Case, CaseTask
from wangge.cases.queries import officer
from wangge.cases.queries import page as pages
from wangge.cases.queries.officer import Board, Kind
from wangge.cases.rules.flows import Outcome, Source
from wangge.grids.access import Permit, Role

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + HOUR


def kinds(board: Board) -> dict[str, int]:
    return {str(kind): many for kind, many in board.counts().items() if many}


def board_of(town: Town, *who: str, at: datetime = LATER) -> Board:
    return officer.board([town.hat(one) for one in who], at=at)


def text(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# --- what needs me now ---


def test_a_report_on_the_grids_desk_waits_to_be_taken_by_anybody_of_the_grid(
    town: Town, story: Story
) -> None:
    case = story.reported(matter="ENV-01")
    town.hat("next_officer")

    assert [(t.kind, t.case) for t in board_of(town, "officer").all] == [(Kind.TAKE, case)]
    assert kinds(board_of(town, "leader")) == {"take": 1}
    assert kinds(board_of(town, "next_officer")) == {}


def test_what_is_taken_waits_for_its_holder_and_for_the_leader(town: Town, story: Story) -> None:
    second = town.appoint("other_officer", Role.OFFICER, town.grid).acting()
    case = story.reported(matter="ENV-01")
    actions.take_up(case, by=town.officer, at=MONDAY_9_00)

    assert kinds(board_of(town, "officer")) == {"hold": 1}
    assert kinds(board_of(town, "leader")) == {"hold": 1}
    assert kinds(officer.board([second], at=LATER)) == {}


def test_untouched_work_is_due_when_the_clock_would_take_it_away(town: Town, story: Story) -> None:
    """Four working hours after it came, though its own limit is days away."""
    case = story.accepted(matter="PRO-02", by="leader", at=MONDAY_9_00)

    (todo,) = board_of(town, "officer").all

    assert case.act_by > todo.due
    assert todo.due == MONDAY_9_00.replace(hour=15)


def test_somebody_elses_work_waits_to_be_verified_and_ones_own_does_not(town: Town, story: Story) -> None:
    story.submitted(matter="ENV-01")
    mine = story.submitted(matter="ENV-01")
    task = CaseTask.objects.create(case=mine, no=99, action="再看一次", roles=["officer"])
    Case.objects.filter(pk=mine.pk).update(state="in_hand")
    actions.tick(task, by=town.officer, at=LATER)
    Case.objects.filter(pk=mine.pk).update(state="verifying")

    assert kinds(board_of(town, "officer")) == {"verify": 1}
    assert kinds(board_of(town, "leader")) == {"verify": 2}


def test_a_line_of_the_check_list_calls_the_grid_to_a_units_case(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FIR-01")

    (todo,) = board_of(town, "officer").all

    assert (todo.kind, todo.case) == (Kind.HOLD, case)
    assert all("officer" in task.roles for task in todo.tasks)
    for task in todo.tasks:
        actions.tick(task, by=town.officer, at=LATER)
    assert kinds(board_of(town, "officer")) == {}


def test_aftercare_of_the_grid_shows_a_week_ahead_and_not_before(town: Town, story: Story) -> None:
    case = story.submitted(matter="FIR-01")
    case = actions.verify(case, note="通了。", by=town.verifier, at=LATER + HOUR)
    actions.close(case, outcome=Outcome.SOLVED, said="通道已清空。", by=town.dispatcher, at=LATER + 2 * HOUR)
    dues = [t.due_at for t in case.tasks.filter(kind="aftercare") if "officer" in t.roles]

    early = board_of(town, "officer", at=LATER - 8 * DAY)
    soon = board_of(town, "officer", at=LATER + 3 * HOUR)

    assert min(d for d in dues if d) == LATER + 2 * HOUR + 7 * DAY
    assert Kind.AFTER not in {todo.kind for todo in early.all}
    assert [(t.kind, len(t.tasks)) for t in soon.later] == [(Kind.AFTER, 1)]
    assert not soon.today


def test_a_verified_case_on_the_grids_desk_waits_for_the_leader_to_close_it(town: Town, story: Story) -> None:
    case = story.submitted(matter="ENV-01", by="other_handler")
    actions.verify(case, note="干净了。", by=town.verifier, at=LATER + HOUR)

    assert case.desk_id == town.grid.pk
    assert kinds(board_of(town, "leader")) == {"hold": 1}
    assert kinds(board_of(town, "officer")) == {}


def test_emergencies_stand_first_then_what_is_due_first(town: Town, story: Story) -> None:
    late = story.reported(matter="ENV-01", at=MONDAY_9_00)
    early = story.reported(matter="ENV-01", at=MONDAY_9_00 - DAY)
    urgent = story.reported(matter="ENV-01", at=MONDAY_9_00 + MINUTE)
    Case.objects.filter(pk=urgent.pk).update(urgency="emergency", act_by=MONDAY_9_00 + DAY)

    assert [todo.case for todo in board_of(town, "officer").today] == [urgent, early, late]


def test_a_person_with_two_grids_sees_both_and_each_row_says_under_which(town: Town, story: Story) -> None:
    second = town.appoint("officer", Role.OFFICER, town.next_grid)
    story.reported(matter="ENV-01")
    there = story.reported(matter="ENV-01", where="next_grid", place="玉兰公寓门口")
    client = town.client("officer")

    shown = text(client, "cases:officer_home")

    assert f'name="post" value="{second.pk}"' in shown
    assert "柳荫二网格网格员" in shown
    assert reverse("cases:case", args=[there.pk]) not in shown
    client.post(reverse("portal:choose_post"), {"post": second.pk})
    assert reverse("cases:case", args=[there.pk]) in text(client, "cases:officer_home")


def test_a_leader_of_a_community_sees_all_its_grids_and_none_is_ranked(town: Town, story: Story) -> None:
    hat = town.appoint("leader", Role.LEADER, town.community).acting()
    story.dispatched(matter="FAC-07", where="next_grid", at=MONDAY_9_00 - 30 * DAY)
    story.reported(matter="ENV-01", where="grid")

    board = officer.board([hat], at=LATER)
    lines = officer.grid_lines([hat], at=LATER)
    others = officer.elsewhere([hat], board, at=LATER)

    assert kinds(board) == {"take": 1}
    assert [(line.area.name, line.total, line.late) for line in lines] == [
        ("柳荫一网格", 1, 0),
        ("柳荫二网格", 1, 1),
    ]
    assert (others.total, others.late, len(others.named)) == (1, 1, 1)
    assert officer.grid_lines([town.hat("officer")], at=LATER) == []


def test_what_was_drawn_to_be_looked_at_waits_for_a_leader_above_the_grids(town: Town, story: Story) -> None:
    above = town.appoint("leader", Role.LEADER, town.community).acting()
    case = story.drawn(where="grid")

    (todo,) = officer.board([above], at=LATER).all

    assert (todo.kind, todo.case, todo.due.date()) == ("sample", case, MONDAY_9_00.date() + 3 * DAY)
    assert kinds(officer.board([town.hat("officer")], at=LATER)) == {}
    client = town.client("leader")
    page = text(client, "cases:officer_home")
    assert "待抽查" in page
    assert reverse("cases:deed", args=[case.pk, "sample_ok"]) in page
    assert "待抽查" not in text(town.client("officer"), "cases:officer_home")
    actions.sample_ok(case, note="属实", by=above, at=LATER)
    assert officer.board([above], at=LATER).all == []


def test_a_confidential_case_is_on_no_list_of_the_grid(town: Town, story: Story) -> None:
    story.reported(text="网格员从来没见过人，打电话不接", matter="GOV-04")
    hat = town.hat("officer")

    board = officer.board([hat], at=LATER)

    assert board.all == []
    assert officer.elsewhere([hat], board, at=LATER).total == 0


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_the_first_page_counts_what_it_lists(town: Town, story: Story, who: str) -> None:
    for n in range(3):
        story.reported(matter="ENV-01", place=f"荷风里 {n + 1} 栋")
    taken = story.reported(matter="ENV-01", place="荷风里 9 栋")
    actions.take_up(taken, by=town.officer, at=MONDAY_9_00)
    story.submitted(matter="ENV-01", place="荷风里 12 栋")

    answer = town.client(who).get(reverse("cases:officer_home"))

    rows = [*answer.context["rows"], *answer.context["later"]]
    told = {count["label"]: count["figure"] for count in answer.context["counts"]}
    assert told == {"待接": 3, "处置中": 1, "待核查": 1, "后续照看": 0}
    assert len(rows) == 5
    only = town.client(who).get(reverse("cases:officer_home") + "?only=take")
    assert len([*only.context["rows"], *only.context["later"]]) == 3


def test_an_empty_day_is_said_kindly(town: Town, story: Story) -> None:
    shown = text(town.client("officer"), "cases:officer_home")

    assert "现在没有要办的事。" in shown
    assert "今天没有到期的事" in shown


def test_one_tap_takes_a_case(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01")
    client = town.client("officer")
    address = reverse("cases:deed", args=[case.pk, "take"])

    assert address in text(client, "cases:officer_home")
    client.post(address)

    case.refresh_from_db()
    assert case.holder_id == town.officer.person_id


def busy(story: Story, town: Town, many: int) -> None:
    """So many cases of every kind in the grid."""
    for n in range(many):
        story.reported(matter="ENV-01", place=f"荷风里 {n + 1} 栋")
        actions.take_up(story.reported(matter="ENV-01"), by=town.officer, at=MONDAY_9_00)
        story.submitted(matter="ENV-01")
        story.dispatched(matter="FIR-01")


@pytest.mark.parametrize("many", [1, 4])
def test_the_first_page_asks_the_same_questions_however_much_there_is(
    town: Town, story: Story, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    busy(story, town, many)
    client = town.client("officer")
    client.get(reverse("cases:officer_home"))

    with django_assert_max_num_queries(12):
        client.get(reverse("cases:officer_home"))


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_asks_the_same_questions_however_much_there_is(
    town: Town, story: Story, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    busy(story, town, many)
    client = town.client("officer")
    client.get(reverse("cases:officer_list"))

    with django_assert_max_num_queries(7):
        client.get(reverse("cases:officer_list"))


# --- the list ---


def test_the_list_is_walked_by_key_without_losing_or_doubling_one(
    town: Town, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wangge.cases.queries.officer.lists.PAGE", 2)
    cases = {story.reported(matter="ENV-01").pk for _ in range(5)}  # all due at one moment
    reach = Case.objects.open_to(town.officer, Permit.CASE_SEE).open()

    seen, after = [], ""
    while True:
        part = officer.stretch(reach, after=after, is_ended=False)
        seen += [case.pk for case in part.cases]
        after = part.onward
        if not after:
            break

    assert len(seen) == 5
    assert set(seen) == cases


@pytest.mark.parametrize("after", ["x", "1.2", "99999999999999999999.0"])
def test_a_key_nobody_wrote_begins_at_the_beginning(town: Town, story: Story, after: str) -> None:
    case = story.reported(matter="ENV-01")

    shown = text(town.client("officer"), "cases:officer_list", query=f"?after={after}")

    assert reverse("cases:case", args=[case.pk]) in shown


def test_the_list_narrows_to_a_status_to_ones_own_and_to_what_ended(town: Town, story: Story) -> None:
    reported = story.reported(matter="ENV-01")
    held = story.accepted(matter="ENV-01", by="leader")
    actions.take_up(held, by=town.officer, at=MONDAY_9_00)
    ended = story.reported(matter="ENV-01")
    photo = [story.photo()]
    actions.self_handle(
        ended, said="清走了。", before=photo, photos=[story.photo()], by=town.officer, at=LATER
    )
    client = town.client("officer")

    def listed(query: str) -> set[Any]:
        shown = text(client, "cases:officer_list", query=query)
        return {c.pk for c in (reported, held, ended) if reverse("cases:case", args=[c.pk]) in shown}

    assert listed("") == {reported.pk, held.pk}
    assert listed("?tab=accepted") == {held.pk}
    assert listed("?mine=on") == {held.pk}
    assert listed("?tab=ended") == {ended.pk}
    assert listed("?tab=ended&mine=on") == {ended.pk}


def test_the_next_stretch_comes_as_a_fragment(
    town: Town, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wangge.cases.queries.officer.lists.PAGE", 1)
    for _ in range(2):
        story.reported(matter="ENV-01")
    client = town.client("officer")
    first = client.get(reverse("cases:officer_list"))

    more = client.get(first.context["onward"], headers={"HX-Request": "true"})

    assert more.status_code == 200
    assert "<html" not in more.content.decode()
    assert len(more.context["rows"]) == 1


# --- a finding ---


def found(town: Town, **changed: Any) -> dict[str, Any]:
    """What an officer sends from the spot."""
    given: dict[str, Any] = {
        "text": "楼道里堆了一排纸箱",
        "area": town.grid.pk,
        "place": "荷风里 6 栋",
        "matter": "PRO-03",
        "said": "已请住户当场清走。",
        "request_id": "a-request-of-ours",
    }
    return given | changed


def picture(colour: int = 90) -> Any:
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (40, 30), (colour, 80, 90)).save(content, "JPEG")
    return SimpleUploadedFile(f"{colour}.jpg", content.getvalue(), "image/jpeg")


def test_what_is_solved_on_the_spot_is_found_and_closed_in_one_form(town: Town, story: Story) -> None:
    client = town.client("officer")
    form = found(town, how="done", before=picture(1), photos=picture(2))

    answer = client.post(reverse("cases:officer_report"), form)

    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("cases:case", args=[case.pk])
    assert (case.state, case.outcome, case.source) == ("closed", Outcome.SOLVED, Source.PATROL)
    assert case.matter_id == "PRO-03"
    assert sorted(case.photos.values_list("kind", flat=True)) == ["after", "before"]
    assert story.verbs(case) == ["report", "self_handle"]


def test_nothing_is_lost_when_the_photo_afterwards_is_missing(town: Town, story: Story) -> None:
    client = town.client("officer")
    form = found(town, how="done", before=picture(3))

    answer = client.post(reverse("cases:officer_report"), form)

    assert answer.status_code == 422
    assert Case.objects.count() == 0
    shown = answer.content.decode()
    assert "还缺：" in shown
    assert "楼道里堆了一排纸箱" in shown
    held = answer.context["form"].fields["before"].widget.chosen
    assert len(held.ids) == 1
    again = found(town, how="done", photos=picture(4), before_holder=held.holder, before_held=held.ids)
    assert client.post(reverse("cases:officer_report"), again).status_code == 302
    assert Case.objects.get().state == "closed"


def test_a_form_sent_twice_is_one_finding(town: Town, story: Story) -> None:
    client = town.client("officer")
    form = found(town, how="on")

    first = client.post(reverse("cases:officer_report"), form)
    second = client.post(reverse("cases:officer_report"), form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_what_the_grid_shall_solve_later_is_in_the_hands_of_its_finder(town: Town, story: Story) -> None:
    town.client("officer").post(reverse("cases:officer_report"), found(town, how="on"))

    case = Case.objects.get()
    assert (case.desk_id, case.holder_id) == (town.grid.pk, town.officer.person_id)


def test_what_is_above_the_grid_goes_to_its_desk(town: Town, story: Story) -> None:
    form = found(town, how="on", text="健身器材断了", matter="FAC-07")

    answer = town.client("officer").post(reverse("cases:officer_report"), form, follow=True)

    assert Case.objects.get().desk_id == town.community.pk
    assert "现在由柳荫社区受理" in answer.content.decode()


def test_a_finder_may_say_at_once_that_the_grid_cannot(town: Town, story: Story) -> None:
    client = town.client("officer")
    dumb = client.post(reverse("cases:officer_report"), found(town, how="on", reason="no_power"))
    form = found(town, how="on", reason="no_power", note="住户拒绝，网格没有执法权。", request_id="another")

    client.post(reverse("cases:officer_report"), form)

    assert dumb.status_code == 422
    case = Case.objects.get()
    assert case.desk_id == town.community.pk
    assert story.verbs(case) == ["report", "push_up"]


def test_an_emergency_is_not_solved_in_the_grid(town: Town, story: Story) -> None:
    form = found(town, how="done", text="一楼着火了，有人困在里面", before=picture(5), photos=picture(6))

    answer = town.client("officer").post(reverse("cases:officer_report"), form)

    assert answer.status_code == 422
    assert "请改选“上报”" in answer.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize(("where", "status"), [("grid", 302), ("next_grid", 422), ("far_grid", 422)])
def test_a_point_decides_whose_grid_it_is(town: Town, story: Story, where: str, status: int) -> None:
    town.hat("next_officer")
    lon, lat = middle(where)
    form = found(town, how="done", lon=lon, lat=lat, before=picture(7), photos=picture(8))

    answer = town.client("officer").post(reverse("cases:officer_report"), form)

    assert answer.status_code == status
    assert Case.objects.filter(area=town.grid).count() == (status == 302)


def test_a_point_outside_everything_is_refused_with_a_word(town: Town, story: Story) -> None:
    form = found(town, how="on", lon=100.0, lat=20.0, place="")

    answer = town.client("officer").post(reverse("cases:officer_report"), form)

    assert answer.status_code == 422
    assert "不在本辖区" in answer.content.decode()


def test_how_it_goes_on_and_what_it_is_must_be_said_for_what_is_done(town: Town, story: Story) -> None:
    client = town.client("officer")

    nothing = client.post(reverse("cases:officer_report"), found(town))
    unknown = client.post(reverse("cases:officer_report"), found(town, how="done", matter="", said=""))

    assert set(nothing.context["form"].errors) == {"how"}
    assert set(unknown.context["form"].errors) == {"other", "said"}


def test_a_captain_sends_an_appeal_of_his_own(town: Town, story: Story) -> None:
    client = town.client("captain")
    town.client("resident")

    answer = client.post(reverse("cases:officer_report"), found(town, how="done", before=picture(9)))

    appeal = Appeal.objects.get()
    assert answer.headers["Location"] == reverse("cases:reported", args=[appeal.number])
    assert (appeal.account_id, appeal.source) == (town.captain.person_id, Source.CAPTAIN)
    assert appeal.case.state == "reported"
    assert reverse("cases:progress", args=[appeal.number]) in text(client, "cases:officer_home")
    assert appeal.number not in text(town.client("officer"), "cases:officer_home")


def test_words_suggest_a_matter_and_danger_shows_the_number_to_call(town: Town, story: Story) -> None:
    client = town.client("officer")

    guess = client.post(reverse("cases:officer_guess"), {"text": "楼道里堆满了纸箱和鞋柜"})
    danger = client.post(reverse("cases:officer_guess"), {"text": "着火了，有人困在里面"})

    assert 'value="PRO-03"' in guess.content.decode()
    assert "tel:119" in danger.content.decode()
    assert "<html" not in guess.content.decode()


# --- the grid's card ---


def test_the_card_says_who_is_who_and_who_answers_above(town: Town, story: Story) -> None:
    for who in ("leader", "captain", "secretary"):
        town.hat(who)
    story.reported(matter="ENV-01")

    shown = text(town.client("officer"), "cases:grid_card")

    for words in ("郑格长", "王格远", "楼道善", "柳荫物业公司", "舒纪明", "赵度清", "待受理"):
        assert words in shown


def test_another_grids_card_shows_no_counts_of_its_cases(town: Town, story: Story) -> None:
    story.reported(matter="ENV-01", where="far_grid")

    shown = text(town.client("officer"), "cases:grid_card", query=f"?area={town.far_grid.pk}")

    assert "望山一网格" in shown
    assert "待受理" not in shown


@pytest.mark.parametrize("area", ["999999", "x", "１２"])
def test_an_area_that_is_none_is_not_found_or_ones_own(town: Town, story: Story, area: str) -> None:
    answer = town.client("officer").get(reverse("cases:grid_card") + f"?area={area}")

    assert answer.status_code == (200 if area == "x" else 404)


def test_a_captain_sees_the_card_without_cases(town: Town, story: Story) -> None:
    story.reported(matter="ENV-01")

    shown = text(town.client("captain"), "cases:grid_card")

    assert "网格队伍" in shown
    assert "在办的事" not in shown


# --- one case ---


def phone_of(case: Case, town: Town, who: str, *, at: datetime = LATER) -> officer.OnPhone:
    from wangge.cases.queries import may

    loaded = pages.load(Case.objects.filter(pk=case.pk)).get()
    hat = town.hat(who)
    moves = may.open_moves(loaded, hat, at=at)
    return officer.on_phone(loaded, pages.page(loaded, hat, at=at), moves, hat, at=at)


def test_the_next_move_stands_at_the_bottom(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01")

    def verbs() -> list[str]:
        return [move.verb for move in phone_of(case, town, "officer").main]

    assert verbs() == ["self_handle", "take"]
    actions.take_up(case, by=town.officer, at=MONDAY_9_00)
    assert verbs() == ["push_up", "self_handle"]


def test_the_intake_explains_its_time_and_that_it_goes_up_by_itself(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01", at=MONDAY_9_00)
    urgent = story.reported(text="楼下着火了，有人困在里面", matter="ENV-01", at=MONDAY_9_00)

    why = phone_of(case, town, "officer").why

    assert why[-1] == "网格到 今天 15:00 还没有人接，会自动上报社区。"
    assert len(why) > 1
    assert "10 分钟" in phone_of(urgent, town, "officer").why[0]


def test_the_grid_ticks_its_own_lines_and_aftercare_when_its_day_has_come(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FIR-01")

    checks = phone_of(case, town, "officer").checks

    assert {check.can_tick for check in checks if check.is_mine} == {True}
    assert not [check for check in checks if check.can_tick and not check.is_mine]
    assert sum(check.is_next for check in checks) == 1
    case = story.hand_in(case, at=LATER)
    case = actions.verify(case, note="通了。", by=town.verifier, at=LATER)
    case = actions.close(case, outcome=Outcome.SOLVED, said="好了。", by=town.dispatcher, at=LATER)
    now = phone_of(case, town, "officer", at=LATER)
    then = phone_of(case, town, "officer", at=LATER + 6 * DAY)
    assert not any(check.can_tick for check in now.aftercare)
    assert any(check.can_tick for check in then.aftercare)


def test_the_page_of_a_case_is_whole_on_the_phone(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FIR-01", phone="13800001111")
    actions.log(case, said="车主在路上。", note="电话里答应了。", by=town.dispatcher, at=LATER)

    shown = text(town.client("officer"), "cases:case", case.pk)

    for words in ("处置要点", "来件人的话", "在哪里", "谁在办", "经过", "对来件人说", "内部备注"):
        assert words in shown
    assert "13800001111" not in shown


@pytest.mark.parametrize(("code", "is_held"), [("PRO-03", True), ("FAC-07", False)])
def test_the_flat_is_read_by_the_desk_that_holds_the_case(
    town: Town, story: Story, code: str, is_held: bool
) -> None:
    case = story.reported(matter=code, place="荷风里 2 栋 3 单元 502 室")

    shown = text(town.client("officer"), "cases:case", case.pk)

    assert ("3 单元 502" in shown) == is_held


def test_a_case_of_another_grid_is_not_there(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01", where="next_grid")

    assert town.client("officer").get(reverse("cases:case", args=[case.pk])).status_code == 404


def test_the_page_of_a_case_keeps_to_its_questions(
    town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = story.dispatched(matter="FIR-01", phone="13800001111")
    for n in range(5):
        actions.log(case, note=f"第 {n} 次", by=town.dispatcher, at=LATER)
    client = town.client("officer")
    client.get(reverse("cases:case", args=[case.pk]))

    with django_assert_max_num_queries(27):
        client.get(reverse("cases:case", args=[case.pk]))


@pytest.mark.parametrize("name", ["officer_home", "officer_list", "officer_report", "grid_card"])
@pytest.mark.parametrize("who", ["officer", "leader"])
def test_every_page_stands_in_large_type_too(town: Town, story: Story, name: str, who: str) -> None:
    client = town.client(who)
    client.cookies["wg_large"] = "1"

    assert "large" in text(client, f"cases:{name}").partition("<body")[2].partition(">")[0]
