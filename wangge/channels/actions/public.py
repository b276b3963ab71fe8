"""Letting one sentence about a case go to the public, and taking it back."""

from datetime import datetime

from django.db import transaction

from wangge.channels.models import PublicItem
from wangge.channels.queries import public as queries
from wangge.channels.rules import public as rules
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean


@transaction.atomic
def release(item: PublicItem, *, sentence: str, place: str = "", by: Acting, at: datetime) -> PublicItem:
    """One sentence in our own words, and the public place it speaks of; under whose name is kept."""
    item = _take(item, by=by)
    sentence, place = clean(sentence), clean(place)
    if len(sentence) < 6:
        raise Refused("请用一句完整的话说明办了什么。", field="sentence")
    for field, text in (("sentence", sentence), ("place", place)):
        if why := rules.objection(text):
            raise Refused(why, field=field)
    found = queries.public_place(place, item.area_path) if place else None
    if place and found is None:
        raise Refused("这里没有叫这个名字的道路或公共场所，请换一个，或者不填。", field="place")
    item.sentence, item.place = sentence[:200], place
    item.lon, item.lat = (found.lon, found.lat) if found else (None, None)
    item.released_at, item.released_by_id = at, by.person_id
    item.save()
    journal.record(by=by, verb="channels.release", subject=f"case:{item.pk}", note=sentence[:200], at=at)
    return item


@transaction.atomic
def unrelease(item: PublicItem, *, by: Acting, at: datetime) -> PublicItem:
    """The sentence is public no longer."""
    item = _take(item, by=by)
    item.sentence = item.place = ""
    item.lon = item.lat = item.released_at = item.released_by_id = None
    item.save()
    journal.record(by=by, verb="channels.unrelease", subject=f"case:{item.pk}", at=at)
    return item


def _take(item: PublicItem, *, by: Acting) -> PublicItem:
    if not by.may(Permit.PUBLIC_RELEASE):
        raise NotAllowed("您的岗位不能发布对外说明。")
    reach = PublicItem.objects.open_to(by, Permit.CASE_SEE).shown()
    found = reach.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if found is None:
        raise NotAllowed("这件事不在您的办理范围内，或者不能公开。")
    return found
