"""WeChat in the browser: an account is connected and its faults are told in words, a worker pastes a chat."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.channels.fake_weixin import AES_KEY, TOKEN, a_fake
from tests.journeys import server
from tests.journeys.entrance import Entrance
from tests.journeys.walker import PHONE, Walker
from tests.town import middle

#: As the computer's WeChat copies it, as the phone's mail of a chat writes it, as people type it.
PC = """老张 11-20 10:21
东门的路灯坏了好几天，打我13900001234

李姐:
收到

小周  2026/11/20 10:25:13
[图片]
垃圾桶满了两天没人收
@李姐 麻烦看看
"""
MAILED = """—————  2026-11-20  —————


老张  10:21

东门的路灯坏了好几天


小周  下午3:05

垃圾桶满了
"""
INLINE = "老张：路灯坏了\n地点：东门\n小周: 垃圾没人收"
PLAIN = "路灯坏了\n在东门\n\n垃圾桶满了"


def cut(worker: Walker, text: str) -> list[str]:
    found: list[str] = worker.page.evaluate("text => wanggeCut(text)", text)
    return found


def test_a_worker_pastes_a_chat_and_only_what_is_ticked_leaves_the_browser(enter: Entrance) -> None:
    worker = enter("staff").go("/pasted/")
    assert cut(worker, PC) == [
        "东门的路灯坏了好几天，打我〔电话〕",
        "收到",
        "垃圾桶满了两天没人收\n麻烦看看",
    ]
    assert cut(worker, MAILED) == ["东门的路灯坏了好几天", "垃圾桶满了"]
    assert cut(worker, INLINE) == ["路灯坏了\n地点：东门", "垃圾没人收"]
    assert cut(worker, PLAIN) == ["路灯坏了\n在东门", "垃圾桶满了"]
    assert cut(worker, "\n😀" * 5000 + "a:" * 5000) != []
    sent: list[str] = []
    worker.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))

    worker.write("聊天内容", PC).sees("切成 3 条", "〔电话〕").sees_nothing_of("老张")
    assert sent == []
    expect(worker.page.locator("#paste-send")).to_be_disabled()
    worker.page.locator("#cut-list input").nth(0).check()
    worker.page.locator("#cut-list input").nth(2).check()
    worker.tick("本人要求办理，或我已告知本人").press("登记勾选的 2 条")

    worker.sees("登记好了", "受理编号")
    assert worker.page.locator("main tbody tr").count() == 2
    body = "".join(sent)
    assert "pasted" in body
    for word in ("13900001234", "%E8%80%81%E5%BC%A0", "%E6%94%B6%E5%88%B0"):  # 老张, 收到
        assert word not in body


@pytest.mark.skipif("JOURNEYS_AT" in os.environ, reason="that one may not call us")
def test_an_administrator_connects_an_account_and_is_told_what_is_wrong(enter: Entrance) -> None:
    admin = enter("sysadmin").go("/connections/").press("添加微信账号")
    with a_fake(server.OTHER) as fake:
        admin.write("名称", "柳荫街道公众号").write("AppID 或企业 ID", "wx-ours").write("Secret", "a-secret")
        admin.write("Token", TOKEN).write("EncodingAESKey", "short").write("接口地址", fake.url)
        admin.press("添加").sees("43 位")
        admin.write("Secret", "a-secret").write("Token", TOKEN).write("EncodingAESKey", AES_KEY)
        admin.press("添加").sees("已经添加", "/weixin/in/wx-")
        fake.wrong["stable_token"] = 40164
        admin.press("测试连接").sees("白名单", "203.0.113.9")
        fake.wrong.clear()
        admin.press("测试连接").sees("都正常", "取到了票据")
    admin.press("测试连接").sees("连不上对方")


def test_a_group_is_written_down_for_one_grid_and_handed_over(enter: Entrance) -> None:
    worker = enter("staff").go("/groups/").press("登记一个群")
    worker.write("群名", "柳荫一网格邻里群").page.locator("#id_area").select_option(index=1)
    worker.page.locator("#id_post").select_option(index=1)
    worker.press("登记").sees("绑定", "今日小结", "群主持人")
    here = worker.path
    on_phone = enter("staff", size=PHONE)
    for path in (here, "/groups/", "/groups/add/", "/pasted/"):
        worker.go(path)
        on_phone.go(path)


#: WeChat's side of the page, as far as its own script asks for it.
BRIDGE = """window.WeixinJSBridge = {
    invoke: (name, given, back) => setTimeout(() => back(
        { err_msg: name + ':ok', errMsg: name + ':ok', longitude: LON, latitude: LAT, accuracy: 20 }), 0),
    on: () => {}, call: () => {} };"""


def test_inside_wechat_the_report_page_takes_the_phones_own_place(enter: Entrance) -> None:
    lon, lat = middle("grid")
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.50"
    context = enter.browser.new_context(user_agent=agent, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(BRIDGE.replace("LON", str(lon)).replace("LAT", str(lat)))
    signed = {"appId": "wx-ours", "timestamp": 1, "nonceStr": "n", "signature": "s"}
    page.route("**/weixin/sign/*", lambda route: route.fulfill(json=signed))
    try:
        page.goto(f"{enter.address}/report/")
        page.get_by_role("button", name="用我现在的位置").click()
        expect(page.locator("#id_lon")).to_have_value(re.compile(rf"^{lon:.3f}"))
        expect(page.locator("#id_lat")).to_have_value(re.compile(rf"^{lat:.3f}"))
    finally:
        context.close()


def test_where_nobody_signs_the_page_is_as_it_is(enter: Entrance) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.50"
    context = enter.browser.new_context(user_agent=agent, viewport={"width": 390, "height": 844})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/weixin/sign/*", lambda route: route.fulfill(status=204))
    try:
        with page.expect_response("**/weixin/sign/*"):
            page.goto(f"{enter.address}/report/")
        assert page.get_by_role("button", name="用我现在的位置").count() == 0
        assert faults == []
    finally:
        context.close()
