"""Writing the journal: an entry is one INSERT; the clock seals entries into the chain, the oldest go."""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.journal import rules
from wangge.journal.models import THE_CLOCK, Actor, Entry, Seal
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI

#: Audit logs: the law asks for six months, we keep twelve (domain/06 section 6).
KEPT = timedelta(days=366)
_BATCH = 2000
#: Longer names are cut: a journal refuses no deed because somebody's title is long.
_NAME = 120


@transaction.atomic(savepoint=False)
def record(*, by: Actor, verb: str, at: datetime, subject: str = "", note: str = "", ip: str = "") -> None:
    """Write down who did or saw what. One INSERT that no other writer waits for; the chain is made later.

    `note` is for reasons and counts of the staff, never for a resident's name, number, place or words.
    """
    Entry.objects.create(
        at=at,
        person_id=by.person_id,
        post_id=by.post_id,
        role=by.role,
        name=by.name[:_NAME],
        verb=verb,
        subject=subject,
        note=note,
        ip=ip,
    )


@transaction.atomic
def seal(*, at: datetime, limit: int = _BATCH) -> int:
    """Take up to `limit` waiting entries into the chain, in the order of their ids; returns how many.

    An entry committed late simply comes later in the chain, so no writer ever waits for another.
    """
    head = _head(at)
    waiting = list(Entry.objects.filter(seq__isnull=True).order_by("id")[:limit])
    for entry in waiting:
        entry.seq = head.seq + 1
        entry.digest = rules.link(head.digest, entry.seq, entry.fact)
        head.seq, head.digest = entry.seq, entry.digest
    Entry.objects.bulk_update(waiting, ["seq", "digest"], batch_size=200)
    if waiting:
        _sign(head, at=at)
    return len(waiting)


@transaction.atomic
def seal_day(*, at: datetime) -> str:
    """Seal the chain as it stands under the day of Shanghai before `at`; returns the line for the file.

    Once a day: a second call returns the line of the first.
    """
    head = _head(at)
    day = (at.astimezone(SHANGHAI) - timedelta(days=1)).date().isoformat()
    mac = rules.mac(day, head.seq, head.digest)
    made, _ = Seal.objects.get_or_create(
        name=day, defaults={"at": at, "seq": head.seq, "digest": head.digest, "mac": mac}
    )
    return rules.seal_line(made.mark)


@transaction.atomic
def expire(*, at: datetime, kept: timedelta = KEPT) -> int:
    """Let go of sealed entries older than `kept`, from the chain's front; what remains still verifies."""
    head = _head(at)
    sealed = Entry.objects.filter(seq__isnull=False)
    first_kept = sealed.filter(at__gte=at - kept).order_by("seq").values_list("seq", flat=True).first()
    last = sealed.filter(seq=first_kept - 1 if first_kept else head.seq).first()
    if last is None or last.seq is None:
        return 0
    _sign(Seal(name=rules.CUT, seq=last.seq, digest=last.digest), at=at)
    gone, _ = sealed.filter(seq__lte=last.seq).delete()
    record(by=THE_CLOCK, verb="journal.expire", subject=f"seq:{last.seq}", note=f"到期删除 {gone} 条", at=at)
    return gone


def _head(at: datetime) -> Seal:
    """The locked head. A head that does not fit is never built upon: that would make a forgery look true."""
    fresh = Seal(name=rules.HEAD, at=at, seq=0, digest="", mac=rules.mac(rules.HEAD, 0, ""))
    Seal.objects.bulk_create([fresh], ignore_conflicts=True)
    head = Seal.objects.select_for_update().get(name=rules.HEAD)
    last = Entry.objects.filter(seq=head.seq).values_list("digest", flat=True).first()
    if not rules.is_true(head.mark) or (last is not None and last != head.digest):
        raise Refused("日志的封印与记录不符，已停止封存，请先核对。")
    return head


def _sign(seal: Seal, *, at: datetime) -> None:
    seal.at = at
    seal.mac = rules.mac(seal.name, seal.seq, seal.digest)
    seal.save()
