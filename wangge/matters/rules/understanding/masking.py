"""What must not be learnt or leave the process: numbers that lead to a person, and names with a title."""

import re

_PHONE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_CARD = re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9·]{5,7}")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TITLE = (
    "先生|女士|小姐|师傅|老师|医生|大夫|主任|书记|经理|队长|所长|阿姨|大爷|大妈"
    "|奶奶|爷爷|大叔|大娘|大姐|大哥|老板|律师|警官"
)
_SELF = r"(?:我叫|我是|姓名[:：是]?|名叫|联系人[:：]?)"
_NAMED = re.compile(rf"{_SELF}([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[，,。；;、\s]|$)")
_TITLED = re.compile(rf"([{_SURNAMES}])[\u4e00-\u9fff]{{0,2}}(?=(?:{_TITLE}))")


def spans(text: str) -> list[tuple[int, int, str]]:
    """Where something personal stands, and what it is: phone, identity, card, plate, name."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in (
        ("identity", _IDENTITY),
        ("phone", _PHONE),
        ("phone", _LANDLINE),
        ("card", _CARD),
        ("plate", _PLATE),
    ):
        found += [(m.start(), m.end(), kind) for m in pattern.finditer(text) if _is_free(m, found)]
    found += [(m.start(1), m.end(1), "name") for m in _NAMED.finditer(text)]
    found += [(m.start(), m.end(), "name") for m in _TITLED.finditer(text)]
    return sorted(found)


def _is_free(match: re.Match[str], found: list[tuple[int, int, str]]) -> bool:
    return all(match.end() <= begin or match.start() >= end for begin, end, _ in found)


def masked(text: str) -> str:
    """The text with numbers as stars but for the last four of a phone, and names as the family name."""
    parts, at = [], 0
    for begin, end, kind in spans(text):
        if begin < at:
            continue
        parts += [text[at:begin], _mask(text[begin:end], kind)]
        at = end
    return "".join([*parts, text[at:]])


def _mask(words: str, kind: str) -> str:
    if kind == "name":
        return words[0] + "*" * (len(words) - 1)
    if kind == "phone":
        return "*" * (len(words) - 4) + words[-4:]
    return "*" * len(words)
