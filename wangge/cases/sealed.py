"""The words of a case under its own data key: sealed here, opened here, forgotten by destroying the key."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wangge.cases.models import Appeal, Case, Step
from wangge.kernel import sealing

PURPOSE = "case-key"
FORGOTTEN = "内容已按期删除"


@dataclass(frozen=True, slots=True)
class CaseKey:
    """A case's data key, or none once the case is forgotten."""

    key: bytes | None

    @classmethod
    def of(cls, case: Case) -> "CaseKey":
        return cls(sealing.unseal(bytes(case.wrapped_key), purpose=PURPOSE) if case.wrapped_key else None)

    @classmethod
    def fresh(cls, case: Case) -> "CaseKey":
        """Make a key and put its wrapped form on the (unsaved) case."""
        key, case.wrapped_key = sealing.new_data_key(purpose=PURPOSE)
        return cls(key)


def seal_json(key: CaseKey, payload: dict[str, Any]) -> bytes:
    """Words of a forgotten case are not taken any more: nothing could open them."""
    if key.key is None:
        return b""
    raw = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sealing.seal_with(key.key, raw.encode())


def open_json(key: CaseKey, blob: bytes | memoryview | None) -> dict[str, Any]:
    """The words, or nothing when they were forgotten."""
    if key.key is None or not blob:
        return {}
    opened: dict[str, Any] = json.loads(sealing.unseal_with(key.key, bytes(blob)))
    return opened


def appeal_words(case: Case, appeals: Iterable[Appeal]) -> dict[Any, dict[str, Any]]:
    """The words of a case's appeals by appeal id."""
    key = CaseKey.of(case)
    return {appeal.pk: open_json(key, appeal.words) for appeal in appeals}


def step_words(case: Case, steps: Iterable[Step]) -> dict[Any, dict[str, Any]]:
    """The words of a case's steps by step id; `text` must be joined."""
    key = CaseKey.of(case)
    return {s.pk: open_json(key, s.text.sealed) if hasattr(s, "text") else {} for s in steps}


def words_of(appeal: Appeal) -> dict[str, Any]:
    """One appeal's words; its case must be joined."""
    return open_json(CaseKey.of(appeal.case), appeal.words)


def phone_index(phone: str) -> bytes:
    """The blind index of a normalised phone among appeals."""
    return sealing.mac(phone, purpose="appeal-phone")


def tail_index(tail: str) -> bytes:
    """The blind index of a phone's last four digits: for look-up by number + tail, weak by itself."""
    return sealing.mac(tail, purpose="appeal-phone-tail")
