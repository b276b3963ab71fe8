"""Taking out of words what could say who somebody is, before they leave the process or outlive a talk; pure.

Rather one thing too many than one too few: an answer needs none of it.
"""

import re

_WHOLE = (
    # Identity cards, bank cards, telephones, mail, plates, accounts.
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "〔证件号〕"),
    (re.compile(r"(?<!\d)(?:\d[ -]?){13,19}(?!\d)"), "〔卡号〕"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"), "〔电话〕"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "〔邮箱〕"),
    (
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·・ ]?[A-Z0-9]{5,6}"
        ),
        "〔车牌〕",
    ),
    (re.compile(r"(?i)(?:微信|vx|wx|qq)(?:号|是|：|:)*\s*[a-z0-9_-]{5,20}"), "〔账号〕"),
    # A home: house, stairwell, room.
    (
        re.compile(
            r"[0-9一二三四五六七八九十]+\s*(?:号楼|栋|幢|座|号)\s*(?:[0-9一二三四五六七八九十]+\s*单元)?\s*(?:[0-9]{2,4}\s*(?:室|号|户)?)?"
        ),
        "〔楼栋〕",
    ),
    (re.compile(r"[0-9]{3,4}\s*(?:室|户)"), "〔房号〕"),
    (re.compile(r"(?<!\d)\d{7,}(?!\d)"), "〔号码〕"),
)
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
_NAMES = (
    re.compile(rf"(?<=我叫)[{_FAMILY}][一-鿿]{{1,2}}|(?<=姓名)[:： ]?[{_FAMILY}][一-鿿]{{1,2}}"),
    re.compile(rf"(?<=我是)[{_FAMILY}][一-鿿]{{1,2}}(?=[，,。 ]|$)|(?<=名叫)[{_FAMILY}][一-鿿]{{1,2}}"),
    re.compile(rf"[{_FAMILY}][一-鿿]?(?:先生|女士|阿姨|大爷|师傅|老师|医生|书记|主任)"),
    re.compile(rf"(?:叫|找|联系|户主|业主)[{_FAMILY}][一-鿿]{{2}}(?=[，,。 的]|$)"),
)


def masked(text: str) -> str:
    """The same words without numbers, names and homes."""
    for pattern, instead in _WHOLE:
        text = pattern.sub(instead, text)
    for pattern in _NAMES:
        text = pattern.sub("〔姓名〕", text)
    return text


#: What says how to reach somebody or who he is by a number; a house number is where the trouble lies.
_NUMBERS = tuple(pair for pair in _WHOLE if pair[1] not in ("〔楼栋〕", "〔房号〕"))


def without_numbers(text: str) -> str:
    """The same words without telephones, cards, plates and accounts; places stay."""
    for pattern, instead in _NUMBERS:
        text = pattern.sub(instead, text)
    return text
