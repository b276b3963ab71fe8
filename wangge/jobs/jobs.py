"""What happens by the clock in the lowest rooms: sealing and shortening the journal, tidying the jobs."""

from datetime import datetime, timedelta

from wangge.jobs import actions
from wangge.jobs.registry import periodic
from wangge.journal import actions as journal
from wangge.journal import queries as journal_queries
from wangge.kernel import actions as kernel

_SEALED_AT_ONCE = 2000


@periodic("journal.seal", every=timedelta(minutes=1), is_atomic=False)
def seal_journal(*, at: datetime) -> None:
    """Entries wait at most a minute for their place in the chain."""
    while journal.seal(at=at, limit=_SEALED_AT_ONCE) == _SEALED_AT_ONCE:
        pass


@periodic("journal.seal_day", every=timedelta(days=1), after=timedelta(minutes=20), is_atomic=False)
def seal_day(*, at: datetime) -> None:
    """The day's seal also goes into a file, which a change of the database does not reach."""
    seal_journal(at=at)
    line = journal.seal_day(at=at)
    file = journal_queries.seal_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or line not in file.read_text():
        with file.open("a") as out:
            out.write(line)


@periodic("journal.expire", every=timedelta(days=1), after=timedelta(hours=3))
def expire_journal(*, at: datetime) -> None:
    """Entries go after twelve months."""
    journal.expire(at=at)


@periodic("kernel.forget_counts", every=timedelta(days=1), after=timedelta(hours=3))
def forget_counts(*, at: datetime) -> None:
    """Uses of doors are remembered for two days."""
    kernel.forget_counts(at=at)


@periodic("jobs.clean", every=timedelta(days=1), after=timedelta(hours=3))
def clean_jobs(*, at: datetime) -> None:
    """Failed jobs go after three months."""
    actions.clean(at=at)
