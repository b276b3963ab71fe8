"""An emergency rings for who is on duty, then for the next, then for the leader, until somebody answers."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import jobs as case_jobs
from wangge.grids.access import Role
from wangge.jobs.models import Job
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices import actions, gateway, jobs, queries, rules
from wangge.notices.gateway import GatewayFailed
from wangge.notices.models import Alarm, Notice, Ring, Shift
from wangge.notices.rules import OnDuty, Span, Why

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = MONDAY_9_00 + timedelta(hours=17)


# --- rules ---


def test_the_roster_comes_first_then_substitutes_then_the_leader_then_the_desk_above() -> None:
    found = rules.chain(
        [OnDuty(1, 2), OnDuty(3)], desk=[8, 9], leaders=[4], above=[OnDuty(5)], above_leaders=[6]
    )

    assert found == [
        (1, Why.DUTY),
        (3, Why.DUTY),
        (2, Why.SUBSTITUTE),
        (4, Why.LEADER),
        (5, Why.ABOVE),
        (6, Why.ABOVE_LEADER),
    ]


def test_with_nobody_on_duty_the_whole_desk_is_rung_for_at_once() -> None:
    links = rules.chain([], desk=[8, 9], leaders=[4])

    assert rules.next_links(links, []) == [(8, Why.DESK), (9, Why.DESK)]
    assert rules.next_links(links, [8, 9]) == [(4, Why.LEADER)]


@given(
    st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(1, 5))),
    st.lists(st.integers(1, 6)),
    st.lists(st.integers(1, 6)),
    st.sets(st.integers(1, 6)),
)
def test_nobody_is_rung_for_twice_and_the_accused_never(
    shifts: list[tuple[int, int | None]], desk: list[int], leaders: list[int], without: set[int]
) -> None:
    people = [
        p for p, _ in rules.chain([OnDuty(*s) for s in shifts], desk=desk, leaders=leaders, without=without)
    ]

    assert len(people) == len(set(people))
    assert not set(people) & without


@given(st.lists(st.tuples(st.integers(0, 160), st.integers(1, 48)), max_size=12))
def test_holes_and_shifts_together_cover_the_week_and_never_meet(given_spans: list[tuple[int, int]]) -> None:
    until = MONDAY_9_00 + 168 * HOUR
    spans = [Span(MONDAY_9_00 + a * HOUR, MONDAY_9_00 + (a + n) * HOUR) for a, n in given_spans]

    holes = rules.holes(spans, since=MONDAY_9_00, until=until)

    for hour in range(168):
        at = MONDAY_9_00 + hour * HOUR + 30 * MINUTE
        covered = any(s.starts_at <= at < s.ends_at for s in spans)
        assert covered != any(h.starts_at <= at < h.ends_at for h in holes)


# --- the chain ---


@pytest.fixture
def desk(town: Town) -> Town:
    for who in ("dispatcher", "streetleader", "staff", "district", "districtleader"):
        town.post(who)
    return town


def on_duty(town: Town, who: str, substitute: str = "", *, at: datetime = NIGHT) -> Shift:
    return actions.add_shift(
        town.street,
        person=town.person(who),
        substitute=town.person(substitute) if substitute else None,
        starts_at=at - HOUR,
        ends_at=at + 10 * HOUR,
        by=town.dispatcher,
        at=at,
    )


def gas(story: Story, *, at: datetime = NIGHT) -> Alarm:
    """The smell of gas at two in the morning."""
    case = story.reported(text="楼道里煤气味很浓，有人头晕", matter="", at=at)
    case_jobs.taken_in([{"case": str(case.pk)}], at=at)
    return Alarm.objects.get(case_id=case.pk)


def rung(alarm: Alarm) -> list[tuple[str, str]]:
    rings = Ring.objects.filter(alarm=alarm).select_related("person").order_by("rung_at", "pk")
    return [(ring.person.name, ring.why) for ring in rings]


@pytest.mark.django_db
@pytest.mark.both
class TestTheChain:
    def test_gas_at_two_in_the_morning_rings_for_the_officer_on_duty(self, desk: Town, story: Story) -> None:
        on_duty(desk, "staff")

        alarm = gas(story)

        assert rung(alarm) == [("佘工悦", "duty")]
        assert Notice.objects.filter(person=desk.person("staff"), kind="alarm").count() == 1
        assert Job.objects.get(kind="notices.ring_next").run_at == NIGHT + 5 * MINUTE

    def test_unanswered_it_goes_to_the_substitute_the_leader_and_the_desk_above(
        self, desk: Town, story: Story
    ) -> None:
        on_duty(desk, "staff", "dispatcher")
        alarm = gas(story)

        for minutes in (5, 10, 15, 20):
            actions.ring_next(alarm.pk, at=NIGHT + minutes * MINUTE)

        alarm.refresh_from_db()
        assert rung(alarm) == [
            ("佘工悦", "duty"),
            ("赵度清", "substitute"),
            ("柳道直", "leader"),
            ("岚区正", "above_leader"),
        ]
        assert alarm.exhausted_at == NIGHT + 20 * MINUTE

    def test_once_somebody_knows_it_is_silent_for_all(self, desk: Town, story: Story) -> None:
        on_duty(desk, "staff", "dispatcher")
        alarm = gas(story)
        actions.ring_next(alarm.pk, at=NIGHT + 5 * MINUTE)

        actions.acknowledge(alarm, by=desk.dispatcher, at=NIGHT + 6 * MINUTE)
        actions.acknowledge(alarm, by=desk.staff, at=NIGHT + 7 * MINUTE)
        actions.ring_next(alarm.pk, at=NIGHT + 10 * MINUTE)

        alarm.refresh_from_db()
        assert alarm.acknowledged_by == desk.person("dispatcher")
        assert len(rung(alarm)) == 2
        assert queries.ringing(desk.person("staff").pk) == []

    def test_with_nobody_on_duty_the_desk_is_rung_for_and_it_is_said(self, desk: Town, story: Story) -> None:
        alarm = gas(story)

        assert alarm.is_unmanned
        assert {who for who, _ in rung(alarm)} == {"赵度清", "柳道直"}

    def test_the_same_case_rings_once(self, desk: Town, story: Story) -> None:
        alarm = gas(story)

        case_jobs.taken_in([{"case": str(alarm.case_id)}], at=NIGHT + MINUTE)

        assert Alarm.objects.count() == 1

    def test_a_dark_lamp_rings_for_nobody(self, desk: Town, story: Story) -> None:
        case = story.reported()
        case_jobs.taken_in([{"case": str(case.pk)}], at=MONDAY_9_00)

        assert not Alarm.objects.exists()


# --- the roster ---


@pytest.mark.django_db
@pytest.mark.both
class TestTheRoster:
    @pytest.mark.parametrize(
        ("starts", "ends", "words"),
        [(0, 0, "晚于"), (0, 32 * 24, "31 天"), (-5, -1, "已经过去")],
    )
    def test_a_shift_without_sense_is_refused(self, desk: Town, starts: int, ends: int, words: str) -> None:
        with pytest.raises(Refused, match=words):
            actions.add_shift(
                desk.street,
                person=desk.person("staff"),
                starts_at=NIGHT + starts * HOUR,
                ends_at=NIGHT + ends * HOUR,
                by=desk.dispatcher,
                at=NIGHT,
            )

    def test_nobody_is_on_duty_twice_at_one_time(self, desk: Town) -> None:
        on_duty(desk, "staff")

        with pytest.raises(Refused, match="已经排了班"):
            on_duty(desk, "staff", at=NIGHT + HOUR)

    def test_only_the_desk_itself_keeps_its_roster(self, desk: Town) -> None:
        for who in ("other_dispatcher", "staff", "officer"):
            with pytest.raises(NotAllowed):
                actions.add_shift(
                    desk.street,
                    person=desk.person("staff"),
                    starts_at=NIGHT,
                    ends_at=NIGHT + HOUR,
                    by=desk.hat(who),
                    at=NIGHT,
                )

    def test_a_shift_that_has_begun_ends_and_a_coming_one_goes(self, desk: Town) -> None:
        begun = on_duty(desk, "staff")
        coming = on_duty(desk, "staff", at=NIGHT + 20 * HOUR)

        for shift in (begun, coming):
            actions.remove_shift(shift, by=desk.dispatcher, at=NIGHT)

        assert list(Shift.objects.values_list("ends_at", flat=True)) == [NIGHT]

    def test_excel_brings_it_in_row_by_row(self, desk: Town) -> None:
        from wangge.notices.imports import ROSTER, write_roster
        from wangge.sheets import reading
        from wangge.sheets import rules as sheets

        table = (
            "席位,值班人,替班人,开始,结束\n"
            "柳湾街道,赵度清,佘工悦,2027-01-04 17:30,2027-01-05 08:30\n"
            "柳湾街道,没有这人,,2027-01-05 17:30,2027-01-06 08:30\n"
            "石桥街道,赵度清,,2027-01-05 17:30,2027-01-06 08:30\n"
        )
        checked = sheets.check(reading.parse(table.encode(), "r.csv"), ROSTER)

        errors = list(write_roster(checked.rows, by=desk.dispatcher, at=NIGHT))
        again = list(write_roster(checked.rows[:1], by=desk.dispatcher, at=NIGHT))

        shift = Shift.objects.get()
        assert shift.substitute == desk.person("staff")
        assert [(e.row, e.column) for e in errors] == [(3, "值班人"), (4, "席位")]
        assert again == []

    def test_nobody_on_duty_is_a_red_line_on_the_desk_and_the_roster(self, desk: Town) -> None:
        client = desk.client("dispatcher")
        pages = [reverse("cases:desk"), reverse("cases:workbench"), reverse("duty:roster")]

        before = [client.get(page).content.decode() for page in pages]
        on_duty(desk, "staff", at=timezone.now())
        after = [client.get(page).content.decode() for page in pages]

        assert ["现在没有人值班" in page for page in before] == [True, True, True]
        assert ["现在没有人值班" in page for page in after] == [False, False, False]

    def test_a_shift_is_put_in_on_the_page(self, desk: Town) -> None:
        fields = {
            "person": desk.person("staff").pk,
            "starts_at": "2027-01-04T17:30",
            "ends_at": "2027-01-05T08:30",
        }

        answer = desk.client("dispatcher").post(reverse("duty:roster"), fields)

        assert answer.status_code == 302
        assert Shift.objects.get().person == desk.person("staff")


# --- pages ---


@pytest.mark.django_db
class TestPages:
    def test_whoever_it_rings_for_sees_red_numbers_and_one_button(self, desk: Town, story: Story) -> None:
        on_duty(desk, "staff", at=timezone.now())
        alarm = gas(story, at=timezone.now())
        client = desk.client("staff")

        rings = client.get(reverse("duty:ringing")).json()["alarms"]
        page = client.get(rings[0]["url"]).content.decode()
        client.post(rings[0]["url"])

        for words in ("110", "119", "120", "122", "我已知晓", "系统没有替您打过"):
            assert words in page
        alarm.refresh_from_db()
        assert alarm.acknowledged_by == desk.person("staff")
        assert client.get(reverse("duty:ringing")).json() == {"alarms": []}

    def test_nothing_rings_for_others(self, desk: Town, story: Story) -> None:
        on_duty(desk, "staff", at=timezone.now())
        gas(story, at=timezone.now())

        assert desk.client("officer").get(reverse("duty:ringing")).json() == {"alarms": []}

    def test_nobody_signed_in_is_told_nothing(self, client: Client) -> None:
        assert client.get(reverse("duty:ringing")).status_code == 302

    def test_asking_whether_it_rings_keeps_no_session_alive(self, desk: Town) -> None:
        client = desk.client("dispatcher")
        client.get(reverse("duty:roster"))
        seen = dict(client.session)

        client.get(reverse("duty:ringing"), headers={"X-Quiet": "1"})

        assert dict(client.session) == seen


# --- text messages ---


class Gateway:
    """A real server on this machine that answers as it is told."""

    def __init__(self) -> None:
        self.status, self.delay, self.got = 200, 0.0, list[dict[str, Any]]()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                owner.got.append(json.loads(body) | {"auth": self.headers["Authorization"]})
                time.sleep(owner.delay)
                if owner.status == 0:
                    self.wfile.write(b"nonsense\r\n\r\n")
                    return
                self.send_response(owner.status)
                if owner.status in {301, 302}:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/send"


@pytest.fixture
def post_office(settings: Settings) -> Iterator[Gateway]:
    made = Gateway()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL, settings.SMS_TOKEN, settings.SMS_TIMEOUT = made.url, "t-1", 0.4
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def test_a_message_is_handed_over_with_its_token(post_office: Gateway) -> None:
    gateway.send(key="k1", phone="13800000000", text="紧急")

    assert post_office.got == [{"id": "k1", "phone": "13800000000", "text": "紧急", "auth": "Bearer t-1"}]


@pytest.mark.parametrize(
    ("status", "delay", "words"),
    [(500, 0.0, "500"), (403, 0.0, "403"), (302, 0.0, "302"), (0, 0.0, "连不上"), (200, 1.0, "超时")],
)
def test_a_slow_or_broken_gateway_is_a_failure_with_a_word(
    post_office: Gateway, status: int, delay: float, words: str
) -> None:
    post_office.status, post_office.delay = status, delay

    with pytest.raises(GatewayFailed, match=words):
        gateway.send(key="k", phone="13800000000", text="紧急")


def test_no_gateway_at_all_is_a_failure_too(settings: Settings) -> None:
    settings.SMS_URL, settings.SMS_TIMEOUT = "http://127.0.0.1:1/", 0.4

    with pytest.raises(GatewayFailed, match="连不上"):
        gateway.send(key="k", phone="13800000000", text="紧急")


@pytest.mark.django_db
class TestTextMessages:
    def test_the_officer_gets_one_that_says_nothing_of_the_case(
        self, desk: Town, story: Story, post_office: Gateway
    ) -> None:
        on_duty(desk, "staff")
        gas(story)

        for job in Job.objects.filter(kind="notices.sms"):
            jobs.send_sms(job.payload, at=NIGHT)
            jobs.send_sms(job.payload, at=NIGHT)

        ring = Ring.objects.get()
        assert ring.sms == "sent"
        assert len(post_office.got) == 1
        assert post_office.got[0]["phone"] == desk.person("staff").phone
        assert "柳湾街道" in post_office.got[0]["text"]
        assert "煤气" not in post_office.got[0]["text"]

    def test_a_failure_is_written_down_and_tried_again(
        self, desk: Town, story: Story, post_office: Gateway
    ) -> None:
        on_duty(desk, "staff")
        gas(story)
        job = Job.objects.get(kind="notices.sms")
        post_office.status = 500

        with pytest.raises(GatewayFailed):
            jobs.send_sms(job.payload, at=NIGHT)
        failed = Ring.objects.get()
        post_office.status = 200
        jobs.send_sms(job.payload, at=NIGHT + MINUTE)

        assert (failed.sms, failed.sms_error) == ("failed", "网关回答 500")
        assert Ring.objects.get().sms == "sent"
        assert {got["id"] for got in post_office.got} == {str(failed.pk)}

    def test_who_left_no_phone_is_told_on_the_page_only(
        self, desk: Town, story: Story, post_office: Gateway
    ) -> None:
        on_duty(desk, "staff")
        gas(story)
        person = desk.person("staff")
        type(person).objects.filter(pk=person.pk).update(phone="")

        jobs.send_sms(Job.objects.get(kind="notices.sms").payload, at=NIGHT)

        assert Ring.objects.get().sms_error == "没有登记手机号"

    def test_without_a_gateway_no_message_waits(self, desk: Town, story: Story) -> None:
        on_duty(desk, "staff")
        gas(story)

        assert not Job.objects.filter(kind="notices.sms").exists()
        assert Ring.objects.get().sms == ""


def test_leaders_of_every_rank_are_known() -> None:
    assert actions.alarms._LEADERS[1] == Role.STREET_LEADER
