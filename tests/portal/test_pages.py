"""Homes, hats, large type, notices, remarks, errors and health: the pages of everybody."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.town import MONDAY_9_00, Town
from wangge import __version__
from wangge.grids.access import Acting, Permit, Role, door
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices import actions as notices
from wangge.notices.models import Notice
from wangge.portal import actions, navigation
from wangge.portal.models import Feedback
from wangge.portal.views import errors, health

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def words(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


# --- hats and navigation ---


def test_the_navigation_shows_what_the_hat_may_open_and_what_exists() -> None:
    entries = (
        navigation.Entry("我的", "x", "portal:me"),
        navigation.Entry("意见箱", "x", "portal:feedback_list", roles=frozenset({Role.SYSTEM_ADMIN})),
        navigation.Entry("事项", "x", "portal:notices", Permit.CASE_SEE),
        navigation.Entry("没有的页面", "x", "portal:nowhere"),
    )

    officer = navigation.shown(entries, Acting(Role.OFFICER), page="/me/password/")
    sysadmin = navigation.shown(entries, Acting(Role.SYSTEM_ADMIN), page="/feedback/list/")

    assert [(e.label, e.is_here) for e in officer] == [("我的", True), ("事项", False)]
    assert [(e.label, e.is_here) for e in sysadmin] == [("我的", False), ("意见箱", True)]
    assert navigation.shown(entries, None, page="/") == []


def test_every_role_has_a_home_that_exists() -> None:
    for role in navigation.HOMES:
        assert navigation.home(Acting(role)).startswith("/")
    assert navigation.home(None) == "/start/"


def test_somebody_with_two_posts_changes_the_hat(town: Town) -> None:
    client = town.client("staff")
    second = town.appoint("staff", Role.OFFICER, town.grid)

    answer = client.post("/post/", {"post": second.pk})

    assert answer.headers["Location"] == "/home/"
    assert client.session["post"] == second.pk
    assert "柳荫一网格" in words(client, "/me/")


def test_nobody_puts_on_the_hat_of_somebody_else(town: Town) -> None:
    other = town.post("leader")

    answer = town.client("officer").post("/post/", {"post": other.pk})

    assert answer.status_code == 403
    assert "这不是您现在的岗位" in answer.content.decode()


def test_somebody_without_a_post_is_told_so(town: Town) -> None:
    assert "没有在任的岗位" in words(town.client("stranger"), "/home/")


# --- large type ---


def test_large_type_is_switched_by_a_form_and_kept_in_a_cookie(client: Client) -> None:
    answer = client.post("/large/", {"on": "1", "next": "/feedback/"})

    assert answer.headers["Location"] == "/feedback/"
    assert 'class="plain large"' in words(client, "/feedback/")
    client.post("/large/", {"on": "0", "next": "https://evil.example/"})
    assert 'class="plain"' in words(client, "/feedback/")


# --- notices ---


def test_opening_a_notice_reads_it_and_goes_where_it_leads(town: Town) -> None:
    officer = town.person("officer")
    notices.tell(text="有一件事到期了。", link="/me/", persons=[officer.pk], at=MONDAY_9_00)
    notice = Notice.objects.get()

    assert "1 条未读" in words(town.client("officer"), "/notices/")
    answer = town.client("officer").post(f"/notices/{notice.pk}/")

    assert answer.headers["Location"] == "/me/"
    assert "都看过了" in words(town.client("officer"), "/notices/")


def test_a_notice_never_leads_to_another_site(town: Town) -> None:
    officer = town.person("officer")
    notices.tell(text="看看这里。", link="//evil.example/", persons=[officer.pk], at=MONDAY_9_00)

    answer = town.client("officer").post(f"/notices/{Notice.objects.get().pk}/")

    assert answer.headers["Location"] == "/notices/"


def test_all_notices_are_read_at_once(town: Town) -> None:
    officer = town.person("officer")
    for number in range(3):
        notices.tell(text=f"第 {number} 件", persons=[officer.pk], at=MONDAY_9_00)

    town.client("officer").post("/notices/read/")

    assert not Notice.objects.unread().exists()


# --- remarks on the system ---


def test_a_remark_without_an_account_reaches_the_administrator(town: Town, client: Client) -> None:
    client.post("/feedback/", {"text": "字太小。", "contact": "199 0000 0001", "page": "/look-up/"})

    page = words(town.client("sysadmin"), "/feedback/list/")

    assert "字太小。" in page
    assert "199 0000 0001" in page
    assert "/look-up/" in page


def test_the_contact_of_a_remark_is_sealed_and_goes_when_it_is_settled(town: Town) -> None:
    remark = actions.give_feedback(
        "字太小。", page="/", contact="199 0000 0001", by=door("feedback"), at=MONDAY_9_00
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM portal_feedback")
        stored = bytes(cursor.fetchone()[0])
    assert b"199" not in stored

    actions.settle_feedback(remark, by=town.sysadmin, at=MONDAY_9_00)

    assert Feedback.objects.get().contact == ""


def test_only_the_system_administrator_settles_remarks(town: Town) -> None:
    remark = actions.give_feedback("字太小。", page="/", by=door("feedback"), at=MONDAY_9_00)

    with pytest.raises(NotAllowed):
        actions.settle_feedback(remark, by=town.hat("district"), at=MONDAY_9_00)


def test_a_remark_by_staff_names_the_role_and_not_the_person(town: Town) -> None:
    remark = actions.give_feedback("派单太慢。", page="/", by=town.dispatcher, at=MONDAY_9_00)

    assert remark.role == Role.STREET_DISPATCHER
    assert {f.name for f in Feedback._meta.get_fields()} & {"person", "post", "account"} == set()


def test_machines_cannot_fill_the_box(town: Town) -> None:
    for number in range(20):
        actions.give_feedback(f"第 {number} 条", page="/", by=door("feedback"), at=MONDAY_9_00)

    with pytest.raises(Refused, match="过一分钟"):
        actions.give_feedback("第 21 条", page="/", by=door("feedback"), at=MONDAY_9_00)
    actions.give_feedback("工作人员照样能提。", page="/", by=town.officer, at=MONDAY_9_00)


def test_old_contacts_go_by_themselves(town: Town) -> None:
    actions.give_feedback("字太小。", page="/", contact="199 0000 0001", by=door("feedback"), at=MONDAY_9_00)

    assert actions.forget_contacts(at=MONDAY_9_00) == 0
    assert actions.forget_contacts(at=MONDAY_9_00 + 2 * actions.CONTACT_KEPT) == 1
    assert actions.forget_contacts(at=MONDAY_9_00 + 2 * actions.CONTACT_KEPT) == 0


# --- errors and health ---


@pytest.mark.parametrize(
    ("answer_with", "status", "sentence"),
    [
        (errors.bad_request, 400, "这个请求有点不对"),
        (errors.forbidden, 403, "您现在的岗位不能做这件事"),
        (errors.not_found, 404, "没有找到这个页面"),
        (errors.server_error, 500, "系统出了点问题"),
    ],
)
def test_an_error_is_a_page_a_fragment_or_a_problem(answer_with: object, status: int, sentence: str) -> None:
    assert callable(answer_with)
    page = answer_with(RequestFactory().get("/nowhere/"))
    fragment = answer_with(RequestFactory().get("/nowhere/", headers={"HX-Request": "true"}))
    problem = answer_with(RequestFactory().get("/api/v1/nowhere"))

    assert [page.status_code, fragment.status_code, problem.status_code] == [status] * 3
    assert sentence in page.content.decode()
    assert "<html" in page.content.decode()
    assert sentence in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert problem.headers["Content-Type"] == "application/problem+json"


def test_a_form_that_is_too_large_is_told_so(client: Client) -> None:
    answer = client.post(
        "/feedback/", "text=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 413
    assert "内容太大了" in answer.content.decode()


def test_a_page_that_lay_too_long_says_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/feedback/", {"text": "字太小。"})

    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def test_an_unknown_address_is_answered_in_chinese(client: Client) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_health_names_the_database_and_the_version(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.json() == {"status": "ok", "database": connection.vendor, "version": __version__}


def test_health_says_so_when_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        vendor = "sqlite"

        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Broken())

    answer = health.healthz(RequestFactory().get("/healthz"))

    assert answer.status_code == 503
    assert b'"status": "down"' in answer.content


# --- the living style page ---


@pytest.mark.parametrize("page", ["", "phone/", "resident/", "print/", "confirm/"])
def test_the_style_pages_draw_every_component(client: Client, page: str) -> None:
    assert "</html>" in words(client, f"/style/{page}")


def test_a_page_asks_the_database_only_for_what_it_shows(town: Town, client: Client) -> None:
    client.force_login(town.account("officer"), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/me/")
    with connection.execute_wrapper(counting := Counting()):
        client.get("/me/")

    # the session, the account, its posts, unread notices, his own name, and whether one may tie his WeChat
    assert counting.queries <= 6


class Counting:
    """Counts the queries that pass by."""

    queries = 0

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        assert callable(execute)
        self.queries += 1
        return execute(sql, params, many, context)


def test_the_clock_of_a_page_is_the_servers(client: Client) -> None:
    assert f'data-now="{timezone.localtime():%Y-%m-%dT%H:}' in words(client, "/feedback/")
