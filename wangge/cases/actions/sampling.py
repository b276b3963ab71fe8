"""Gone and looked: a visit by whoever works there, and the check of what was self-handled."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases.actions import _core
from wangge.cases.actions._core import Said, record, take
from wangge.cases.actions.after import reopen_after_sample
from wangge.cases.models import Case, CasePhoto
from wangge.cases.rules.flows import WORK_VERBS
from wangge.files.models import StoredFile
from wangge.grids.access import Acting
from wangge.kernel.refusal import NotAllowed, Refused


@transaction.atomic
def site_check(case: Case, *, note: str, by: Acting, at: datetime, photos: Sequence[StoredFile] = ()) -> Case:
    """Somebody went there and says what he saw; it settles nothing by itself."""
    if not note.strip():
        raise Refused("请写一句现场看到的情况。", field="note")
    case = take(case, "site_check", by=by)
    _core.attach(case, photos, CasePhoto.Kind.CHECK, by=by, at=at)
    return record(case, "site_check", by=by, at=at, words_of=Said(note=note))


@transaction.atomic
def sample_ok(case: Case, *, note: str, by: Acting, at: datetime, photos: Sequence[StoredFile] = ()) -> Case:
    """A self-handled case that was drawn is as its officer said."""
    case = _take(case, "sample_ok", note=note, by=by)
    _core.attach(case, photos, CasePhoto.Kind.CHECK, by=by, at=at)
    case.is_sampled, case.checked_by_id = False, by.person_id
    return record(case, "sample_ok", by=by, at=at, words_of=Said(note=note))


@transaction.atomic
def sample_fail(
    case: Case, *, note: str, by: Acting, at: datetime, photos: Sequence[StoredFile] = ()
) -> Case:
    """It is not as he said: the case is taken up again."""
    case = _take(case, "sample_fail", note=note, by=by)
    _core.attach(case, photos, CasePhoto.Kind.CHECK, by=by, at=at)
    return reopen_after_sample(case, by=by, at=at, note=note)


def _take(case: Case, verb: str, *, note: str, by: Acting) -> Case:
    case = take(case, verb, by=by)
    if not case.is_sampled:
        raise Refused("这件事没有抽中，或者已经核查过。")
    if by.area_rank is None or by.area_rank >= 4:
        raise NotAllowed("网格当场办结的事由社区和街道抽查。")
    if case.steps.filter(person_id=by.person_id, verb__in=WORK_VERBS).exists():
        raise NotAllowed("您办过这件事，不能由您核查。")
    if not note.strip():
        raise Refused("请写一句现场看到的情况。", field="note")
    return case
