"""The journal's chain: what is sealed cannot be changed or removed unseen, and writers do not wait for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from wangge.journal import actions, queries, rules
from wangge.journal.models import COMMAND_LINE, Entry, Machine, Seal
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CLERK = Machine("管理员甲", "sysadmin", person_id=7, post_id=70)


@pytest.fixture
def no_file(tmp_path: Path) -> Path:
    return tmp_path / "journal.tsv"


def write(count: int, *, at: datetime = NOON) -> None:
    for number in range(count):
        actions.record(by=CLERK, verb="post.end", subject=f"post:{number}", note="调岗", at=at, ip="10.0.0.8")


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_entry_says_who_did_what_when_and_from_where() -> None:
    actions.record(by=CLERK, verb="post.end", subject="post:3", note="调岗", at=NOON, ip="10.0.0.8")

    entry = Entry.objects.get()
    assert entry.fact == rules.Fact(
        NOON, 7, 70, "sysadmin", "管理员甲", "post.end", "post:3", "调岗", "10.0.0.8"
    )
    assert (entry.seq, entry.digest) == (None, "")


def test_writing_an_entry_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        actions.record(by=CLERK, verb="post.end", at=NOON)


def test_a_name_that_is_too_long_is_cut_and_still_verifies(no_file: Path) -> None:
    long = Machine("柳荫街道综合治理中心值班席" * 12, "staff")

    actions.record(by=long, verb="post.end", at=NOON)
    actions.seal(at=NOON)

    assert len(Entry.objects.get().name) == 120
    call_command("verify_journal", file=no_file)


def test_an_untouched_chain_verifies(no_file: Path) -> None:
    write(5)
    actions.seal(at=NOON)
    write(2)
    actions.seal(at=NOON)
    write(1)

    verdict = queries.verify(no_file)

    assert verdict == queries.Verdict(sealed=7, unsealed=1, faults=[])


def test_an_empty_journal_verifies(no_file: Path) -> None:
    assert queries.verify(no_file) == queries.Verdict(sealed=0, unsealed=0, faults=[])


def test_sealing_takes_at_most_so_many_and_goes_on_where_it_stopped(no_file: Path) -> None:
    write(5)

    counts = [actions.seal(at=NOON, limit=3) for _ in range(3)]

    assert counts == [3, 2, 0]
    assert queries.verify(no_file).sealed == 5


def test_an_entry_committed_late_comes_later_in_the_chain(no_file: Path) -> None:
    write(2)
    late = Entry.objects.order_by("id").first()
    assert late is not None
    sql("DELETE FROM journal_entry WHERE id = %s", late.pk)
    actions.seal(at=NOON)
    late.save(force_insert=True)

    actions.seal(at=NOON)

    assert list(Entry.objects.order_by("seq").values_list("subject", flat=True)) == ["post:1", "post:0"]
    assert queries.verify(no_file).faults == []


@pytest.mark.parametrize("column", ["note", "name", "verb", "subject", "ip", "role"])
def test_a_changed_word_is_found(column: str, no_file: Path) -> None:
    write(5)
    actions.seal(at=NOON)

    sql(f"UPDATE journal_entry SET {column} = 'x' WHERE seq = 3")  # noqa: S608

    assert queries.verify(no_file).faults == ["第 3 条内容与封存时不一致"]


def test_a_change_of_the_first_entry_is_found(no_file: Path) -> None:
    write(2)
    actions.seal(at=NOON)

    sql("UPDATE journal_entry SET person_id = 8 WHERE seq = 1")

    assert queries.verify(no_file).faults == ["第 1 条内容与封存时不一致"]


def test_a_removed_entry_is_found(no_file: Path) -> None:
    write(5)
    actions.seal(at=NOON)

    sql("DELETE FROM journal_entry WHERE seq IN (2, 3)")

    assert queries.verify(no_file).faults == ["第 2 条起缺少 2 条记录"]


def test_an_entry_taken_out_of_the_chain_is_found(no_file: Path) -> None:
    write(3)
    actions.seal(at=NOON)

    sql("UPDATE journal_entry SET seq = NULL WHERE seq = 2")

    assert queries.verify(no_file).faults == ["第 2 条起缺少 1 条记录"]


def test_a_removed_end_is_found(no_file: Path) -> None:
    write(5)
    actions.seal(at=NOON)

    sql("DELETE FROM journal_entry WHERE seq >= 4")

    assert queries.verify(no_file).faults == ["封印“head”所指的第 5 条不存在"]


def rewrite_whole_chain() -> None:
    """What somebody with the database, but without the key, would do to hide a change."""
    digest = ""
    for entry in Entry.objects.order_by("seq"):
        assert entry.seq is not None
        digest = rules.link(digest, entry.seq, entry.fact)
        sql("UPDATE journal_entry SET digest = %s WHERE id = %s", digest, entry.pk)
    sql("UPDATE journal_seal SET digest = %s WHERE name = 'head'", digest)


def test_a_whole_chain_rewritten_by_sql_is_found(no_file: Path) -> None:
    write(5)
    actions.seal(at=NOON)

    sql("UPDATE journal_entry SET note = 'x' WHERE seq = 3")
    rewrite_whole_chain()

    assert queries.verify(no_file).faults == ["封印“head”不是用本系统的密钥做的"]


def test_nothing_is_sealed_on_top_of_a_forged_head() -> None:
    write(5)
    actions.seal(at=NOON)
    sql("UPDATE journal_entry SET note = 'x' WHERE seq = 3")
    rewrite_whole_chain()
    write(1)

    with pytest.raises(Refused):
        actions.seal(at=NOON)


def test_entries_added_after_the_head_by_sql_are_found(no_file: Path) -> None:
    write(2)
    actions.seal(at=NOON)
    write(1)
    sql("UPDATE journal_entry SET seq = 3, digest = 'x' WHERE seq IS NULL")

    assert queries.verify(no_file).faults == ["第 3 条内容与封存时不一致", "最后的封印之后多出 1 条"]


def test_the_seal_of_a_day_is_made_once_and_named_by_the_day_before(no_file: Path) -> None:
    write(3)
    actions.seal(at=NOON)

    first = actions.seal_day(at=NOON)
    again = actions.seal_day(at=NOON + timedelta(hours=1))

    assert first == again
    assert first.startswith("2026-11-19\t3\t")
    assert [seal.name for seal in queries.seals()] == ["2026-11-19"]


def test_a_database_set_back_is_found_by_the_file(no_file: Path) -> None:
    write(3)
    actions.seal(at=NOON)
    no_file.write_text(actions.seal_day(at=NOON))

    Seal.objects.all().delete()
    Entry.objects.all().delete()

    assert queries.verify(no_file).faults == ["封印“2026-11-19”与文件里的不一致"]


def test_a_torn_last_line_of_the_file_is_no_fault(no_file: Path) -> None:
    write(3)
    actions.seal(at=NOON)
    no_file.write_text(actions.seal_day(at=NOON) + "2026-11-2")

    assert queries.verify(no_file).faults == []


def test_entries_go_after_twelve_months_and_the_rest_still_verifies(no_file: Path) -> None:
    write(4, at=NOON - timedelta(days=400))
    actions.seal(at=NOON - timedelta(days=400))
    no_file.write_text(actions.seal_day(at=NOON - timedelta(days=400)))
    write(3, at=NOON - timedelta(days=100))
    actions.seal(at=NOON - timedelta(days=100))

    gone = actions.expire(at=NOON)

    actions.seal(at=NOON)
    assert gone == 4
    assert list(Entry.objects.order_by("seq").values_list("seq", "verb")) == [
        (5, "post.end"),
        (6, "post.end"),
        (7, "post.end"),
        (8, "journal.expire"),
    ]
    assert queries.verify(no_file).faults == []


def test_more_removed_than_was_let_go_is_found(no_file: Path) -> None:
    write(4, at=NOON - timedelta(days=400))
    write(3, at=NOON)
    actions.seal(at=NOON)
    actions.expire(at=NOON)

    sql("DELETE FROM journal_entry WHERE seq = 5")

    assert queries.verify(no_file).faults == ["第 5 条起缺少 1 条记录"]


def test_everything_may_go_and_the_chain_goes_on(no_file: Path) -> None:
    write(4, at=NOON - timedelta(days=400))
    actions.seal(at=NOON)

    actions.expire(at=NOON)
    again = actions.expire(at=NOON)

    actions.seal(at=NOON)
    assert again == 0
    assert queries.verify(no_file) == queries.Verdict(sealed=1, unsealed=0, faults=[])


def test_unsealed_entries_are_never_let_go() -> None:
    write(2, at=NOON - timedelta(days=400))

    gone = actions.expire(at=NOON)

    assert (gone, Entry.objects.count()) == (0, 2)


def test_the_command_says_that_all_is_well(no_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(2)
    actions.seal(at=NOON)

    call_command("verify_journal", file=no_file)

    assert capsys.readouterr().out == "日志完好：已封存 2 条，待封存 0 条\n"


def test_the_command_fails_with_the_faults(no_file: Path) -> None:
    write(2)
    actions.seal(at=NOON)
    sql("UPDATE journal_entry SET note = 'x' WHERE seq = 2")

    with pytest.raises(CommandError, match="第 2 条内容与封存时不一致"):
        call_command("verify_journal", file=no_file)


def test_a_command_line_is_an_actor_too() -> None:
    actions.record(by=COMMAND_LINE, verb="calendar.seed", at=NOON)

    assert Entry.objects.get().name == "命令行"
