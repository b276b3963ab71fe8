"""Groups: one grid each, hosts that hand over, an assistant that only hears what is addressed to it, days in
counts; and chat that a worker pastes where there is no licence.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.channels.fake_weixin import FakeWeixin, InGroup, a_fake
from tests.channels.test_weixin import connected
from tests.town import LONG_AGO, Town
from wangge.cases.models import Appeal
from wangge.channels.actions import pasted, weixin_groups
from wangge.channels.models import Group, GroupCase, GroupCount, Host, Incoming, Line, Sender
from wangge.channels.queries import weixin as queries
from wangge.channels.rules import pasting, weixin_words
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeWeixin]:
    """WeCom, at an address the operator allows."""
    with a_fake() as server:
        settings.OUT = [f"127.0.0.0/8:{server.port}"]
        yield server


def opened(town: Town, *hosts: str) -> Group:
    posts = [town.post(who) for who in hosts or ("officer",)]
    by = town.hat("dispatcher")
    return weixin_groups.open_group(
        name="柳荫一网格邻里群", area=town.grid, hosts=posts, by=by, at=timezone.now()
    )


@pytest.fixture
def neighbour(ready: Town, fake: FakeWeixin) -> InGroup:
    """Somebody in a group that is bound to the grid."""
    gate = connected(ready, fake, "robot", app_id="")
    somebody = InGroup(gate)
    assert "绑定好了" in somebody.says(f"绑定 {opened(ready).bind_code}")
    return somebody


class TestInAGroup:
    def test_a_neighbour_reports_in_the_group_and_the_case_lies_in_its_grid(
        self, ready: Town, neighbour: InGroup
    ) -> None:
        assert "在哪里" in neighbour.says("路灯坏了好几天不亮")
        assert "我念一遍" in neighbour.says("东门口")
        assert "已经登记好了" in neighbour.says("是")

        appeal = Appeal.objects.get()
        assert (appeal.case.area_id, appeal.case.source) == (ready.grid.pk, "wechat")
        assert GroupCase.objects.get().case_id == appeal.case_id

    def test_neither_photos_nor_a_phone_are_asked_for_where_others_read(self, neighbour: InGroup) -> None:
        told = neighbour.says("路灯坏了不亮，我的电话13900001234")
        told += neighbour.says("东门口")

        assert "我念一遍" in told
        assert "13900001234" not in told
        assert "13900001234" not in "".join(str(line.said) for line in Line.objects.all())

    def test_what_is_for_few_eyes_is_not_taken_down_in_a_group(self, neighbour: InGroup) -> None:
        told = neighbour.says("我要举报网格员收钱不办事")

        assert "不要在群里说" in told
        assert not Line.objects.filter(who="resident").exists()

    def test_danger_is_called_out_in_a_group_and_the_rest_is_asked_for_alone(
        self, neighbour: InGroup
    ) -> None:
        told = neighbour.says("隔壁在打老婆，家暴，快出人命了")

        assert "请马上打 110" in told
        assert "不要在群里说" in told

    def test_progress_is_told_to_nobody_in_a_group(self, neighbour: InGroup) -> None:
        for words in ("路灯坏了好几天不亮", "东门口", "是"):
            neighbour.says(words)

        assert "不在群里说" in neighbour.says("查进度")

    def test_two_neighbours_have_two_talks(self, neighbour: InGroup) -> None:
        neighbour.says("路灯坏了好几天不亮")
        told = neighbour.says("是", user="uNeighbour-2")

        assert "已经登记" not in told
        assert Sender.objects.count() == 2
        assert {str(one.openid) for one in Sender.objects.all()} == {""}

    def test_a_group_of_no_grid_is_told_how_and_nothing_is_kept(self, ready: Town, fake: FakeWeixin) -> None:
        somebody = InGroup(connected(ready, fake, "robot", app_id=""))

        assert somebody.says("路灯坏了") == weixin_words.NOT_BOUND
        assert somebody.says("绑定 AAAAAA") == weixin_words.CODE_WRONG
        assert Incoming.objects.count() == Sender.objects.count() == 0

    def test_a_code_binds_once_and_a_chat_is_one_group(self, ready: Town, neighbour: InGroup) -> None:
        old = Group.objects.get()
        assert old.bind_code == ""
        other = weixin_groups.open_group(
            name="二群",
            area=ready.grid,
            hosts=[ready.post("staff")],
            by=ready.hat("staff"),
            at=timezone.now(),
        )

        neighbour.says(f"绑定 {other.bind_code}")

        old.refresh_from_db()
        assert old.chat_index is None
        assert queries.group_of(neighbour.gate, neighbour.chat) == other


class TestTheDay:
    def test_a_day_is_counts_and_what_was_solved_never_who(self, ready: Town, neighbour: InGroup) -> None:
        group = Group.objects.get()
        for _ in range(6):
            weixin_groups.count(group, "FAC-03", "reported", at=timezone.now())
        weixin_groups.count(group, "knowledge", "answered", at=timezone.now())
        today = timezone.now().astimezone(SHANGHAI).date()

        day = queries.day_of(group, since=today, until=today)

        assert [(one.outcome, one.n) for one in day.counted] == [("登记", "6"), ("答上了", "<5")]
        assert {field.name for field in GroupCount._meta.fields} == {
            "id",
            "group",
            "day",
            "about",
            "outcome",
            "n",
        }

    def test_what_came_from_the_group_and_was_solved_is_counted(self, ready: Town) -> None:
        group = opened(ready)
        at = timezone.now()
        made = pasted.take_down(
            ["路灯坏了不亮"], client_id="x" * 20, group=group, area=None, by=ready.staff, at=at
        )
        today = at.astimezone(SHANGHAI).date()
        assert queries.day_of(group, since=today, until=today).solved == "0"
        case = made[0].case
        type(case).objects.filter(pk=case.pk).update(
            state="closed", outcome="solved", is_open=False, closed_at=at
        )

        day = queries.day_of(group, since=today, until=today)

        assert (day.opened, day.solved) == ("<5", "<5")
        assert queries.day_of(
            group, since=today - timedelta(days=3), until=today - timedelta(days=2)
        ).is_empty


class TestHosts:
    def test_hosts_hand_over_and_a_group_is_never_without_one(self, ready: Town) -> None:
        group = opened(ready, "officer")
        host = Host.objects.get()
        by, at = ready.hat("staff"), timezone.now()
        with pytest.raises(Refused, match="至少"):
            weixin_groups.hand_over(host, None, by=by, at=at)

        weixin_groups.hand_over(host, ready.post("leader"), by=by, at=at)

        assert [h.post_id for h in queries.hosts([group.pk])[group.pk]] == [ready.post("leader").pk]
        assert queries.past_hosts(group).get() == host

    @pytest.mark.parametrize("who", ["next_officer", "other_staff", "handler", "verifier"])
    def test_only_who_belongs_there_looks_after_a_group(self, ready: Town, who: str) -> None:
        with pytest.raises(Refused):
            opened(ready, who)

    @pytest.mark.parametrize("who", ["other_staff", "other_dispatcher", "officer", "sysadmin"])
    def test_nobody_else_opens_or_closes_one(self, ready: Town, who: str) -> None:
        group = opened(ready)

        with pytest.raises(NotAllowed):
            weixin_groups.close(group, by=ready.hat(who), at=timezone.now())

    def test_a_closed_group_is_not_answered(self, ready: Town, neighbour: InGroup) -> None:
        weixin_groups.close(Group.objects.get(), by=ready.hat("staff"), at=timezone.now())

        assert neighbour.says("路灯坏了") == weixin_words.NOT_BOUND


class TestPasted:
    def test_each_ticked_message_is_an_appeal_without_name_and_numbers_once(self, ready: Town) -> None:
        texts = [pasting.kept(t) for t in ("路灯坏了不亮，打我13900001234", "垃圾桶满了没人收")]
        given = {"client_id": "page-of-a-worker-1", "group": None, "area": ready.grid, "by": ready.staff}

        first = pasted.take_down(texts, at=timezone.now(), **given)  # type: ignore[arg-type]
        again = pasted.take_down(texts, at=timezone.now(), **given)  # type: ignore[arg-type]

        assert [a.pk for a in first] == [a.pk for a in again]
        assert Appeal.objects.count() == 2
        assert {a.case.source for a in first} == {"wechat"}
        assert all(a.phone_index is None for a in first)
        assert "13900001234" not in texts[0]

    def test_the_page_takes_what_was_ticked_and_says_the_numbers(self, ready: Town) -> None:
        staff = ready.client("staff")
        form = {"ticked": '["路灯坏了不亮"]', "area": ready.grid.pk, "told": "on", "client_id": "a" * 20}

        told = staff.post("/pasted/", form, follow=True)

        assert Appeal.objects.get().number in told.content.decode()
        assert staff.post("/pasted/", form | {"told": ""}).status_code == 422
        for bad in ("", "[]", "{}", "[1]", "[" * 30_000, '["' + "x" * 70_000 + '"]'):
            answer = staff.post("/pasted/", form | {"ticked": bad, "client_id": "b" * 20})
            assert answer.status_code == 422, bad[:20]
        assert Appeal.objects.count() == 1

    def test_somebody_who_takes_nothing_down_is_refused(self, ready: Town) -> None:
        with pytest.raises(NotAllowed):
            pasted.take_down(["x"], client_id="x", group=None, area=None, by=ready.officer, at=LONG_AGO)
