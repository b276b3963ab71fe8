"""What is wrong with a request's fields, in Chinese: pydantic's kinds of errors as sentences; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

Error = Mapping[str, Any]

_SENTENCES = {
    "missing": "必须填写。",
    "extra_forbidden": "没有这个字段，请去掉。",
    "string_type": "应为文字（JSON 字符串）。",
    "string_unicode": "里面有无法识别的字符。",
    "string_too_short": "太短，至少 {min_length} 个字符。",
    "string_too_long": "太长，最多 {max_length} 个字符。",
    "float_type": "应为数字。",
    "float_parsing": "应为数字。",
    "finite_number": "应为有限的数字，不能是 NaN 或无穷大。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_from_float": "应为整数。",
    "int_parsing_size": "数字太大。",
    "bool_type": "应为 true 或 false。",
    "bool_parsing": "应为 true 或 false。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "list_type": "应为列表（JSON 数组）。",
    "too_long": "太多，最多 {max_length} 项。",
    "model_type": "应为 JSON 对象。",
    "model_attributes_type": "应为 JSON 对象。",
    "dict_type": "应为 JSON 对象。",
    "uuid_type": "应为 UUID。",
    "uuid_parsing": "应为 UUID。",
    "moment": "应为带时区的时间，例如 2026-11-20T09:00:00+08:00。",
    "datetime_parsing": "应为带时区的时间，例如 2026-11-20T09:00:00+08:00。",
    "datetime_from_date_parsing": "应为带时区的时间，例如 2026-11-20T09:00:00+08:00。",
    "together": "lon 和 lat 要一起填写。",
}
_PATTERNS = {
    "client_request_id": "8 到 64 位，只能用字母、数字和 . _ -。",
}
#: Where ninja found a field, which senders need not know.
_PLACES = frozenset({"body", "query", "path", "form", "file", "header"})


def is_empty_body(errors: Iterable[Error]) -> bool:
    """Whether nothing was sent at all."""
    return any(error["type"] == "missing" and tuple(error["loc"]) == ("body", "body") for error in errors)


def faults(errors: Iterable[Error]) -> list[tuple[str, str]]:
    """One (field, sentence) for each error; the same one is said once."""
    return list(dict.fromkeys((_field(error), _sentence(error)) for error in errors))


def _field(error: Error) -> str:
    if error["type"] == "together":
        return str(error["ctx"]["field"])
    names = [str(part) for part in error["loc"]]
    # ("body", "body", "lon"): the place, then the argument that takes the whole body.
    if names and names[0] in _PLACES:
        names = names[1:]
    if names and names[0] in ("body", "asked", "point"):
        names = names[1:]
    return ".".join(names)


def _sentence(error: Error) -> str:
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(
            _field(error), "格式不对。" if context.get("pattern", "")[0:1] == "^" else "不能是空白。"
        )
    if kind in ("enum", "literal_error"):
        return f"应为以下之一：{str(context.get('expected', '')).replace(' or ', '、').replace(', ', '、')}。"
    sentence = _SENTENCES.get(kind)
    return sentence.format_map(_Given(context)) if sentence else "填写得不对。"


class _Given(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
