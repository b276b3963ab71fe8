"""How people come in: each signed-in user has one browser context, shared; strangers have their own."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext

from tests.journeys.walker import DESK, PHONE, Judge, Walker
from tests.town import PASSWORD, middle
from wangge.demo.views import ROLES

#: Who works on a phone; everybody else sits at a desk.
ON_PHONE = {"", "resident", "captain", "officer", "next_officer", "leader", "verifier", "member"}
ON_PHONE |= {"western", "eastern"}
NAMES = {role.username: role.name for role in ROLES}
Size = dict[str, int]


@dataclass
class Entrance:
    """`enter("officer")`: that role at its home; `enter()`: somebody on a phone who is nobody here yet."""

    browser: Browser
    address: str
    judge: Judge
    contexts: dict[str, BrowserContext]
    walker: type[Walker] = Walker
    #: Of one test: its pages, and the contexts that no other test shares.
    walkers: list[Walker] = field(default_factory=list)
    alone: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self, who: str = "", *, script: bool = True, large: bool = False, size: Size | None = None
    ) -> Walker:
        """A new page; a browser that differs from the usual is not shared."""
        is_own = not who or not script or large or size is not None
        if not is_own and who in self.contexts:
            walker = self._walker(self.contexts[who])
            return walker.go("/home/")
        context = self._context(size or (PHONE if who in ON_PHONE else DESK), script=script)
        if large:
            context.add_cookies([{"name": "wg_large", "value": "1", "url": self.address}])
        if is_own:
            self.alone.append(context)
        walker = self._walker(context, script=script)
        if who:
            sign_in(walker, who)
        if not is_own:
            self.contexts[who] = context
        return walker

    def _walker(self, context: BrowserContext, *, script: bool = True) -> Walker:
        walker = self.walker(context.new_page(), self.address, self.judge, script=script)
        self.walkers.append(walker)
        return walker

    def _context(self, size: Size, *, script: bool) -> BrowserContext:
        on_phone = size["width"] < 640
        lon, lat = middle("grid")
        return self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            is_mobile=on_phone,
            has_touch=on_phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
            geolocation={"longitude": lon, "latitude": lat},
            permissions=["geolocation"],
        )

    def leave(self) -> None:
        """Close the pages of this test."""
        for walker in self.walkers:
            walker.page.close()
        for context in self.alone:
            context.close()


def sign_in(walker: Walker, who: str) -> None:
    """By the card of the demo's front page; those without a card by password."""
    if who in NAMES:
        walker.go("/").press(NAMES[who])
    else:
        walker.go("/sign-in/").write("用户名", who).write("密码", PASSWORD).press("登录")
