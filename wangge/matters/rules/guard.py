"""The name guard of domain/06 section 12: words that no name and no text of the catalogue may carry."""

import re

#: Those of the charter, and near words for the same: labels of people, petitions counted, people who gather.
FORBIDDEN = (
    "上访",
    "信访次数",
    "群体性事件",
    "人员聚集",
    "维稳",
    "重点人",
    "缠访",
    "闹访",
    "非访",
    "群访",
    "稳控",
    "涉稳",
    "不稳定因素",
)
_BLANK = re.compile(r"[\s\u3000·・.,，。、\-—_*]+")


def forbidden_words(text: str) -> list[str]:
    """Which forbidden words a text contains, also with blanks or marks put between the characters."""
    plain = _BLANK.sub("", text)
    return [word for word in FORBIDDEN if word in plain]
