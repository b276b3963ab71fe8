"""What an outcome asks of whoever writes it (domain/04 section 5); which self-handled cases are drawn."""

from collections.abc import Collection

from wangge.cases.rules.flows import Outcome

#: `unfounded`: checked on the spot by two.
WITNESSES = 2
_SPACE = 1 << 64


def lacks(outcome: str, *, witnesses: Collection[int], left: str, left_with: str) -> tuple[str, str] | None:
    """What is missing before a case may end so: the field and the sentence; None when nothing is."""
    if outcome == Outcome.UNFOUNDED and len(set(witnesses)) < WITNESSES:
        return "outcome", f"“经查不属实”要有两个人到现场核实过，现在只有 {len(set(witnesses))} 个人。"
    if outcome == Outcome.PARTLY and not left.strip():
        return "left", "请写明还剩什么没有解决，来件人会看到。"
    if outcome == Outcome.PARTLY and not left_with.strip():
        return "left_with", "请写明剩下的由谁继续办，来件人会看到。"
    return None


def is_drawn(digest: bytes, share: float) -> bool:
    """Whether a keyed digest falls into the sample: always the same for one case, not to be foreseen without
    the key.
    """
    return int.from_bytes(digest[:8]) < share * _SPACE
