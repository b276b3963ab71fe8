"""An officer who forgot the password gets a slip in person, signs in by its code, and sets a new one."""

from tests.journeys.entrance import Entrance

PASSWORD = "Willow-bank-lamp-7"


def test_a_slip_from_the_community_opens_the_account_once(enter: Entrance) -> None:
    staff = enter("staff")
    staff.go("/office/nearby/")
    line = staff.page.locator("tr, li").filter(has_text="邻格平").first
    staff.press("发登录条", within=line).press("是本人，发登录条").sees("next_officer", "一次性码")
    code = staff.page.locator("dd.code").first.inner_text()

    officer = enter()
    officer.go("/sign-in/").press("第一次登录").write("用户名", "next_officer").write("一次性码", code)
    officer.press("下一步").write("新密码", "12345").write("再输一遍", "12345").press("保存并登录").sees(
        "至少"
    )
    officer.write("新密码", PASSWORD).write("再输一遍", PASSWORD).press("保存并登录").sees("柳荫二网格")

    again = enter()
    again.go("/sign-in/code/").write("用户名", "next_officer").write("一次性码", code).press("下一步")
    again.sees("不对，或者码已经用过")
    again.go("/sign-in/").write("用户名", "next_officer").write("密码", PASSWORD).press("登录")
    again.sees("柳荫二网格")
