"""What a worker's certificate says he may do: read from the permits of his role, and what nobody may."""

from wangge.grids.access import PERMITS, Permit, Role

#: In the order in which they are printed.
_MAY: tuple[tuple[frozenset[Permit], str], ...] = (
    (frozenset({Permit.CASE_REPORT}), "登记居民说的事和自己发现的问题"),
    (frozenset({Permit.CASE_SELF_HANDLE}), "当场处理网格能办的小事，拍下前后照片"),
    (frozenset({Permit.CASE_PUSH}), "网格办不了的，写明原因报上一级"),
    (frozenset({Permit.CASE_ACCEPT}), "受理来件"),
    (frozenset({Permit.CASE_DISPATCH}), "把事派给有职责的单位"),
    (frozenset({Permit.CASE_VERIFY, Permit.CASE_SITE_CHECK}), "到现场核查别人办的事"),
    (frozenset({Permit.CASE_REVISIT}), "打电话回访"),
    (frozenset({Permit.PATROL_WALK}), "按计划巡查公共地方"),
    (frozenset({Permit.ORDER_HANDLE}), "到现场办理派给本单位的工单"),
    (frozenset({Permit.CONTACT_REVEAL}), "为办这件事查看来件人留的电话，每次都留痕"),
    (frozenset({Permit.EMERGENCY_WALK}), "应急时上门问需要什么帮助"),
    (frozenset({Permit.CASE_SUPERVISE}), "督办超期的事"),
)
#: What no post of this system brings with it.
NEVER = (
    "不罚款、不扣物、不收钱",
    "没有您同意不进您的家门",
    "不查验身份证件，不拍您的脸",
    "不问与所办的事无关的情况",
)


def scope(role: Role) -> list[str]:
    """What the holder of a post may do, in words that a resident understands."""
    return [words for permits, words in _MAY if PERMITS[role] & permits]
