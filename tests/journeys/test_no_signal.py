"""An officer in a cellar, a handler in a shaft: the network is cut, and nothing is lost or done twice."""

import re
from typing import Any

from playwright.sync_api import FilePayload, expect

from tests.journeys.entrance import Entrance
from tests.journeys.ground import KEEPER
from tests.journeys.walker import Walker, photo

SHELL = "/o/offline/"


def cut(walker: Walker, *, is_cut: bool = True) -> Walker:
    """The phone loses its signal, or has it again; pages hear of it."""
    walker.page.context.set_offline(is_cut)
    return walker


def hush(walker: Walker) -> Walker:
    """What failed because there was no signal is no fault of the page."""
    walker.faults = [fault for fault in walker.faults if not re.search(r"net::ERR_(INTERNET|FAILED)", fault)]
    return walker


def carries(walker: Walker) -> Walker:
    """Wait until the phone can open without signal, and has kept what the lists show."""
    walker.page.wait_for_function(
        "() => navigator.serviceWorker.controller && wanggePocket.store.read('known').then(Boolean)",
        timeout=30_000,
    )
    walker.page.evaluate("wanggePocket.learn()")
    return walker


def shell(walker: Walker, name: str) -> Walker:
    """The page that opens without signal, at a place of its own."""
    walker.page.goto(f"{walker.address}{SHELL}{name}")
    walker.page.wait_for_selector(f"body[data-drawn={name.lstrip('#').split('=')[0] or 'home'}]")
    return walker


def kept(walker: Walker) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = walker.page.evaluate("wanggePocket.mine()")
    return found


def add(walker: Walker, field: str, colour: str) -> None:
    """A photo in a form of the page without signal."""
    picker = walker.page.locator(f"input[data-pocket-photos={field}]")
    picker.set_input_files(FilePayload(name=f"{colour}.jpg", mimeType="image/jpeg", buffer=photo(colour)))


def solve_the_lamp(officer: Walker) -> None:
    lamp = officer.page.locator("article.task").filter(has_text="路灯故障")
    lamp.locator("a[href^='#do=self_handle']").first.click()


def found_online(officer: Walker, text: str) -> None:
    """A lamp on the officer's own desk, so that there is something to solve."""
    officer.go("/o/report/").write("发现了什么", text)
    officer.page.locator("details:has([name=other]) > summary").click()
    officer.choose("自己选事项", "路灯故障")
    officer.page.locator("label[for=how-on]").click()
    officer.press("提交").sees("已记在您名下")


def is_there_once(officer: Walker, words: str) -> None:
    """Found by its words, which a job of the moment after writes down for the search."""
    tasks = officer.page.locator("article.task")
    for _ in range(20):
        officer.go(f"/o/cases/?q={words}")
        if tasks.count():
            break
        officer.page.wait_for_timeout(500)
    expect(tasks).to_have_count(1)


def test_a_report_and_a_deed_without_signal_arrive_once(enter: Entrance) -> None:
    officer = enter("officer", size={"width": 390, "height": 844})
    found_online(officer, "三号楼门口的灯灭了")
    officer.go("/o/")
    carries(officer).go("/o/report/")

    cut(officer)
    officer.write("发现了什么", "地下车库消防门被三轮车挡住")
    officer.page.locator("input[type=file][name=before]").set_input_files(
        FilePayload(name="door.jpg", mimeType="image/jpeg", buffer=photo("navy"))
    )
    officer.page.locator("label[for=how-on]").click()
    officer.touch("提交").sees("待发送", "地下车库消防门被三轮车挡住", "照片 1 张", "没有信号")
    officer.page.goto(f"{officer.address}/o/")
    officer.sees("路灯故障", "最后一次更新")
    solve_the_lamp(officer)
    add(officer, "before", "black")
    add(officer, "photos", "gold")
    officer.write("对来件人说", "灯座松了，拧紧后亮了。").touch("当场办结").sees("等着发送")
    officer.page.reload()
    assert [act["act"] for act in kept(officer)] == ["report", "self_handle"]

    cut(hush(officer), is_cut=False)
    shell(officer, "#send").sees("没有等着发送的", "已经发到", "现在是“已办结”")
    officer.page.evaluate("wanggePocket.go(true)")
    is_there_once(officer, "地下车库消防门")
    officer.go("/o/cases/?tab=ended").press("路灯故障").sees("灯座松了", "没有信号时填写")


def test_an_answer_that_is_lost_costs_nothing(enter: Entrance) -> None:
    officer = enter("officer", size={"width": 390, "height": 844})
    carries(officer)
    lost = []

    def lose_the_first(route: Any) -> None:
        """The server does it, and the phone never hears."""
        route.fetch()
        lost.append(route.request.post_data)
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(response=route.fetch())

    officer.page.context.route("**/o/send/report/", lose_the_first)
    shell(officer, "#report").write("发现了什么", "健身器材缺一颗螺丝，坐上去会晃")
    officer.choose("怎么办", "上报").touch("提交")
    officer.sees("试过 1 次")
    officer.touch("现在发").sees("没有等着发送的")

    assert len(lost) == 2
    hush(officer)
    is_there_once(officer, "缺一颗螺丝")


def test_what_is_refused_or_changed_comes_back_with_all_that_was_written(enter: Entrance) -> None:
    officer = enter("officer", size={"width": 390, "height": 844})
    found_online(officer, "凉亭的灯闪个不停")
    officer.go("/o/")
    carries(officer)
    shell(officer, "#home")
    cut(officer)
    solve_the_lamp(officer)
    officer.write("对来件人说", "换了灯泡。").touch("当场办结").sees("等着发送")

    cut(hush(officer), is_cut=False)
    shell(officer, "#send").sees("没有收下", "照片", "换了灯泡")  # what was done must be shown
    officer.touch("修改").sees("修改：当场办结")
    add(officer, "before", "black")
    add(officer, "photos", "gold")
    officer.touch("存好，再发").sees("没有等着发送的", "现在是“已办结”")

    found_online(officer, "长椅旁的灯不亮")
    officer.go("/o/")
    carries(officer)
    shell(officer, "#home")
    cut(officer)
    solve_the_lamp(officer)
    officer.write("对来件人说", "线头接好了。").touch("当场办结").sees("等着发送")
    leader = enter("leader")
    leader.go("/o/cases/").press("路灯故障").press("上报").tick("没有条件")
    leader.write("用一句话说明", "要登高车").press("上报")
    cut(hush(officer), is_cut=False)
    shell(officer, "#send").sees("没有收下", "线头接好了")
    officer.touch("再发一次").sees("没有收下")
    assert [act["fields"]["said"] for act in kept(officer)] == ["线头接好了。"]


def test_signing_out_warns_and_wipes(enter: Entrance) -> None:
    officer = enter("officer", size={"width": 390, "height": 844})
    officer.go("/o/")
    carries(officer)
    officer.go("/me/")
    cut(officer)
    shell(officer, "#report").write("发现了什么", "信报箱锁坏了").choose("怎么办", "上报").touch("提交")
    officer.sees("等着发送")

    officer.page.context.route("**/o/send/report/", lambda route: route.fulfill(status=429))
    cut(hush(officer), is_cut=False)
    officer.go("/me/").touch("退出登录").sees("还有 1 件没有发送")
    officer.touch("先不退出")
    assert len(kept(officer)) == 1
    officer.touch("退出登录")
    officer.touch("删掉并退出").sees("我要报事")

    shell(officer, "#home").sees_nothing_of("信报箱锁坏了", "柳荫一网格")
    left = "Promise.all([wanggePocket.store.acts(), wanggePocket.store.read('known')])"
    assert officer.page.evaluate(left) == [[], None]


def test_a_handler_signs_for_an_order_without_signal(enter: Entrance) -> None:
    handler = enter(KEEPER.username, size={"width": 390, "height": 844})
    carries(handler)

    handler.go(SHELL).sees("有信号", "上次更新时没有要办的事")


def test_two_pages_send_once_and_somebody_signed_out_keeps_what_waits(enter: Entrance) -> None:
    officer = enter("officer", size={"width": 390, "height": 844})
    carries(officer)
    shell(officer, "#report")
    cut(officer)
    officer.write("发现了什么", "楼顶天台门没有锁").choose("怎么办", "上报").touch("提交").sees("等着发送")
    context = officer.page.context
    cookies = context.cookies()
    context.clear_cookies()
    cut(hush(officer), is_cut=False)
    shell(officer, "#send").sees("登录过期了", "楼顶天台门没有锁")
    assert [act["state"] for act in kept(officer)] == ["waiting"]

    context.add_cookies([{**one} for one in cookies])  # type: ignore[typeddict-item]
    sent: list[str] = []
    context.on("request", lambda asked: sent.append(asked.url) if "/send/report/" in asked.url else None)
    other = context.new_page()
    other.goto(f"{officer.address}{SHELL}#send")
    for page in (officer.page, other):
        page.evaluate("void wanggePocket.go(true)")
    expect(other.locator("body")).to_contain_text("已经发到")
    other.close()

    assert len(sent) == 1


def test_without_a_worker_the_page_says_so_and_sends_while_it_is_open(enter: Entrance) -> None:
    officer = enter("officer", size={"width": 390, "height": 844})
    officer.page.add_init_script("Object.defineProperty(navigator, 'serviceWorker', { value: undefined })")
    officer.go("/o/report/").write("发现了什么", "儿童滑梯上有一道裂口")
    officer.page.locator("label[for=how-on]").click()
    cut(officer)
    officer.touch("提交").sees("这一页请不要关", "1 件等着发送")

    cut(hush(officer), is_cut=False)
    expect(officer.page.locator("#pocket-waits")).to_have_count(0)
    is_there_once(officer, "儿童滑梯")


def test_what_answers_mean_and_how_long_things_are_kept(enter: Entrance) -> None:
    rules = enter().go(SHELL).page

    told = rules.evaluate(
        """() => {
          const r = wanggePocket.rules, hour = 3600000, act = { at: 0, drift: 0 };
          const problem = (more) => Object.assign({ errors: [] }, more);
          return [
            r.verdict(200, {}), r.verdict(0, null), r.verdict(503, null), r.verdict(401, problem()),
            r.verdict(429, null),
            r.verdict(403, null), r.verdict(409, problem()), r.verdict(409, problem({ review: "state" })),
            r.verdict(409, problem({ photos: "gone" })), r.verdict(422, problem()),
            r.pause(1), r.pause(3), r.pause(20), r.pause(1, 30),
            r.isTooOld(act, 72 * hour, 0), r.isTooOld(act, 73 * hour, 0),
            r.isTooOld(act, 73 * hour, -2 * hour), r.isTooOld(act, -5 * hour, 0),
            r.hoursLeft(act, 71.5 * hour, 0)
          ];
        }"""
    )

    assert told[:10] == [
        *("sent", "later", "later", "signed-out", "wait"),
        *("later", "refused", "review", "photos", "refused"),
    ]
    assert told[10:14] == [5000, 20000, 300000, 30000]
    assert told[14:] == [False, True, False, False, 1]


def test_a_phone_that_is_full_keeps_it_in_the_page_and_says_so(enter: Entrance) -> None:
    full = enter().go(SHELL)
    full.page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (row) {
            if (this.name === "acts") { throw new DOMException("full", "QuotaExceededError"); }
            return put.apply(this, arguments);
          };
          location.hash = "#send";
          const act = { act: "report", title: "水沟盖板断了", fields: { text: "断了" } };
          return wanggePocket.keep(act);
        }"""
    )

    full.sees("水沟盖板断了", "请不要关掉", "这台手机存不下了")
