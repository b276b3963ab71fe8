"""What a worker ticked of a chat becomes appeals, each alone, once however often it is sent."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from wangge.cases import actions as cases
from wangge.cases import queries
from wangge.cases.actions.intake import Once
from wangge.cases.models import Appeal, Receipt
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Spot
from wangge.channels.actions import weixin_groups as groups
from wangge.channels.models import Group
from wangge.channels.rules.pasting import MOST
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel import sealing
from wangge.kernel.refusal import NotAllowed

__all__ = ["MOST", "take_down"]
CONSENT = "pasted-2026-11"
DOOR = "pasted"


@transaction.atomic
def take_down(
    texts: Sequence[str],
    *,
    client_id: str,
    group: Group | None,
    area: Area | None,
    by: Acting,
    at: datetime,
) -> list[Appeal]:
    """One appeal of each; all of them or none, and the same ones when the page is sent again."""
    if not by.may(Permit.CASE_ACCEPT):
        raise NotAllowed("您的岗位不能登记来件。")
    return [_one(text, client_id=client_id, group=group, area=area, by=by, at=at) for text in texts]


def _one(
    text: str, *, client_id: str, group: Group | None, area: Area | None, by: Acting, at: datetime
) -> Appeal:
    key = f"{client_id}-{sealing.mac(text, purpose='receipt', length=8).hex()}"[:64]
    once = Once(
        door=DOOR,
        key=key,
        digest=sealing.mac(text, purpose="receipt"),
        answer=lambda appeal: {"number": appeal.number},
    )
    try:
        with transaction.atomic():
            appeal = cases.report(
                text=text,
                spot=_spot(text, group=group, area=area, by=by),
                source=Source.WECHAT,
                consent_version=CONSENT,
                once=once,
                by=by,
                at=at,
            )
            if group is not None:
                groups.link(group, appeal, at=at)
                groups.count(group, appeal.case.matter_id or "other", "reported", at=at)
            return appeal
    except IntegrityError:
        receipt = Receipt.objects.filter(door=DOOR, key=key).first()
        if receipt is None or receipt.appeal_id is None:
            raise
    return Appeal.objects.get(pk=receipt.appeal_id)


def _spot(text: str, *, group: Group | None, area: Area | None, by: Acting) -> Spot:
    """The grid somebody chose; else what the words say within the group's grid, else that grid."""
    if area is not None:
        return queries.area_spot(area.pk)
    found = queries.spot(text=text, within=group.area_path if group else by.area_path)
    if not found.is_known and group is not None:
        return queries.area_spot(group.area_id)
    return found
