"""What a wording model is asked, and whether what it says stays with the entry it was given; pure.

The model may only say the entry's answer in other words. Whatever it adds - a number, a day, an address, an
authority the entry does not name - is not said; then the entry's own words are.
"""

import json
import re
from typing import Any

from wangge.channels.rules.hearing import Answer
from wangge.channels.rules.masking import masked

_SYSTEM = (
    "你是社区办事助手，只做一件事：把给你的【答复】改写成一两句口语，回答居民的问题。"
    "不得增加答复里没有的任何事实、数字、日期、电话、网址、单位、条件；不得删掉限制条件；不评价，不寒暄。"
    "答复回答不了问题时，只输出：不知道"
)
_LONGEST = 600
_REFUSAL = re.compile(
    r"^\W*(?:不知道|抱歉|对不起|无法|我不能|作为.{0,6}(?:AI|人工智能|语言模型|模型))", re.IGNORECASE
)
_FIGURE = re.compile(
    r"[0-9０-９]+(?:\.[0-9]+)?|[一二三四五六七八九十百千万两]+(?=[天日周月年岁元块个人次小时分钟点期份张折成楼])"
)
_FOREIGN = re.compile(r"https?://|www\.|@|<[a-z/!]|\]\(|```", re.IGNORECASE)
_NAMED = re.compile(
    r"[一-鿿]{2,10}?(?:局|所|中心|委员会|法院|银行|医院|公司|平台|热线|窗口|办公室|派出所|条例|办法|法)"
)
_CHINESE = re.compile(r"[一-鿿]{2}")
#: So much of what is said must stand in the answer or the question.
_OWN = 0.55


def request(question: str, answer: Answer, *, model: str) -> dict[str, Any]:
    """The body of one chat-completions call: the masked question and the entry, nothing else of the talk."""
    told = f"【问题】{masked(question)[:300]}\n【答复】{answer.text}"
    return {
        "model": model,
        "messages": [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": told}],
        "temperature": 0.2,
        "max_tokens": 300,
        "stream": False,
    }


def reply(raw: bytes) -> str:
    """The words of an answer; empty for whatever is not one."""
    try:
        body = json.loads(raw)
        words = body["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ""
    return words.strip() if isinstance(words, str) else ""


def accepted(words: str, *, question: str, answer: Answer) -> str:
    """The model's words where they stay with the entry; else nothing."""
    words = " ".join(words.split())
    if not words or len(words) > min(_LONGEST, 2 * len(answer.text) + 40):
        return ""
    if _REFUSAL.search(words) or _FOREIGN.search(words) or not words.isprintable():
        return ""
    known = f"{answer.text}\n{answer.question}"
    if set(_FIGURE.findall(words)) - set(_FIGURE.findall(known)):
        return ""
    if any(name not in known for name in _NAMED.findall(words)) or _turned(words, answer.text):
        return ""
    return words if _share(words, f"{known}\n{question}") >= _OWN else ""


#: What must not get lost or come in by rewording: it turns an answer into its opposite.
_TURNS = ("不能", "不收", "不用", "不要", "不得", "不需要", "不可以", "免费", "必须", "马上")


def _turned(words: str, told: str) -> bool:
    """Whether a "not" stands in one of the two only."""
    return any((turn in words) != (turn in told) for turn in _TURNS)


def _share(words: str, known: str) -> float:
    """How many of the pairs of characters stand in what is known."""
    pairs = [words[i : i + 2] for i in range(len(words) - 1) if _CHINESE.fullmatch(words[i : i + 2])]
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 0.0
