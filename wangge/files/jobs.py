"""Background work: held files nobody came back for, and bytes that no row knows of."""

from datetime import datetime, timedelta

from wangge.files import actions, queries, store
from wangge.jobs import registry as jobs

_LIMIT = 200


@jobs.periodic("files.forget_unclaimed", every=timedelta(minutes=30), is_atomic=False)
def forget_unclaimed(*, at: datetime) -> None:
    """In small transactions, so that nobody waits for them."""
    while actions.forget_unclaimed(at=at, limit=_LIMIT) == _LIMIT:
        pass


@jobs.periodic("files.sweep", every=timedelta(hours=1), is_atomic=False)
def sweep(*, at: datetime) -> None:
    """One of the 256 shelves an hour: all of them within eleven days, whatever their size."""
    shelf = f"{int(at.timestamp()) // 3600 % 256:02x}"
    found = store.keys_in(shelf, before=at - timedelta(days=2))
    lost = queries.orphans(key for key, _ in found)
    for key, path in found:
        if key in lost:
            store.drop_path(path)
