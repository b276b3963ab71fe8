"""The handbook's pictures: `python -m tests.handbook [NAME ...]` makes all of them, or those named.

A district is filled and served for it; `--at URL` takes them from a running demo instead. Each picture is
what somebody sees on the way that he walks, at its real size, in few enough colours to be small.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast

import django
from PIL import Image

from tests.browser import launched
from tests.journeys import server
from tests.journeys.entrance import Entrance, Size
from tests.journeys.walker import PHONE, Judge, Walker

FOLDER = Path(__file__).resolve().parents[1] / "docs/handbook/images"
#: A picture's largest size in bytes.
MOST = 150_000
DESK = {"width": 1440, "height": 900}
#: Dates as a browser in Chinese writes them, whatever language the browser here speaks.
_DATES = """() => document.querySelectorAll('input[type=date], input[type=datetime-local]').forEach(field => {
    const written = field.value.replace(/-/g, '/').replace('T', ' ');
    field.type = 'text'; field.value = written; field.placeholder = '年 / 月 / 日'; })"""


class Camera(Walker):
    """A walker who judges nothing and takes pictures."""

    def _judged(self) -> Self:
        return self

    def take(self, name: str, *, whole: bool = False) -> Self:
        """What is on the screen, or the whole page."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(700)  # the map's last movement
        self.page.evaluate(_DATES)
        save(name, self.page.screenshot(full_page=whole))
        return self


def save(name: str, shot: bytes) -> None:
    """Written with as many colours as fit."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (192, 128, 96, 64, 32):
        written = io.BytesIO()
        few = picture.quantize(palette=_palette(picture, colours), dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
        if written.tell() <= MOST:
            break
    (FOLDER / f"{name}.png").write_bytes(written.getvalue())


def _palette(picture: Image.Image, colours: int) -> Image.Image:
    """Two thirds of the colours for what there is most of, one for what is rare: the red and the amber."""
    rare = colours // 3
    found: list[int] = []
    for count, method in (
        (colours - rare, Image.Quantize.MEDIANCUT),
        (rare, Image.Quantize.MAXCOVERAGE),
    ):
        found += (picture.quantize(count, method=method).getpalette() or [])[: count * 3]
    holder = Image.new("P", (1, 1))
    holder.putpalette(found)
    return holder


class Studio(Entrance):
    """An entrance for cameras."""

    def __call__(
        self, who: str = "", *, script: bool = True, large: bool = False, size: Size | None = None
    ) -> Camera:
        return cast(Camera, super().__call__(who, script=script, large=large, size=size))


@dataclass(frozen=True)
class Way:
    """A way through the product and the pictures taken on it."""

    names: tuple[str, ...]
    walk: Callable[[Studio], object]


def resident(enter: Studio) -> None:
    """From the front page to the rating."""
    enter().go("/").take("front")
    phone = enter()
    phone.go("/report/").write("说说发生了什么", "锦绣里东门的消防车道停了两辆车，大车进不来")
    phone.sees("看起来是这件事").take("report", whole=True)
    phone.tick("我同意为办理这件事使用我填写的内容").press("提交").take("reported", whole=True)
    phone.go("/c/").take("look-up")


def answered(enter: Studio) -> None:
    """A resident's own reports: one that is being handled, one to be rated."""
    phone = enter("resident")
    phone.go("/mine/").take("mine")
    phone.page.locator("main .leads[href]").first.click()
    phone.take("progress", whole=True)


def officer(enter: Studio) -> None:
    phone = enter("officer")
    phone.take("officer-home")
    phone.go("/o/report/").write("发现了什么", "荷风里 3 号楼前路面塌了一块").take(
        "officer-report", whole=True
    )
    phone.go("/o/grid/").take("grid-card")
    phone.go("/o/cases/")
    phone.page.locator("main .task a").first.click()
    phone.take("officer-case", whole=True)
    enter("captain").take("captain")
    enter("secretary").go("/me/").take("hats")


def no_signal(enter: Studio) -> None:
    """A browser of its own, so that nobody else loses the signal with it."""
    phone = enter("officer", size=PHONE)
    phone.page.wait_for_function("() => navigator.serviceWorker.controller")
    phone.go("/o/report/")
    phone.page.context.set_offline(True)
    phone.write("发现了什么", "地下车库消防门被一辆三轮车和几个纸箱挡住，推不开")
    phone.page.locator("label[for=how-on]").click()
    phone.touch("提交").sees("等着发送").take("no-signal")


def desk(enter: Studio) -> None:
    screen = enter("dispatcher")
    screen.take("workbench")
    screen.go("/cases/").take("desk")
    screen.go("/cases/?tab=in_hand").page.locator("[data-open]").first.click()
    screen.take("case")
    screen.go("/cases/?tab=accepted").page.locator("[data-open]").first.click()
    screen.press("派单").take("dispatch")
    screen.go("/cases/?tab=verified").page.locator("[data-open]").first.click()
    screen.press("结案").take("close")
    screen.go("/cases/map/").take("map")
    screen.go("/cases/intake/").take("intake")
    screen.go("/cases/replies/").take("replies")


def unit(enter: Studio) -> None:
    screen = enter("handler")
    screen.take("orders")
    screen.go("/orders/?tab=acknowledged").page.locator("main tbody a").first.click()
    screen.take("order")
    if screen.named("提交结果").count():
        screen.press("提交结果").take("submit")


def after(enter: Studio) -> None:
    enter("verifier", size=DESK).take("verify")
    screen = enter("revisit")
    screen.take("revisit")
    screen.page.locator("main tbody a").first.click()
    screen.take("revisit-call")
    enter("streetleader").take("leader").go("/late/").take("late")


def administration(enter: Studio) -> None:
    screen = enter("sysadmin")
    for name, path in (
        ("areas", "/areas/"),
        ("matters", "/matters/"),
        ("models", "/matters/models/"),
        ("routes", "/matters/routes/"),
        ("persons", "/office/people/"),
        ("units", "/office/units/"),
        ("calendar", "/office/calendar/"),
        ("imports", "/areas/imports/"),
        ("jobs", "/office/jobs/"),
    ):
        screen.go(path).take(name)
    screen.go("/matters/preview/").write("居民的话", "三号楼东侧消防通道停了一排车").press("看会派到哪")
    screen.take("preview")
    enter("secadmin").take("security")
    screen = enter("audit").go("/office/journal/")
    screen.take("journal")
    screen.go("/office/reveals/").take("reveals")


def figures(enter: Studio) -> None:
    screen = enter("districtleader", size={"width": 1440, "height": 810})
    screen.go("/insight/wall/").page.wait_for_selector("body[data-ready]")
    screen.take("wall")
    screen = enter("districtleader", size=DESK).go("/insight/")
    screen.page.wait_for_selector("body[data-ready]")
    screen.take("command")
    screen.go("/insight/analysis/").take("analysis")
    screen.go("/insight/bulletins/").page.locator("main tbody a").first.click()
    screen.take("bulletin", whole=True)


def assistant(enter: Studio) -> None:
    """A talk up to what is read back, the desk's list, the knowledge base."""
    phone = enter().go("/chat/")
    for words in ("锦绣里小区8栋门口的路灯不亮了，晚上回家看不清", "没有照片", "不留"):
        phone.write("要说的话", words).touch("发送").page.wait_for_timeout(1500)
    phone.sees("我念一遍").take("chat")
    enter("district").go("/talks/").take("talks")
    enter("staff").go("/knowledge/?try=居住证咋弄").take("knowledge")


WAYS = (
    Way(("chat", "talks", "knowledge"), assistant),
    Way(("front", "report", "reported", "look-up"), resident),
    Way(("mine", "progress"), answered),
    Way(("officer-home", "officer-report", "grid-card", "officer-case", "captain", "hats"), officer),
    Way(("workbench", "desk", "case", "dispatch", "close", "map", "intake", "replies"), desk),
    Way(("no-signal",), no_signal),
    Way(("orders", "order", "submit"), unit),
    Way(("verify", "revisit", "revisit-call", "leader", "late"), after),
    Way(("wall", "command", "analysis", "bulletin"), figures),
    Way(("areas", "matters", "preview", "persons", "calendar", "journal", "security"), administration),
)


@contextmanager
def district(address: str) -> Iterator[str]:
    """A filled and served district, or the one that is there."""
    if address:
        yield address.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="wangge-handbook-") as folder:
        data = Path(folder)
        server.run(data, "manage.py", "migrate", "-v0")
        server.run(data, "manage.py", "fill_demo", "--quiet")
        with server.served(data) as url:
            yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", default="", help="a running demo")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    ways = [way for way in WAYS if not options.names or {*options.names} & {*way.names}]
    with district(options.at) as url, launched() as browser:
        studio = Studio(browser, url, Judge(), {}, walker=Camera)
        for way in ways:
            way.walk(studio)
            sys.stderr.write(f"{' '.join(way.names)}\n")


if __name__ == "__main__":
    main()
