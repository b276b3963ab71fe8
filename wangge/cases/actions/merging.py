"""Two cases that are one: the appeals of one move to the other, and nothing hidden comes to light by it."""

from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions._core import Said, record, take
from wangge.cases.actions.index import forget_words
from wangge.cases.models import Appeal, Case, CasePhoto
from wangge.cases.sealed import CaseKey, open_json, seal_json
from wangge.grids.access import Acting, Permit
from wangge.jobs.models import Job
from wangge.kernel import rows
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters.rules import Visibility


@transaction.atomic
def merge(case: Case, *, into: Case, by: Acting, at: datetime, note: str = "") -> Case:
    """The same incident: its appeals move over, every number goes on working, each sender is
    answered alone.
    """
    if case.pk == into.pk:
        raise Refused("不能并入自己。")
    # Both rows in one order, whoever merges which into which: two desks cannot wait for each other.
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=[case.pk, into.pk]).order_by("pk"))
    case = take(case, "merge", by=by)
    main = Case.objects.open_to(by, Permit.CASE_SEE).filter(pk=into.pk).first()
    if main is None:
        raise NotAllowed("要并入的事不在您的办理范围内。")
    if not main.is_open:
        raise Refused("要并入的事已经办结，请选一件在办的。")
    if case.children.filter(is_open=True).exists():
        raise Refused("这件事分出的事还在办，先办结再并案。")
    if case.pk == main.parent_id or case.parent_id == main.pk:
        raise Refused("分出的事和原来那件不能互相并入。")
    if case.orders.open().exists():
        raise Refused("这件事已经派单，请先撤回工单再并案。")
    _move_appeals(case, main, at)
    _stay_unseen(case, main)
    case.merged_into, case.closed_at = main, at
    record(case, "merge", by=by, at=at, words_of=Said(note=note), extra={"into": main.number})
    main.came_from = main.state
    record(main, "merge", by=by, at=at, extra={"from": case.number})
    forget_words(case.pk)
    rows.insert(Job.due("cases.indexed", {"case": str(main.pk)}, at=at))
    return main


def _move_appeals(case: Case, main: Case, at: datetime) -> None:
    """Each goes on from here: of what was said to the senders of `main` before, none of it is told them."""
    old, new = CaseKey.of(case), CaseKey.of(main)
    moved = list(Appeal.objects.filter(case=case))
    for appeal in moved:
        appeal.words = seal_json(new, open_json(old, appeal.words))
        if appeal.remark:
            appeal.remark = seal_json(new, open_json(old, bytes(appeal.remark)))
        appeal.case, appeal.joined_at = main, at
        appeal.save(update_fields=["case", "words", "remark", "joined_at"])
    CasePhoto.objects.filter(case=case, appeal__isnull=False).update(case=main)
    main.appeal_count += len(moved)
    main.contact_left = main.contact_left or any(a.phone_index for a in moved)
    case.appeal_count = 0


def _stay_unseen(case: Case, main: Case) -> None:
    """What was confidential stays so in the case it became part of: from the same eyes, on no lower desk."""
    for accused in case.accused.select_related("person", "unit"):
        main.accused.get_or_create(person=accused.person, unit=accused.unit)
    if not case.is_confidential:
        return
    main.visibility = Visibility.CONFIDENTIAL
    if queries.rank_of(main.desk_id) > queries.rank_of(case.desk_id):
        main.desk_id, main.desk_path, main.holder = case.desk_id, case.desk_path, None
