"""Units, account security, the journal and the reveal log."""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import house_scan as scan
from tests.town import PASSWORD, Town
from wangge.grids.tokens import acting_of
from wangge.journal import actions as journal
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people import queries, totp
from wangge.people.models import Account, ApiToken, SecondFactor, Unit
from wangge.portal.admin_pages import words

pytestmark = pytest.mark.django_db
UNITS, ACCOUNTS = "/office/units/", "/office/accounts/"


def test_a_unit_is_added_given_areas_and_taken_out_of_use(town: Town) -> None:
    client = town.client("sysadmin")

    client.post(f"{UNITS}add/", {"name": "柳湾园林所", "department": "landscaping", "code": "T-green"})
    unit = Unit.objects.get(code="T-green")
    client.post(f"{UNITS}{unit.pk}/areas/", {"area": "柳湾街道"})
    assert [served.area for served in unit.serves.all()] == [town.street]

    client.post(f"{UNITS}{unit.pk}/areas/{town.street.pk}/stop/")
    client.post(f"{UNITS}{unit.pk}/", {"name": "柳湾园林绿化所", "department": "landscaping"})

    unit.refresh_from_db()
    assert (unit.name, unit.is_active, unit.serves.count()) == ("柳湾园林绿化所", False, 0)


def test_a_code_in_use_and_an_unknown_area_are_said_at_the_field(town: Town) -> None:
    client = town.client("sysadmin")

    taken = client.post(f"{UNITS}add/", {"name": "水", "department": "water_supply", "code": "T-water"})
    unknown = client.post(f"{UNITS}{town.water.pk}/areas/", {"area": "无此地"})

    assert (taken.status_code, unknown.status_code) == (422, 422)
    assert "已经有单位在用" in taken.content.decode()
    assert "没有“无此地”这个区域" in unknown.content.decode()


def test_units_without_people_or_areas_stand_out(town: Town) -> None:
    town.post("handler")

    page = town.client("sysadmin").get(UNITS).content.decode()

    assert page.count("没有人") == 5
    assert "1 人" in page


def test_a_reset_ends_the_old_password_and_prints_a_slip(town: Town) -> None:
    account = town.account("officer")

    answer = town.client("secadmin").post(f"{ACCOUNTS}{account.pk}/reset/", follow=True)

    code = re.findall(r'<dd class="code">([A-Z0-9-]{9})</dd>', answer.content.decode())[0]
    assert not Account.objects.get(pk=account.pk).check_password(PASSWORD)
    assert isinstance(people.sign_in_by_code("officer", code, at=timezone.now()), Account)


def test_a_locked_account_is_out_at_once_and_a_new_slip_lets_it_in_again(town: Town) -> None:
    officer = town.client("officer")
    account = town.account("officer")
    client = town.client("secadmin")
    assert officer.get("/me/").status_code == 200

    client.post(f"{ACCOUNTS}{account.pk}/lock/")
    assert officer.get("/me/").status_code == 302

    client.post(f"{ACCOUNTS}{account.pk}/reset/")
    assert Account.objects.get(pk=account.pk).is_active


def test_signing_somebody_out_everywhere_ends_his_sessions(town: Town) -> None:
    officer = town.client("officer")

    town.client("secadmin").post(f"{ACCOUNTS}{town.account('officer').pk}/end-sessions/")

    assert officer.get("/me/").status_code == 302


def test_a_lost_code_app_is_taken_away(town: Town) -> None:
    account = town.account("audit")
    factor = people.begin_second_factor(account)
    now = timezone.now()
    code = totp.code_at(factor.secret, totp.step_of(now))
    assert people.confirm_second_factor(account, code=code, at=now) is None

    town.client("secadmin").post(f"{ACCOUNTS}{account.pk}/reset-factor/")

    assert SecondFactor.objects.count() == 0


def test_nobody_resets_himself(town: Town) -> None:
    own = town.account("secadmin")

    answer = town.client("secadmin").post(f"{ACCOUNTS}{own.pk}/reset/")

    assert answer.status_code == 403
    assert "另一位" in town.client("secadmin").get(f"{ACCOUNTS}{own.pk}/").content.decode()


def test_a_token_is_shown_once_works_and_is_revoked(town: Town) -> None:
    account, post = town.account("officer"), town.post("officer")
    client = town.client("secadmin")
    page = f"{ACCOUNTS}{account.pk}/"

    answer = client.post(f"{page}tokens/", {"post": post.pk, "name": "热线平台", "days": "30"})

    raw = re.findall(r"<code>(wg_[\w-]+)</code>", answer.content.decode())[0]
    assert acting_of(raw, at=timezone.now()) == post.acting()
    again = client.get(page).content.decode()
    assert "热线平台" in again
    assert raw not in again

    client.post(f"{page}tokens/{ApiToken.objects.get().pk}/revoke/")
    assert acting_of(raw, at=timezone.now()) is None


def test_a_token_is_for_a_post_of_its_account(town: Town) -> None:
    account, other = town.account("officer"), town.post("staff")

    answer = town.client("secadmin").post(
        f"{ACCOUNTS}{account.pk}/tokens/", {"post": other.pk, "name": "热线平台", "days": "30"}
    )

    assert answer.status_code == 422
    assert ApiToken.objects.count() == 0


def test_the_list_of_accounts_costs_the_same_however_many_there_are(town: Town) -> None:
    client = town.client("secadmin")
    client.get(ACCOUNTS)
    with CaptureQueriesContext(connection) as few:
        client.get(ACCOUNTS)
    for who in ("officer", "leader", "staff", "secretary", "dispatcher", "handler", "verifier"):
        town.account(who)

    with CaptureQueriesContext(connection) as many:
        page = client.get(ACCOUNTS).content.decode()

    assert len(many) == len(few)
    assert "下次登录绑定" in page


def _rows(client: Client, **asked: str) -> list[str]:
    return [row["entry"].verb for row in client.get("/office/journal/", asked).context["rows"]]


def test_the_journal_is_found_by_person_verb_subject_and_day(town: Town) -> None:
    officer, client = town.account("officer"), town.client("audit")
    now = timezone.now()
    people.record_sign_in(officer, at=now, ip="10.0.0.8")
    people.record_sign_in(town.account("staff"), at=now, ip="10.0.0.9")
    today = f"{timezone.localtime(now):%Y-%m-%d}"

    assert _rows(client, q="格远", verb="people.sign_in") == ["people.sign_in"]
    assert _rows(client, q="officer", verb="people.sign_in") == ["people.sign_in"]
    assert _rows(client, verb="people.sign_in", since=today, until=today) == ["people.sign_in"] * 2
    assert _rows(client, verb="people.sign_in", until="2020-01-01") == []
    assert "people.make_person" in _rows(client, subject=f"person:{officer.person_id}")
    assert "people.make_person" in _rows(client, q=f"person:{officer.person_id}")
    assert _rows(client, q="没有这个人") == []


def test_the_journal_speaks_chinese_and_names_whom_it_is_about(town: Town) -> None:
    people.record_sign_in(town.account("officer"), at=timezone.now(), ip="10.0.0.8", how="code")

    page = town.client("audit").get("/office/journal/").content.decode()

    assert "登录条" in page
    assert "人员 王格远" in page
    assert "10.0.0.8" in page


@dataclass(frozen=True)
class _Helper:
    """A function through which a room writes the journal: where its verb stands, and what comes before it."""

    name: str
    room: str
    position: int | None
    prefix: str


def _written(tree: ast.AST, helper: str) -> Iterator[ast.Call]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if getattr(call.func, "attr", getattr(call.func, "id", "")) == helper:
            yield call


def _helpers(source: scan.Source) -> Iterator[_Helper]:
    """The functions of a module that hand one of their arguments on as a verb, `room.` before it or not."""
    for function in (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)):
        names = [argument.arg for argument in function.args.args]
        for call in _written(function, "record"):
            for value in (k.value for k in call.keywords if k.arg == "verb"):
                parts = value.values if isinstance(value, ast.JoinedStr) else [value]
                last = parts[-1].value if isinstance(parts[-1], ast.FormattedValue) else parts[-1]
                if isinstance(last, ast.Name):
                    prefix = str(parts[0].value) if isinstance(parts[0], ast.Constant) else ""
                    position = names.index(last.id) if last.id in names else None
                    yield _Helper(function.name, source.parts[1], position, prefix)


def _texts(value: ast.expr) -> Iterator[str]:
    """The words an expression may come to: a text, one of the two of a condition, or texts of such pieces."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_texts(value.body), *_texts(value.orelse))
    elif isinstance(value, ast.JoinedStr):
        pieces = [_texts(v.value if isinstance(v, ast.FormattedValue) else v) for v in value.values]
        yield from ("".join(words) for words in itertools.product(*pieces))


def _verbs(source: scan.Source, helpers: Iterable[_Helper]) -> Iterator[str]:
    """The verbs a module writes into the journal, by itself or through a helper of its room."""
    for call in _written(source.tree, "record"):
        yield from (verb for k in call.keywords if k.arg == "verb" for verb in _texts(k.value))
    for helper in (h for h in helpers if h.room == source.parts[1]):
        for call in _written(source.tree, helper.name):
            said = [k.value for k in call.keywords if k.arg == "verb"]
            if helper.position is not None:
                said += call.args[helper.position : helper.position + 1]
            yield from (helper.prefix + verb for value in said for verb in _texts(value))


def test_every_verb_of_the_journal_has_words() -> None:
    rooms = [s for s in scan.sources("wangge") if s.parts[1] != "cases"]
    helpers = [helper for source in rooms for helper in _helpers(source)]

    verbs = {verb for source in rooms for verb in _verbs(source, helpers)}

    assert {"grids.appoint", "promises.make", "duties.summon", "people.sign_in", "calendar.import"} <= verbs
    assert sorted(verbs - set(words.VERBS)) == []


def test_several_persons_of_one_name_are_offered(town: Town) -> None:
    town.account("officer")
    people.make_person(name="王格远", by=town.sysadmin, at=timezone.now())

    page = town.client("audit").get("/office/journal/", {"q": "王格远"}).content.decode()

    assert "有几位符合" in page


def test_the_journal_is_walked_page_by_page_without_losing_an_entry(town: Town) -> None:
    for _ in range(120):
        people.record_sign_in(town.account("officer"), at=timezone.now(), ip="10.0.0.8")
    client = town.client("audit")
    asked = "?verb=people.sign_in"

    sizes = []
    while asked:
        context = client.get(f"/office/journal/{asked}").context
        sizes.append(len(context["rows"]))
        asked = context["older_url"]

    assert sizes == [50, 50, 20]


def test_the_journal_costs_the_same_on_every_page(town: Town) -> None:
    for _ in range(60):
        people.record_sign_in(town.account("officer"), at=timezone.now(), ip="10.0.0.8")
    client = town.client("audit")
    client.get("/office/journal/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/office/journal/")

    assert len(asked) <= 10


def test_the_seals_of_the_days_are_shown(town: Town) -> None:
    journal.seal(at=timezone.now())
    journal.seal_day(at=timezone.now())

    page = town.client("audit").get("/office/journal/").content.decode()

    assert "每日封印" in page
    assert "还没有封印" not in page


def test_the_reveal_log_says_who_whose_what_and_why(town: Town) -> None:
    people.reveal_phone(town.person("officer"), reason="work", by=town.sysadmin, at=timezone.now())
    people.note_reveal(
        subject="appeal:48273051962", what="contact", reason="revisit", by=town.revisit, at=timezone.now()
    )
    client = town.client("audit")

    page = client.get("/office/reveals/").content.decode()
    one = client.get("/office/reveals/", {"reason": "revisit"}).content.decode()

    assert "人员 王格远" in page
    assert "工作联系" in page
    assert "来件 48273051962" in one
    assert "人员 王格远" not in one
    assert town.person("officer").phone not in page


def test_the_processing_register_is_open_to_security_and_audit(town: Town) -> None:
    page = town.client("secadmin").get("/office/register/").content.decode()

    assert "受理群众反映的问题并答复本人" in page
    assert "个人信息保护影响评估" in page
    assert 'href="/office/register/"' in town.client("audit").get("/office/journal/").content.decode()


def test_who_reveals_much_stands_above_the_log(town: Town) -> None:
    for n in range(50):
        people.note_reveal(
            subject=f"appeal:{n}", what="contact", reason="revisit", by=town.revisit, at=timezone.now()
        )

    page = town.client("audit").get("/office/reveals/").content.decode()

    assert "最近一小时查看了 50 次" in page


def test_the_password_is_asked_again_and_five_wrong_ones_bar_it(town: Town) -> None:
    client = town.client("officer")

    wrong = client.post("/office/prove/", {"password": "wrong", "next": "/me/"})
    right = client.post("/office/prove/", {"password": PASSWORD, "next": "/me/"})

    assert wrong.status_code == 422
    assert right.headers["Location"] == "/me/"
    elsewhere = client.post("/office/prove/", {"password": PASSWORD, "next": "https://elsewhere.example/"})
    assert elsewhere.headers["Location"] == "/home/"
    for _ in range(5):
        client.post("/office/prove/", {"password": "wrong"})
    assert "分钟后再试" in client.post("/office/prove/", {"password": PASSWORD}).content.decode()
    assert isinstance(people.prove(town.account("officer"), password=PASSWORD, at=timezone.now()), Refused)
    assert queries.account_of("officer") is not None
