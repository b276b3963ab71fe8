"""Orders of other systems: each number once, from their own time, put together, answered both ways."""

import io
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.cases.story import HOUR, Story
from tests.channels.conftest import add_system
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions as cases
from wangge.cases.models import Appeal, Case
from wangge.cases.rules.flows import DeclineReason, Source
from wangge.cases.rules.spot import Contact
from wangge.channels import jobs
from wangge.channels.actions import hotline
from wangge.channels.actions.hotline import Given
from wangge.channels.models import OutsideOrder, Reply, System
from wangge.channels.queries import hotline as queries
from wangge.channels.rules.hotline import Sign
from wangge.jobs import runner
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.sheets.models import Export, Run

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LON, LAT = middle("grid")


def order(
    town: Town, system: System, number: str = "A-1", at: Any = MONDAY_9_00, **about: Any
) -> OutsideOrder:
    given: dict[str, Any] = {"text": "路灯不亮，晚上看不见路", "category": "FAC-03", "lon": LON, "lat": LAT}
    return hotline.take_in(system, Given(number, **given | about), by=town.dispatcher, at=at)


def test_an_order_becomes_one_appeal_whose_intake_runs_from_the_hotlines_own_time(story: Story) -> None:
    system, heard = add_system(story.town), MONDAY_9_00 - timedelta(minutes=50)

    made = order(story.town, system, received_at=heard, contact=Contact("林", "13800001111"))

    case = made.appeal.case
    assert (case.source, case.matter_id, case.area_id) == (Source.HOTLINE, "FAC-03", story.town.grid.pk)
    assert case.reported_at == made.appeal.received_at == heard
    assert case.steps.get().at == MONDAY_9_00
    from_now = order(story.town, system, "A-2", place="别处", lon=None, lat=None).appeal.case
    assert case.act_by < from_now.act_by


def test_the_same_number_twice_is_one_order_and_another_systems_is_another(story: Story) -> None:
    one, two = add_system(story.town), add_system(story.town, name="城运", code="city", kind="platform")

    first = order(story.town, one)
    again = order(story.town, one)
    other = order(story.town, two)

    assert first.pk == again.pk
    assert (again.seen_count, Appeal.objects.count()) == (2, 2)
    assert other.twin_id == first.appeal.case_id


def test_nearly_the_same_words_nearby_may_be_one(story: Story) -> None:
    system = add_system(story.town)
    first = order(story.town, system, category="", text="柳荫路口的路灯坏了三天了没人修")

    alike = order(story.town, system, "A-2", category="", text="柳荫路口路灯坏了三天没人修")
    apart = order(story.town, system, "A-3", category="", text="楼上空调外机滴水，滴到我家窗台上")

    assert alike.twin_id == first.appeal.case_id
    assert apart.twin_id is None


def test_joining_keeps_both_numbers_and_each_is_answered(story: Story) -> None:
    system = add_system(story.town)
    first, second = order(story.town, system), order(story.town, system, "A-2")

    main = hotline.join(second, by=story.town.dispatcher, at=MONDAY_9_00)
    cases.accept(main, by=story.town.dispatcher, at=MONDAY_9_00)
    jobs.follow(at=MONDAY_9_00)

    assert main.pk == first.appeal.case_id
    assert {(r.order.number, r.back) for r in Reply.objects.select_related("order")} == {
        ("A-1", "sign"),
        ("A-2", "sign"),
    }


def test_what_they_say_of_a_known_order_is_done_once(story: Story) -> None:
    system = add_system(story.town)
    made = order(story.town, system)
    cases.accept(made.appeal.case, by=story.town.dispatcher, at=MONDAY_9_00)

    for _ in range(2):
        order(story.town, system, sign=Sign.URGE, at=MONDAY_9_00 + HOUR)
    order(story.town, system, sign=Sign.CANCEL, at=MONDAY_9_00 + HOUR)
    order(story.town, system, at=MONDAY_9_00 + HOUR)  # an older file comes late: nothing is undone

    made.refresh_from_db()
    assert story.verbs(made.appeal.case) == ["report", "accept", "remind", "log"]
    assert (made.state, made.seen_count) == ("cancelled", 5)


def test_unsatisfied_means_taken_up_again(story: Story) -> None:
    system = add_system(story.town)
    case = story.closed(source=Source.HOTLINE)
    appeal = case.appeals.get()
    OutsideOrder.objects.create(
        system=system,
        number="A-1",
        appeal=appeal,
        received_at=MONDAY_9_00,
        seen_at=MONDAY_9_00,
        created_at=MONDAY_9_00,
    )

    order(story.town, system, sign=Sign.AGAIN, at=MONDAY_9_00 + timedelta(days=1))

    case.refresh_from_db()
    assert case.state == "accepted"


def test_an_unknown_order_that_is_over_already_is_not_taken_in(story: Story) -> None:
    with pytest.raises(Refused, match="没有收进来"):
        order(story.town, add_system(story.town), sign=Sign.CLOSED)

    assert not Case.objects.exists()


def test_an_officer_cannot_bring_orders_in(story: Story) -> None:
    system = add_system(story.town)

    with pytest.raises(NotAllowed):
        hotline.take_in(system, Given("A-1", "灯坏了"), by=story.town.officer, at=MONDAY_9_00)


def test_sign_send_back_reply_and_close_are_told_back_in_their_words(story: Story) -> None:
    system = add_system(story.town, words={"send_back": "退单"})
    kept, refused = (
        order(story.town, system),
        order(story.town, system, "A-2", lon=None, lat=None, place="外省"),
    )
    by, at = story.town.dispatcher, MONDAY_9_00 + HOUR
    cases.accept(kept.appeal.case, by=by, at=at)
    cases.decline(
        refused.appeal.case,
        reason=DeclineReason.OUT_OF_AREA,
        said="不归本区。",
        by=story.town.hat("district"),
        at=at,
    )

    jobs.follow(at=at)
    jobs.follow(at=at)

    told = queries.answers(Reply.objects.select_related("order", "system").order_by("at", "pk"))
    assert {(a.number, a.back, a.outcome, a.said) for a in told} == {
        ("A-1", "签收", "", ""),
        ("A-2", "退单", "不在本辖区", "不归本区。"),
    }


# --- pages ---


TABLE = "工单编号,来电时间,诉求描述,地址,来电号码,问题分类,工单状态\n"


def upload(town: Town, system: System, content: bytes, name: str = "热线.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return town.client("dispatcher").post(reverse("channels:bring", args=[system.pk]), {"file": file})


def confirmed(town: Town, answer: Any) -> Run:
    assert answer.status_code == 302, answer.content.decode()
    run = Run.objects.latest("created_at")
    town.client("dispatcher").post(reverse("sheets:confirm", args=[run.pk]))
    runner.run_due(at=timezone.now(), has_periods=False)
    run.refresh_from_db()
    return run


def lines(count: int, start: int = 0) -> str:
    now = timezone.now() - timedelta(hours=1)
    return "".join(
        f"G{start + n},{now:%Y-%m-%d %H:%M},第{start + n}件：路边有垃圾没人扫,柳荫一网格,"
        f"1380000{n:04},暴露垃圾,待签收\n"
        for n in range(count)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_whatever_encoding_it_comes(story: Story, encoding: str) -> None:
    system = add_system(story.town)
    words = TABLE + lines(2) + "G9,,地上有 \U0001f5d1 垃圾，没人扫,,匿名,,\n"

    run = confirmed(story.town, upload(story.town, system, words.encode(encoding)))

    assert (run.done, run.failed) == (3, 0)
    assert set(OutsideOrder.objects.values_list("number", flat=True)) == {"G0", "G1", "G9"}


def test_the_dry_run_says_what_is_new_known_wrong_and_unmapped(story: Story) -> None:
    system = add_system(story.town)
    confirmed(story.town, upload(story.town, system, (TABLE + lines(2)).encode()))
    late = "G7,2099-01-01 09:00,路灯不亮了,,,奇怪的类别,\nG0,,,,,,催办\nG8,,路灯不亮,柳荫,,奇怪的类别,\n"

    answer = upload(story.town, system, (TABLE + lines(3) + late).encode())

    page = story.town.client("dispatcher").get(answer.headers["Location"]).content.decode()
    assert "以前收过 2 件" in page
    assert "来件时间在将来" in page
    assert "必须填写" in page
    assert "奇怪的类别" in page
    assert OutsideOrder.objects.count() == 2


def test_the_same_file_twice_opens_nothing_twice(story: Story) -> None:
    system, content = add_system(story.town), (TABLE + lines(5)).encode()

    confirmed(story.town, upload(story.town, system, content))
    again = confirmed(story.town, upload(story.town, system, content))

    assert (again.done, again.failed) == (5, 0)
    assert (Case.objects.count(), OutsideOrder.objects.count()) == (5, 5)


def test_json_comes_in_too_and_bad_rows_come_back_as_a_workbook(story: Story) -> None:
    system = add_system(story.town)
    content = '[{"工单编号":"J1","内容":"路灯不亮了"},{"工单编号":"","内容":"没有编号"}]'.encode()

    run = confirmed(story.town, upload(story.town, system, content, "单子.json"))

    assert (run.done, run.failed) == (1, 1)
    back = story.town.client("dispatcher").get(reverse("sheets:bad_rows", args=[run.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["第 3 行：外部编号：必须填写", "", "没有编号", "区 12345 热线"]


def test_ten_megabytes_in_a_cell_are_a_sentence_and_no_fall(story: Story) -> None:
    system = add_system(story.town)
    huge = TABLE + "G1,," + "灯" * 3_400_000 + ",,,,\n"

    answer = upload(story.town, system, huge.encode())

    assert answer.status_code in (302, 422)
    assert not OutsideOrder.objects.exists()


def test_the_reply_file_has_their_titles_and_is_settled_by_hand(story: Story) -> None:
    system = add_system(story.town, columns={"number": "任务号"})
    made = order(story.town, system, at=timezone.now())
    cases.accept(made.appeal.case, by=story.town.dispatcher, at=timezone.now())
    jobs.follow(at=timezone.now())
    client = story.town.client("dispatcher")

    answer = client.post(reverse("channels:replies", args=[system.pk]), {"purpose": "回传热线"})

    assert answer.status_code == 302, answer.content.decode()
    export = Export.objects.get()
    file = client.get(reverse("sheets:export_file", args=[export.pk])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["任务号", "动作", "办理结果", "答复内容", "办理单位", "时间"]
    assert rows[1] == ["A-1", "签收", "", "", ANY, ANY]
    client.post(reverse("channels:settle", args=[system.pk]), {"handed": "1"})
    assert Reply.objects.get().state == "sent"


def test_the_list_costs_the_same_for_two_orders_and_for_twenty(
    story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    system = add_system(story.town)
    client, address = story.town.client("dispatcher"), reverse("channels:outside")
    counts = []
    for upto in (2, 20):
        for n in range(OutsideOrder.objects.count(), upto):
            order(story.town, system, f"Q{n}")
        with django_assert_max_num_queries(25) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[1] <= counts[0]  # the first one warms what is kept in memory


def test_a_confidential_order_shows_its_category_alone(story: Story) -> None:
    system = add_system(story.town)
    made = order(
        story.town,
        system,
        text="邻居打老婆，孩子在哭，求你们管管",
        category="",
        place="柳荫路 3 号 2 单元 501 室",
    )

    page = story.town.client("dispatcher").get(reverse("channels:outside")).content.decode()

    assert made.appeal.case.is_confidential
    assert "打老婆" not in page
    assert "501 室" not in page
