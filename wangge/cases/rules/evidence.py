"""Exit evidence of a matter (domain/04 section 11) against what a case has; pure."""

from collections.abc import Collection
from dataclasses import dataclass

NAMES = {
    "PH1": "现场照片",
    "PH2": "办理前后同角度照片",
    "LOC": "位置",
    "REC": "走访或通话记录",
    "DOC": "文书（通知、合同、决定等）",
    "SIG": "签字的协议",
    "RPT": "检测或专家报告",
}


@dataclass(frozen=True, slots=True)
class Has:
    """What is on the case: photos by kind, a place, words of the work log."""

    before: int = 0
    after: int = 0
    documents: int = 0
    is_located: bool = False
    has_record: bool = False


def missing(wanted: Collection[str], has: Has) -> list[str]:
    """The codes that are not yet there, in the order asked. Documents, agreements and reports count by their
    number.
    """
    papers = [code for code in wanted if code in ("DOC", "SIG", "RPT")]
    there = {
        "PH1": has.before + has.after > 0,
        "PH2": has.before > 0 and has.after > 0,
        "LOC": has.is_located,
        "REC": has.has_record,
    }
    lacking = [code for code in wanted if code in there and not there[code]]
    return lacking + papers[has.documents :]


def sentence(codes: Collection[str]) -> str:
    """What is still missing, as the handler reads it."""
    return "还缺：" + "、".join(NAMES[code] for code in codes)


def is_physical(wanted: Collection[str]) -> bool:
    """A matter one can photograph: it asks for a photo."""
    return "PH1" in wanted or "PH2" in wanted
