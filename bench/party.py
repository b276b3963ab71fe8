"""The Party network at size: the tree at 10,000 organisations, the register at 1,000 and 100,000, the import.

One process on an embedded database of its own (or on DATABASE_URL): what a page costs in the product itself,
without server and network. Pages in processor time, since all of it happens in this process.
`python -m bench.party [--members N]`
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

ROUNDS = 60
#: The p50 of a search may grow by so much from the small register to the large one.
MOST_GROWTH = 1.3
IMPORTED = 17_000
#: So many members has the branch that is looked at, in the small register as in the large: a page as long.
BRANCH = 40


def main() -> int:
    """Fill, measure, print, compare."""
    parser = argparse.ArgumentParser(prog="bench.party", allow_abbrev=False)
    parser.add_argument("--members", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wangge-bench-party-") as folder:
        os.environ |= {
            "WANGGE_TESTING": "1",
            "WANGGE_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        }
        import django

        django.setup()
        return _measure(options.members)


def _measure(members: int) -> int:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests.town import Town

    town = Town()
    assert town.network  # made when first spoken of
    client = town.client("orgdept")
    branches = _organisations(town, 10_000)
    print(f"{connection.vendor}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    committee = town.network.committee.pk
    for label, address in (
        ("network at a glance", "/party/"),
        ("tree, top", "/party/tree/"),
        ("tree, one level down", f"/party/tree/?at={town.network.work.pk}"),
        ("tree, a community", f"/party/tree/?at={committee}"),
        ("tree, by name", "/party/tree/?q=第4321"),
        ("one branch", f"/party/orgs/{branches[0]}/"),
    ):
        print(f"{label:24} {_p50(partial(client.get, address)):8.1f} ms")
    small = _searches(client, branches, 1_000)
    large = _searches(client, branches, members)
    print(f"\n{'search, p50 ms':24} {'1,000':>8} {members:>8,} {'growth':>8}")
    growths = []
    for label, before in small.items():
        growth = large[label] / before
        growths.append(growth)
        print(f"{label:24} {before:8.1f} {large[label]:8.1f} {growth:8.2f}")
    seconds = _import(town)
    print(f"\nimport of {IMPORTED:,} rows: {seconds:.1f} s, {IMPORTED / seconds:,.0f} rows a second")
    return 1 if max(growths) > MOST_GROWTH or seconds > 60 else 0


def _organisations(town: Any, count: int) -> list[int]:
    """So many under the street: communities of 100 branches each, straight into the table."""
    from wangge.party.models import PartyOrg, PartyOrgArea

    work, area, made = town.network.work, town.community, []
    for block in range(count // 101):
        committee = PartyOrg.objects.create(
            parent=work,
            path=f"new/{block}",
            kind="party_committee",
            name=f"第{block}社区党委",
            area=area,
            area_path=area.path,
        )
        committee.path = f"{work.path}{committee.pk}/"
        committee.save(update_fields=["path"])
        rows = PartyOrg.objects.bulk_create(
            PartyOrg(
                parent=committee,
                path=f"new/{block}/{n}",
                kind="party_branch",
                name=f"第{block * 100 + n}网格党支部",
                area=area,
                area_path=area.path,
            )
            for n in range(100)
        )
        for row in rows:
            row.path = f"{committee.path}{row.pk}/"
        PartyOrg.objects.bulk_update(rows, ["path"], batch_size=100)
        made += [row.pk for row in rows]
    PartyOrgArea.objects.create(org_id=made[0], area=town.next_grid, kind="own", since="2024-01-01")
    return made


_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


def _searches(client: Any, branches: list[int], members: int) -> dict[str, float]:
    """The register grown to so many, and what each way of looking costs."""
    from wangge.party.models import Member, PartyOrg
    from wangge.people.digests import phone_index

    have = Member.objects.count()
    orgs = PartyOrg.objects.in_bulk(branches[:2000])
    listed = list(orgs.values())
    rows = []
    for number in range(have, members):
        org = listed[0] if number < BRANCH else listed[1 + number % (len(listed) - 1)]
        name = (
            _FAMILY[number % len(_FAMILY)] + chr(0x4E00 + number * 7 % 20000) + chr(0x4E00 + number % 19997)
        )
        phone = f"139{number:08}"
        rows.append(
            Member(
                org=org,
                org_path=org.path,
                area_path=org.area_path,
                name=name,
                phone=phone,
                phone_index=phone_index(phone),
                joined_on="2006-06-01",
                entered_at="2026-01-01T00:00:00Z",
            )
        )
        if len(rows) == 2000:
            Member.objects.bulk_create(rows)
            rows = []
    Member.objects.bulk_create(rows)
    some = Member.objects.exclude(phone_index=None).order_by("-pk").first()
    assert some is not None
    return {
        "first page": _p50(lambda: client.get("/party/members/")),
        "name (family name)": _p50(lambda: client.get("/party/members/?q=王")),
        "name (whole)": _p50(lambda: client.get(f"/party/members/?q={some.name}")),
        "phone": _p50(lambda: client.get(f"/party/members/?q={some.phone}")),
        "branch": _p50(lambda: client.get(f"/party/members/?org={listed[0].pk}")),
    }


def _import(town: Any) -> float:
    """The product's own import, from the table to the last block."""
    from django.utils import timezone

    from wangge.sheets import actions as sheets
    from wangge.sheets import registry, staging
    from wangge.sheets.models import Run
    from wangge.sheets.rules import Table

    importer = next(one for one in registry.importers() if one.name == "party_members")
    titles = ("支部", "姓名", "手机号", "类别", "状态", "入党年月")
    name = "第{}网格党支部"
    rows = [
        (name.format(n % 900), f"测{chr(0x4E00 + n)}", f"137{n:08}", "", "", "2006-06")
        for n in range(IMPORTED)
    ]
    begun, now, by = time.perf_counter(), timezone.now(), town.hat("orgdept")
    draft = staging.prepare(importer, Table([titles, *rows], name="名册.xlsx"), by=by, at=now)
    run = sheets.confirm(sheets.stage(draft, by=by, at=now), by=by, at=now)
    while sheets.take_block(run, at=now):
        run = Run.objects.get(pk=run.pk)
    taken = time.perf_counter() - begun
    done = Run.objects.get(pk=run.pk)
    assert done.done == IMPORTED, done.outcome
    return taken


def _p50(ask: Callable[[], Any]) -> float:
    """Milliseconds of processor time of the middle of so many: on a shared machine the clock says little."""
    taken = []
    for number in range(ROUNDS + 5):
        begun = time.process_time()
        answer = ask()
        assert answer.status_code == 200, answer
        if number >= 5:
            taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
