"""Finding one case or appeal: by number within reach, by number and secret, by number and phone tail."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import segno
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from wangge.cases.models import Appeal, Case
from wangge.grids.access import Acting, Permit
from wangge.kernel import ids, kept, sealing

Joined = Callable[[Any], Any]


def alone(cases: Any) -> Any:
    """The cases without anything joined."""
    return cases


def by_number(text: str, acting: Acting, *, joined: Joined = alone) -> Case | None:
    """The case of a case number or of an appeal's number, among those this hat may see; `joined` adds to the
    query what the caller will read of it, by a function of a module.
    """
    number = ids.normal_number(text)
    if number is None:
        return None
    shape = (acting, joined)
    return kept.first(_of_case, shape, number=number) or kept.first(_of_appeal, shape, number=number)


def _of_case(shape: tuple[Acting, Joined], *, number: str) -> QuerySet[Case]:
    return _reach(*shape).filter(number=number)[:1]


def _of_appeal(shape: tuple[Acting, Joined], *, number: str) -> QuerySet[Case]:
    return _reach(*shape).filter(appeals__number=number)[:1]


def _reach(acting: Acting, joined: Joined) -> QuerySet[Case]:
    reach: QuerySet[Case] = joined(Case.objects.open_to(acting, Permit.CASE_SEE))
    return reach


def by_secret(number: str, secret: str) -> Appeal | None:
    """The appeal of a number, for who holds its secret; unknown and wrong look the same."""
    normal = ids.normal_number(number)
    if normal is None or not secret:
        return None
    appeal = Appeal.objects.select_related("case__matter__category").filter(number=normal).first()
    if appeal is None or not ids.is_secret_of(normal, appeal.secret_version, secret):
        return None
    return appeal


def by_phone_tail(number: str, tail: str) -> Appeal | None:
    """The appeal of a number whose sender left a phone that ends so."""
    normal = ids.normal_number(number)
    digits = "".join(c for c in tail if c.isdigit())
    if normal is None or len(digits) != 4:
        return None
    appeal = Appeal.objects.filter(number=normal, tail_index__isnull=False).first()
    if appeal is None or bytes(appeal.tail_index or b"") != sealing.mac(digits, purpose="appeal-phone-tail"):
        return None
    return appeal


def secret_of(appeal: Appeal) -> str:
    """The appeal's secret, made anew: it is stored nowhere."""
    return ids.secret_of(appeal.number, appeal.secret_version)


def qr(link: str) -> SafeString:
    """A link as a QR code, inline SVG."""
    return mark_safe(segno.make(link, error="m").svg_inline(border=2, omitsize=True))  # noqa: S308  (our own link)


def is_answerable(appeal: Appeal, *, at: datetime) -> bool:
    """Whether the sender may still say if it is solved."""
    from wangge.cases.queries.ground import limits

    closed_at = appeal.case.closed_at
    return closed_at is not None and appeal.withdrawn_at is None and at - closed_at <= limits().reopen_within
