"""The smell of gas at night: who is on duty does not answer, so it rings for the next, until one knows."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from tests.journeys import server
from tests.journeys.entrance import Entrance
from tests.journeys.telling import found, told
from tests.journeys.walker import Walker

WORDS = "楼道里一股臭鸡蛋味，像是煤气漏了，越来越浓"
ON_DUTY, LEADER = "赵度清", "柳道直"
#: Six minutes pass for the alarm that was raised last: what the worker does by itself five minutes later.
SIX_MINUTES_LATER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from wangge.notices import actions
from wangge.notices.models import Alarm
last = Alarm.objects.filter(acknowledged_at=None).latest("raised_at")
actions.ring_next(last.pk, at=timezone.now() + timedelta(minutes=6))
"""


def test_an_absent_duty_officer_is_passed_over_until_the_leader_answers(
    enter: Entrance, installation: Path
) -> None:
    desk = enter("dispatcher")
    _put_on_duty(desk)
    resident = enter()
    number = told(resident, WORDS, place="柳荫苑 2 栋 1 单元")

    leader = enter("streetleader")
    _until_rung(leader, 1)
    server.run(installation, "-c", SIX_MINUTES_LATER)
    _until_rung(leader, 2)
    leader.press("紧急来件", within=leader.page.locator("main"))
    leader.sees(ON_DUTY, LEADER, "系统没有替您打过这些电话").press("我已知晓").sees(f"{LEADER}", "已知晓")

    found(desk, number).sees("特急", WORDS)
    desk.go("/duty/alarms/").sees(f"{LEADER}已知晓")


def _put_on_duty(desk: Walker) -> None:
    """The form stands beside the list."""
    now, form = timezone.localtime(), desk.go("/duty/").page.locator("aside, .aside").last
    form.locator("select[name=person]").select_option(label=ON_DUTY)
    form.locator("input[name=starts_at]").fill(f"{now - timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    form.locator("input[name=ends_at]").fill(f"{now + timedelta(hours=8):%Y-%m-%dT%H:%M}")
    desk.press("排上").sees("正在值班", ON_DUTY)


def _until_rung(leader: Walker, number: int) -> None:
    """The worker rings within a moment of the report; so many have been rung for."""
    leader.go("/duty/alarms/")
    for _ in range(40):
        if f"提醒 {number} 人" in leader.page.locator("main li").first.inner_text():
            return
        leader.page.wait_for_timeout(500)
        leader.page.reload()
    raise AssertionError(f"nobody was rung for: {leader.page.locator('main').inner_text()}")
