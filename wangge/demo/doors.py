"""A day at the doors of the invented district: the hotline's orders of today through the product's import,
what it must be told, a system that subscribes, sentences released.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from wangge.cases import actions as cases
from wangge.channels import imports, painting
from wangge.channels.actions import following, hotline, public, troubles, webhooks
from wangge.channels.models import OutsideOrder, PublicItem, Subscription, System
from wangge.channels.queries import public as released
from wangge.channels.rules import hotline as rules
from wangge.channels.rules.doors import Door
from wangge.channels.rules.painting import Box, Paint, Stroke
from wangge.demo.stage import HOUR, MINUTE, Stage
from wangge.grids.access import Acting, Permit
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.sheets import actions as sheets
from wangge.sheets import registry, staging
from wangge.sheets.models import Run
from wangge.sheets.rules import Table

_TITLES = ["工单编号", "来电时间", "诉求描述", "事发地址", "来电号码", "问题分类", "办理时限", "工单状态"]
_KINDS = ("FAC-03", "ENV-02", "STR-01", "FAC-04", "NEI-01", "PAR-01", "ENV-01", "STR-02")
_ORDERS = 22
_SENTENCES = (
    "路灯已经修好，线路一并检查过。",
    "垃圾已经清运，增加了早晚各一次收运。",
    "积水已经排除，井口清掏完毕。",
    "占道摊位已经清走，早晚有人巡查。",
)


def open_doors(stage: Stage) -> None:
    """Set up, bring in the morning's file and the noon's, take some in, follow, release."""
    admin, clerk = stage.cast.users.get("sysadmin"), stage.cast.users.get("dispatcher")
    if admin is None or clerk is None:
        return
    rng = random.Random(311)  # noqa: S311  (invention, not secrecy)
    with transaction.atomic():
        system = _set_up(admin.acting(), at=stage.now - 30 * HOUR)
        _bring(system, _rows(stage, rng), by=clerk.acting(), at=stage.now - 2 * HOUR)
        _take_in(stage)
    _follow(stage.now)
    with transaction.atomic():
        _release(clerk.acting(), at=stage.now)
        _subscribe(admin.acting(), at=stage.now)


def _set_up(admin: Acting, *, at: datetime) -> System:
    system = System(
        name="区 12345 热线",
        code="hotline",
        crs="gcj02",
        columns={"number": "工单编号", "received_at": "来电时间", "text": "诉求描述"},
        matters={"道路积水": "FAC-04"} if "FAC-04" in catalogue.catalogue().matters else {},
        signs={"督促": "urge"},
        words={"send_back": "退单", "reply": "办结回复"},
    )
    for door in (Door.OPEN311, Door.FEED):
        troubles.open_door(door, is_open=True, by=admin, at=at)
    return hotline.save_system(system, by=admin, at=at)


def _rows(stage: Stage, rng: random.Random) -> list[list[str]]:
    """The hotline's export of today, in its own columns; the last two lines are one trouble told twice."""
    known = catalogue.catalogue().matters
    cells = [cell for cell in stage.cells if cell.places]
    rows = [list(_TITLES)]
    for n in range(_ORDERS):
        matter = known.get(_KINDS[n % len(_KINDS)]) or next(iter(known.values()))
        cell = cells[(n * 7) % len(cells)]
        heard = (stage.now - (10 * HOUR - n * 20 * MINUTE)).astimezone(SHANGHAI)
        words = stage.words.get(matter.code) or [matter.name]
        due = heard + timedelta(days=5)
        rows.append(
            [
                f"RX{heard:%Y%m%d}{n + 1:04}",
                f"{heard:%Y-%m-%d %H:%M}",
                rng.choice(words),
                cell.places[n % len(cell.places)],
                f"199{rng.randrange(10**8):08}",
                matter.name,
                f"{due:%Y-%m-%d %H:%M}",
                "待签收",
            ]
        )
    twin = list(rows[-1])
    twin[0] = twin[0][:-4] + f"{_ORDERS + 1:04}"
    return [*rows, twin]


def _bring(system: System, rows: list[list[str]], *, by: Acting, at: datetime) -> None:
    """As a clerk does it: upload, look, confirm; the worker writes block by block."""
    importer = registry.find_importer(imports.NAME)
    if importer is None:
        return
    table = rules.ours(Table(rows, "12345 今日工单.xlsx"), system.columns, system=system.name)
    run: Run = sheets.stage(staging.prepare(importer, table, by=by, at=at), by=by, at=at)
    run = sheets.confirm(run, by=by, at=at)
    while sheets.take_block(run, at=at):
        pass


def _take_in(stage: Stage) -> None:
    """The desks have taken some in by now, and one caller has asked again."""
    orders = list(OutsideOrder.objects.select_related("system", "appeal__case__matter").order_by("number"))
    for n, order in enumerate(orders):
        case = order.appeal.case
        at = stage.now - HOUR + n * MINUTE
        by: Any = stage.desk(case)
        if n % 3 == 0 and case.matter_id and case.area_id and by.may(Permit.CASE_ACCEPT):
            cases.accept(case, by=by, at=at)


def _follow(at: datetime) -> None:
    """Everything that was done until now has been read."""
    position = following.begin(at=at)
    while (found := following.read_batch(position, at=at)) is not None:
        position = found


def _release(by: Acting, *, at: datetime) -> None:
    items = PublicItem.objects.open_to(by, Permit.CASE_SEE).shown().filter(is_open=False)
    wanted = ("FAC-03", "ENV-02", "FAC-04", "STR-01")
    for matter, sentence in zip(wanted, _SENTENCES, strict=True):
        item = items.filter(matter=matter).order_by("number").first()
        if item is not None:
            _show_photo(item, by=by, at=at)
            places = released.near_places(item)
            place = places[0].name if places else ""
            public.release(item, sentence=sentence, place=place, by=by, at=at)


def _show_photo(item: PublicItem, *, by: Acting, at: datetime) -> None:
    """One picture of the work done, with what could be a plate and a door painted over."""
    for photo in released.sources(item)[:1]:
        marks: list[Paint] = [Box(34, 62, 22, 12), Stroke(5, [(8, 40), (16, 44), (22, 52)])]
        copy = painting.painted(photo.file, marks)
        made = public.paint(item, photo.file, copy, marks=len(marks), by=by, at=at)
        public.confirm_photo(made, by=by, at=at)


def _subscribe(by: Acting, *, at: datetime) -> None:
    made = Subscription(
        name="区城市运行平台",
        url="https://hooks.qinglan.example/wangge",
        verbs=["accept", "dispatch", "close", "reopen"],
    )
    webhooks.save_subscription(made, by=by, at=at)
