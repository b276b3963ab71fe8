"""The table of outside orders as `sheets` takes it in; each system's own is first turned into this one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest

from wangge.cases.rules.spot import Contact
from wangge.channels.actions import hotline as actions
from wangge.channels.models import System
from wangge.channels.queries import hotline as queries
from wangge.channels.rules import hotline as rules
from wangge.channels.rules.hotline import SYSTEM_TITLE, TITLES, Sign
from wangge.channels.rules.layouts import TABLES
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import Refused
from wangge.people import rules as people
from wangge.sheets import cells, registry
from wangge.sheets.registry import Review
from wangge.sheets.rules import Column, Row, RowError, Template

NAME = "outside-orders"
#: So many rows are looked at for their place before anybody confirms.
_PLACED = 300
_NOBODY = frozenset({"无", "匿名", "不详", "未知", "空", "-", "—", "/", "0", "保密", "不愿透露"})


def _phone(value: str) -> str:
    """A number one can call; what only stands for one is none."""
    plain = cells.narrow(value)
    if plain in _NOBODY or "*" in plain:
        return ""
    first = plain.replace("／", "/").replace("，", ",").replace("；", ";")
    for sign in "/,; 、":
        first = first.split(sign)[0] if len(first.split(sign)[0]) >= 7 else first
    try:
        return people.normal_phone(first)
    except Refused as refusal:
        raise ValueError(refusal.message.rstrip("。")) from None


def _name(value: str) -> str:
    return "" if value in _NOBODY else value[:40]


def template() -> Template:
    """The columns; which systems there are comes from the database."""
    systems: dict[str, System] = {}
    for system in queries.systems():
        systems |= {system.code: system, system.name: system}
    also = {key: names for key, _, names in rules.FIELDS}
    return Template(
        "外部工单",
        (
            Column("system", SYSTEM_TITLE, True, parse=cells.one_of(systems), help="对接系统的名称"),
            Column("number", TITLES["number"], True, parse=rules.number, also=also["number"]),
            Column(
                "received_at",
                TITLES["received_at"],
                parse=rules.moment,
                blank=None,
                also=also["received_at"],
                help="对方收到的时间，受理时限从这时算；不填按导入时间",
                example="2026-11-20 09:05",
            ),
            Column("text", TITLES["text"], True, parse=cells.text_up_to(4000), also=also["text"], width=60),
            Column("place", TITLES["place"], parse=cells.text_up_to(200), also=also["place"]),
            Column("name", TITLES["name"], parse=_name, is_personal=True, also=also["name"]),
            Column(
                "phone",
                TITLES["phone"],
                parse=_phone,
                is_personal=True,
                mask=people.masked_phone,
                also=also["phone"],
            ),
            Column("category", TITLES["category"], parse=cells.text_up_to(80), also=also["category"]),
            Column("due_at", TITLES["due_at"], parse=rules.moment, blank=None, also=also["due_at"]),
            Column("status", TITLES["status"], parse=cells.text_up_to(20), also=also["status"]),
            Column("lon", TITLES["lon"], parse=cells.number(-180, 180), blank=None, also=also["lon"]),
            Column("lat", TITLES["lat"], parse=cells.number(-90, 90), blank=None, also=also["lat"]),
        ),
        note="同一个系统的同一个编号只收一次；再导入时只看状态有没有变。",
        unique=("system", "number"),
        register="case_report",
    )


def may(request: HttpRequest) -> bool:
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and bool(acting) and acting.may(Permit.OUTSIDE_IMPORT)


def look(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Review:
    """The dry run: what would be new, what is known, what nobody could place or name."""
    errors = [
        RowError(row.number, TITLES["received_at"], text) for row in rows if (text := _unbelieved(row, at))
    ]
    fresh, known, changed = 0, 0, Counter[str]()
    unknown: Counter[str] = Counter()
    for system in {row["system"].pk: row["system"] for row in rows}.values():
        mine = [row for row in rows if row["system"].pk == system.pk]
        there = queries.known(system, [row["number"] for row in mine])
        for row in mine:
            order = there.get(row["number"])
            sign = rules.sign_of(row["status"], system.signs)
            if order is None:
                fresh += 1
                if row["category"] and not rules.matter_of(row["category"], system.matters, queries.codes()):
                    unknown[row["category"]] += 1
            else:
                known += 1
                if sign is not Sign.NEW and sign != order.sign:
                    changed[str(sign.label)] += 1
    notes = [f"新工单 {fresh - len(errors)} 件；以前收过 {known} 件，不会重复立件。"]
    notes += [f"其中 {n} 件对方有新说法：{label}。" for label, n in changed.items()]
    if unknown:
        some = cells.listed([f"{name}（{n}）" for name, n in unknown.most_common(8)], 8)
        notes.append(f"这些类别还没有对应到事项，会由席位定：{some}。可以请系统管理员在对接设置里补上。")
    return Review(errors, [*notes, *_places(rows)])


def _unbelieved(row: Row, at: datetime) -> str:
    try:
        rules.believed(row["received_at"], at=at)
    except ValueError as problem:
        return str(problem)
    return ""


def _places(rows: Sequence[Row]) -> list[str]:
    """How many of the first rows' places are known here."""
    worded = [row for row in rows[:_PLACED] if row["lon"] is None and row["place"]]
    unsure = sum(1 for row in worded if grids.locate_words(row["place"], within="").how != "located")
    whole = "" if len(rows) <= _PLACED else f"前 {_PLACED} 行里"
    return [f"{whole}有 {unsure} 件的地点认不准网格，会由席位定。"] if unsure else []


def nobody(request: HttpRequest) -> bool:
    """No personal columns leave with it, so nothing of it ever waits for approval."""
    return False


#: Who sees a list may take it out; nothing in these lists reaches a person.
LIST_PERMITS = {
    "desk": Permit.CASE_SEE,
    "orders": Permit.ORDER_SEE,
    "revisit": Permit.CASE_REVISIT,
    "late": Permit.LATE_SEE,
}


def _sees(permit: Permit) -> registry.May:
    def sees(request: HttpRequest) -> bool:
        acting: Acting | None = getattr(request, "acting", None)
        return acting is not None and bool(acting) and acting.may(permit)

    return sees


for _table, _permit in LIST_PERMITS.items():
    registry.exporter(f"list-{_table}", title=TABLES[_table][0], may=_sees(_permit), may_approve=nobody)
REPLIES = registry.exporter("outside-replies", title="外部工单回传", may=may, may_approve=nobody)


@registry.importer(NAME, title="外部工单", template=template, may=may, review=look, back="/outside/")
@registry.each
def take_in(row: Row, /, *, by: Acting, at: datetime) -> None:
    """One order; the same number again is the same order."""
    system: System = row["system"]
    given = actions.Given(
        number=row["number"],
        text=row["text"],
        place=row["place"],
        contact=Contact(row["name"] or "", row["phone"] or ""),
        category=row["category"],
        received_at=row["received_at"],
        due_at=row["due_at"],
        sign=rules.sign_of(row["status"], system.signs),
        lon=row["lon"],
        lat=row["lat"],
    )
    actions.take_in(system, given, by=by, at=at)
