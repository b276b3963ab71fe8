"""Tallies of bulk cases in one statement, since no action wrote them. For measuring, not for judging: whoever
called at all called in time, and an order that came back was the first one.
"""

from django.db import connection, transaction

from wangge.cases.models import Appeal, Case, Tally, WorkOrder
from wangge.cases.rules import counting
from wangge.matters.models import Matter


@transaction.atomic
def tally() -> int:
    """Give every case without a tally one; returns how many there are then."""
    with connection.cursor() as cursor:
        cursor.execute(statement())
    return Tally.objects.count()


def _day(value: str) -> str:
    if connection.vendor == "postgresql":
        return f"({value} AT TIME ZONE 'Asia/Shanghai')::date"
    return f"date({value}, '+8 hours')"


def _hours() -> str:
    if connection.vendor == "postgresql":
        return "EXTRACT(EPOCH FROM c.submitted_at - c.reported_at) / 3600"
    return "(julianday(c.submitted_at) - julianday(c.reported_at)) * 24"


def _bucket() -> str:
    hours = _hours()
    steps = [f"WHEN {hours} <= {most} THEN {n}" for n, most in enumerate(counting.HOURS) if most is not None]
    last = len(counting.HOURS) - 1
    return (
        f"CASE WHEN c.submitted_at IS NULL OR c.closed_at IS NULL THEN NULL {' '.join(steps)} ELSE {last} END"
    )


def _one(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _columns() -> dict[str, str]:
    ended = "c.state IN ('closed', 'archived')"
    counted = f"c.counted_on IS NOT NULL AND {ended}"
    signed = "COALESCE(o.lead_late, 0) = 0"
    called = "(NOT c.contact_left OR c.first_contact_at IS NOT NULL)"
    cohort = {
        "b": "c.counted_on IS NOT NULL",
        "response": f"c.counted_on IS NOT NULL AND {signed} AND {called}",
        "contact_due": "c.counted_on IS NOT NULL AND c.contact_left",
        "contacted": "c.counted_on IS NOT NULL AND c.contact_left AND c.first_contact_at IS NOT NULL",
        "on_time": f"{counted} AND (c.due_at IS NULL OR COALESCE(c.submitted_at, c.closed_at) <= c.due_at)",
        "checked": "c.counted_on IS NOT NULL AND (c.verified_at IS NOT NULL OR c.rework_count > 0)",
        "passed": "c.counted_on IS NOT NULL AND c.verified_at IS NOT NULL AND c.rework_count = 0",
        "reworked": "c.counted_on IS NOT NULL AND c.rework_count > 0",
        "ended": counted,
        "reopened": "c.counted_on IS NOT NULL AND c.reopen_count > 0",
        "self_handled": f"{counted} AND c.checked_by_id IS NULL AND o.case_id IS NULL",
        "accepted": f"{counted} AND c.accepted_at IS NOT NULL",
        "located": "c.counted_on IS NOT NULL AND c.visibility = 'public' AND c.lon IS NOT NULL",
        "as_solved": f"{counted} AND c.outcome = 'solved'",
    }
    found = {name: _one(condition) for name, condition in cohort.items()}
    of_orders = {"orders": "n", "acked": "acked", "firsts": "n", "kept": "kept"}
    of_appeals = {name: name for name in ("answered", "solved", "rated", "happy")}
    for alias, names in (("o", of_orders), ("a", of_appeals)):
        for name, column in names.items():
            found[name] = f"CASE WHEN c.counted_on IS NULL THEN 0 ELSE COALESCE({alias}.{column}, 0) END"
    found["found_first"] = "0"
    return found | {
        "case_id": "c.id",
        "area_path": "c.area_path",
        "matter": "COALESCE(c.matter_id, '')",
        "category": "COALESCE(m.category_id, '')",
        "source": "c.source",
        "is_hidden": "c.visibility = 'confidential'",
        "is_excluded": "c.id IS NULL",
        "is_found": "c.reported_by_id IS NOT NULL AND c.appeal_count = 0",
        "lon": "c.lon",
        "lat": "c.lat",
        "reported_on": _day("c.reported_at"),
        "closed_on": f"CASE WHEN {ended} THEN {_day('c.closed_at')} END",
        "standing": "CASE WHEN c.is_open THEN c.state ELSE '' END",
        "lateness": "CASE WHEN c.is_open THEN c.lateness ELSE 0 END",
        "standing_unit": "CASE WHEN c.is_open THEN COALESCE(c.lead_unit_id, 0) ELSE 0 END",
        "counted_on": "c.counted_on",
        "unit": "CASE WHEN c.counted_on IS NULL THEN 0 ELSE COALESCE(c.lead_unit_id, 0) END",
        "is_settled": f"c.counted_on IS NOT NULL AND {ended}",
        "bucket": f"CASE WHEN c.counted_on IS NULL THEN NULL ELSE {_bucket()} END",
    }


def statement() -> str:
    """One INSERT ... SELECT."""
    quote = connection.ops.quote_name
    columns = _columns()
    order, appeal, case, matter, tally_ = (
        quote(model._meta.db_table) for model in (WorkOrder, Appeal, Case, Matter, Tally)
    )
    in_time = "acknowledged_at IS NOT NULL AND acknowledged_at <= acknowledge_by"
    orders = (
        f"SELECT case_id, COUNT(*) AS n, SUM({_one(in_time)}) AS acked, "  # noqa: S608  (our own names)
        f"SUM({_one('kind = ' + chr(39) + 'lead' + chr(39) + ' AND NOT (' + in_time + ')')}) AS lead_late, "
        f"SUM({_one('returned_at IS NULL AND state <> ' + chr(39) + 'withdrawn' + chr(39))}) AS kept "
        f"FROM {order} GROUP BY case_id"
    )
    happy = "CASE WHEN satisfaction >= 4 THEN 10 WHEN satisfaction = 3 THEN 6 ELSE 0 END"
    appeals = (
        f"SELECT case_id, COUNT(*) AS answered, SUM({_one('solved')}) AS solved, "  # noqa: S608
        f"COUNT(satisfaction) AS rated, SUM({happy}) AS happy FROM {appeal} "
        "WHERE solved IS NOT NULL GROUP BY case_id"
    )
    return (
        f"INSERT INTO {tally_} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "  # noqa: S608
        f"FROM {case} c LEFT JOIN {matter} m ON m.code = c.matter_id "
        f"LEFT JOIN ({orders}) o ON o.case_id = c.id LEFT JOIN ({appeals}) a ON a.case_id = c.id "
        f"LEFT JOIN {tally_} t ON t.case_id = c.id WHERE t.case_id IS NULL AND c.state <> 'draft'"
    )
