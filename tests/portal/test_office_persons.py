"""The system administrator's pages: persons, posts, accounts and slips."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.town import LONG_AGO, Town
from wangge.grids import actions as grids
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.journal.models import Entry
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Account, Person, Reveal

pytestmark = pytest.mark.django_db
LIST = "/office/people/"


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def _figures(page: str) -> dict[str, int]:
    """Label to count of every tab."""
    tabs = re.findall(r'<a href="\?[^"]*"[^>]*>([^<]+) <span>(\d+)</span>', page)
    return {label.strip(): int(count) for label, count in tabs}


def test_the_count_of_every_tab_equals_the_list_behind_it(town: Town) -> None:
    for who in ("officer", "staff", "stranger"):
        town.account(who)
    town.post("captain")
    client = town.client("sysadmin")

    counts = _figures(_text(client, LIST))

    shown = {
        label: client.get(LIST, {"tab": tab}).context["page"].paginator.count
        for label, tab in {"全部": "", "待首次登录": "new", "没有账号": "none", "没有岗位": "idle"}.items()
    }
    assert shown == {label: counts[label] for label in shown}
    assert (shown["没有账号"], shown["没有岗位"]) == (1, 1)


def test_a_search_finds_names_and_user_names_and_no_phone(town: Town) -> None:
    town.account("officer")
    client = town.client("sysadmin")

    assert "王格远" in _text(client, f"{LIST}?q=格远")
    assert "王格远" in _text(client, f"{LIST}?q=offic")
    assert "王格远" not in _text(client, f"{LIST}?q={town.person('officer').phone}")


def test_filters_narrow_by_role_and_area(town: Town) -> None:
    town.account("officer")
    town.account("other_officer")
    client = town.client("sysadmin")

    here = _text(client, f"{LIST}?role=officer&area={town.community.path}")

    assert "王格远" in here
    assert "何塘生" not in here
    assert "席统一" not in here.split("<main", 1)[1]


def test_the_list_costs_the_same_however_many_there_are(town: Town) -> None:
    client = town.client("sysadmin")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for n in range(25):
        grids.enrol(name=f"人{n:02}", role=Role.OFFICER, area=town.grid, by=town.sysadmin, at=timezone.now())

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few)
    assert len(many) <= 12


def test_a_phone_is_masked_until_a_reason_is_given(town: Town) -> None:
    person = town.person("officer")
    client = town.client("sysadmin")
    page = _text(client, f"{LIST}{person.pk}/")
    assert person.phone not in page
    assert "199****0002" in page

    without = client.post(f"{LIST}{person.pk}/reveal/", {"reason": ""})
    shown = client.post(f"{LIST}{person.pk}/reveal/", {"reason": "work"})

    assert without.status_code == 422
    assert person.phone not in without.content.decode()
    assert person.phone in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert Reveal.objects.get().person_id == town.person("sysadmin").pk
    assert person.phone not in _text(client, f"{LIST}{person.pk}/")


def test_opening_somebodys_page_is_written_down(town: Town) -> None:
    person = town.person("officer")

    town.client("sysadmin").get(f"{LIST}{person.pk}/")

    assert Entry.objects.filter(verb="people.look", subject=f"person:{person.pk}").count() == 1


def test_somebody_new_gets_account_post_and_a_slip_that_lets_him_in(town: Town) -> None:
    client = town.client("sysadmin")
    form = {"name": "何望", "phone": "138 0000 0001", "username": "HeWang", "role": "officer"}

    answer = client.post(f"{LIST}add/", {**form, "seat": f"柳荫一网格 {town.grid.grid_code}"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("office:slips")
    code = _codes(answer.content.decode())[0]
    assert "何望" in answer.content.decode()
    assert isinstance(people.sign_in_by_code("hewang", code, at=timezone.now()), Account)
    assert Post.objects.get(person__name="何望").area == town.grid


def test_who_has_an_account_already_gets_the_post_and_no_second_slip(town: Town) -> None:
    town.account("officer")
    form = {"name": "王格远", "username": "officer", "role": "captain", "seat": town.grid.grid_code}

    answer = town.client("sysadmin").post(f"{LIST}add/", form)

    assert answer.headers["Location"] == f"{LIST}{town.person('officer').pk}/"
    assert Post.objects.filter(person=town.person("officer")).count() == 2
    assert Person.objects.filter(name="王格远").count() == 1


def test_a_handler_is_given_a_unit_by_name_or_code(town: Town) -> None:
    client = town.client("sysadmin")
    for seat in ("清岚区供水公司", "T-sanitation", "柳湾街道"):
        client.post(f"{LIST}add/", {"name": "何望", "role": "handler", "seat": seat})

    units = Post.objects.filter(person__name="何望").order_by("pk").values_list("unit__code", flat=True)
    assert list(units) == ["T-water", "T-sanitation"]


def _codes(page: str) -> list[str]:
    return re.findall(r'<dd class="code">([A-Z0-9-]{9})</dd>', page)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(town: Town) -> None:
    form = {"name": "何望", "phone": "12345", "username": "1x", "role": "officer", "seat": "无此地"}

    answer = town.client("sysadmin").post(f"{LIST}add/", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不像一个手机号" in page
    assert "以字母开头" in page
    assert "没有“无此地”这个区域" in page
    assert 'value="何望"' in page
    assert not Person.objects.filter(name="何望").exists()


def test_a_name_that_several_areas_bear_asks_for_the_code(town: Town) -> None:
    grids.change_area(town.other_grid, name=town.grid.name, by=town.sysadmin, at=timezone.now())
    form = {"name": "何望", "role": "officer", "seat": town.grid.name}

    page = town.client("sysadmin").post(f"{LIST}add/", form).content.decode()

    assert "有几个叫" in page


def test_slips_lie_sealed_in_the_session_and_vanish_after_ten_minutes(town: Town) -> None:
    client = town.client("sysadmin")
    client.post(f"{LIST}add/", {"name": "何望", "role": "officer", "seat": town.grid.grid_code})
    code = _codes(_text(client, reverse("office:slips")))[0].replace("-", "")

    stored = "".join(str(s.get_decoded()) for s in Session.objects.all())
    assert code not in stored
    assert code not in "".join(account.code_hash for account in Account.objects.all())

    later = timezone.now() + timedelta(minutes=11)
    from wangge.portal.admin_pages import slips

    request = type("Request", (), {"session": client.session})()
    assert slips.get(request, at=later) == []


def test_slips_are_printed_for_those_who_have_never_signed_in(town: Town) -> None:
    town.account("officer")
    made = [
        grids.enrol(name=f"新{n}", role=Role.OFFICER, area=town.grid, by=town.sysadmin, at=timezone.now())
        for n in range(9)
    ]
    ticked = [str(done.post.person_id) for done in made] + [str(town.person("officer").pk)]

    answer = town.client("sysadmin").post(f"{LIST}slips/", {"person": ticked}, follow=True)

    page = answer.content.decode()
    assert len(_codes(page)) == 9
    assert page.count('<div class="sheet">') == 2
    assert town.person("officer").name not in page
    assert people.sign_in_by_code(made[0].account.username, _codes(page)[0], at=timezone.now())


def test_a_post_is_given_and_ended_and_the_last_one_closes_the_account(town: Town) -> None:
    town.account("officer")
    person = town.person("officer")
    client = town.client("sysadmin")

    client.post(f"{LIST}{person.pk}/posts/", {"role": "captain", "seat": town.grid.grid_code})
    posts = Post.objects.filter(person=person).order_by("pk")
    assert [post.role for post in posts] == ["officer", "captain"]

    for post in posts:
        asked = client.get(f"{LIST}{person.pk}/posts/{post.pk}/end/")
        assert "结束" in asked.content.decode()
        client.post(f"{LIST}{person.pk}/posts/{post.pk}/end/")

    assert Account.objects.get(person=person).closed_at is not None


def test_two_of_the_three_administrations_are_refused_at_the_field(town: Town) -> None:
    town.post("secadmin")

    answer = town.client("sysadmin").post(
        f"{LIST}{town.person('secadmin').pk}/posts/", {"role": "audit", "seat": town.district.stat_code}
    )

    assert answer.status_code == 422
    assert "三类管理员" in answer.content.decode()


def test_the_last_day_of_a_lent_post_counts_whole(town: Town) -> None:
    day = (timezone.localtime() + timedelta(days=5)).date()
    form = {"role": "captain", "seat": town.grid.grid_code, "until": day.isoformat()}

    town.client("sysadmin").post(f"{LIST}{town.person('officer').pk}/posts/", form)

    until = Post.objects.get(person=town.person("officer"), role="captain").until
    assert until is not None
    assert timezone.localtime(until).isoformat()[:16] == f"{day + timedelta(days=1)}T00:00"


def test_an_account_is_opened_for_a_person_who_has_none_and_closed(town: Town) -> None:
    person = people.make_person(name="新来", by=OPERATOR, at=LONG_AGO)
    client = town.client("sysadmin")

    taken = client.post(f"{LIST}{person.pk}/account/", {"username": "sysadmin"})
    opened = client.post(f"{LIST}{person.pk}/account/", {"username": "xinlai"}, follow=True)
    client.post(f"{LIST}{person.pk}/close/")

    assert "已经有人用了" in taken.content.decode()
    assert len(_codes(opened.content.decode())) == 1
    assert Account.objects.get(username="xinlai").closed_at is not None
    back = client.post(f"{LIST}{person.pk}/slip/", follow=True)
    assert len(_codes(back.content.decode())) == 1


def test_a_slip_for_an_account_in_use_is_not_the_system_administrators(town: Town) -> None:
    town.account("officer")

    answer = town.client("sysadmin").post(f"{LIST}{town.person('officer').pk}/slip/")

    assert answer.status_code == 403


def test_name_and_phone_are_corrected(town: Town) -> None:
    person = town.person("officer")
    client = town.client("sysadmin")
    edit = f"{LIST}{person.pk}/edit/"

    client.post(edit, {"name": "王格辽", "phone": "13900000009"})
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.phone) == ("王格辽", "13900000009")

    client.post(edit, {"name": "王格辽", "phone": ""})
    assert Person.objects.get(pk=person.pk).phone == "13900000009"
    client.post(edit, {"name": "王格辽", "phone": "", "without_phone": "on"})
    assert Person.objects.get(pk=person.pk).phone == ""


def test_the_administrator_of_a_street_sees_his_street_only(town: Town) -> None:
    chief = people.make_person(name="街管理", by=OPERATOR, at=LONG_AGO)
    grids.appoint(chief, Role.SYSTEM_ADMIN, area=town.street, since=LONG_AGO, by=town.sysadmin, at=LONG_AGO)
    slip = people.open_account(chief, username="chief", by=OPERATOR, at=timezone.now())
    people.set_password(slip.account, password="Willow-street-26", at=timezone.now())
    client = Client()
    client.force_login(
        Account.objects.get(username="chief"), backend="django.contrib.auth.backends.ModelBackend"
    )
    town.account("officer")
    town.post("other_dispatcher")

    page = _text(client, LIST)

    assert "王格远" in page
    assert "石度宁" not in page
    assert client.get(f"{LIST}{town.person('other_dispatcher').pk}/").status_code == 404
    assert client.get(f"{LIST}{town.person('officer').pk}/").status_code == 200


def test_the_community_prints_a_new_slip_for_its_officer(town: Town) -> None:
    town.account("officer")
    town.account("other_officer")
    client = town.client("staff")

    page = _text(client, "/office/nearby/")
    answer = client.post(f"/office/nearby/{town.person('officer').pk}/", follow=True)

    assert "王格远" in page
    assert "何塘生" not in page
    code = _codes(answer.content.decode())[0]
    assert isinstance(people.sign_in_by_code("officer", code, at=timezone.now()), Account)
