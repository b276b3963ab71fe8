"""What the assistant's bubbles read like without cards, and what WeChat's error codes mean; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from wangge.channels.rules.weixin_crypto import Fault

#: Taps of the account's menu, by the key it is set up with.
MENU = {"REPORT": "我要报事", "PROGRESS": "查进度", "PERSON": "转人工", "HELLO": "你好"}
FORGET = frozenset({"忘记我", "删除我的信息", "删除我的记录", "清除我的记录"})

FORGOTTEN = "好的，这里关于您的聊天记录和微信标识已经删除。登记过的事项照常办，凭编号可以查。"
NO_VOICE = "这段语音没有转成文字。请打字说，或者再说一遍。"
CANNOT_READ = "这种消息我还看不懂。请打字说：在哪里、出了什么事；也可以发照片和位置。"
PHOTO_LOST = "照片没有存下来，请再发一次；没有照片也照样办。"
PLACE_OUTSIDE = "这个位置不在本地的网格里。请打字说一下地点：小区、楼栋，或者路口。"
NOT_HERE = "这件事请不要在群里说，别人都看得到。请私下告诉我，或者到社区说：{link}"
ASK_ALONE = "进度只告诉本人，不在群里说。请私下问我，或者用编号查：{link}"
NOT_BOUND = "这个群还没有绑定网格，我先不说话。请社区工作人员在“微信群”里取绑定码，在群里发：@我 绑定 绑定码"
BOUND = "绑定好了，这个群对应{area}。要报事就@我说：在哪里、出了什么事。我只看@我的消息。"
CODE_WRONG = "绑定码不对，或者已经用过。请在“微信群”里重新取一个。"

#: errcode: (what is wrong, what to do)
ERRORS: Mapping[int, tuple[str, str]] = {
    -1: ("微信那边正忙。", "系统会自动再试；一直这样请看微信官方公告。"),
    40001: ("应用密钥（Secret）不对，或者令牌已经失效。", "核对 Secret；重置过的话，把新的填进来。"),
    40013: ("AppID（企业 ID）不对。", "核对 AppID：公众号是 wx 开头的 18 位，企业微信是 ww 开头。"),
    40014: ("令牌失效了。", "系统会自动换一个；反复出现说明别的系统也在用同一个 Secret 取令牌。"),
    40125: ("应用密钥（Secret）不对。", "在公众平台“开发接口管理”里重置 Secret，把新的填进来。"),
    40164: ("本机的出口 IP 不在白名单里。", "在公众平台“开发接口管理—IP 白名单”里加上本机的出口 IP。"),
    40029: ("登录码无效或已经用过。", "请重新扫码。"),
    40056: ("应用编号（AgentID）不对。", "核对企业微信应用详情页上的 AgentId。"),
    40082: ("企业微信的 Secret 不对。", "核对应用详情页上的 Secret。"),
    40091: ("企业微信的 Secret 不对。", "核对应用详情页上的 Secret。"),
    41002: ("没有填 AppID（企业 ID）。", "在设置里填上。"),
    41004: ("没有填 Secret。", "在设置里填上。"),
    42001: ("令牌过期了。", "系统会自动换一个。"),
    43004: ("对方没有关注，发不过去。", "等对方关注后再说。"),
    45009: ("今天的调用次数用完了。", "明天会恢复；常用完请在公众平台申请提高额度。"),
    45011: ("调用太频繁。", "系统会自动等一会儿再试。"),
    45015: ("对方超过 48 小时没有说话，微信不让再发。", "等对方再来说话，或者用电话联系。"),
    45047: ("对方没有回话前，客服消息发得太多。", "等对方再来说话。"),
    48001: ("这个公众号没有这项接口权限。", "需要认证的服务号；没有认证的只能当场回复，不能过后补发。"),
    50001: ("没有授权这个接口。", "在公众平台检查接口权限。"),
    60011: ("没有权限访问这个成员或部门。", "在企业微信里把成员加到应用的可见范围。"),
    60020: ("本机的出口 IP 不在企业微信应用的可信 IP 里。", "在应用详情“企业可信 IP”里加上本机的出口 IP。"),
    61024: ("令牌要由第三方平台取。", "先在公众平台取消第三方平台的授权。"),
    81013: ("收信人不在应用的可见范围里。", "在企业微信里把成员加到应用的可见范围。"),
    301002: ("应用编号（AgentID）和 Secret 不是一对。", "核对两项是不是同一个应用的。"),
}
#: Sending again is no use.
HOPELESS = frozenset({43004, 45015, 45047, 48001, 50001, 60011, 81013})
#: The token is the matter: fetch another one, once.
STALE = frozenset({40001, 40014, 42001})

FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.KEY: ("EncodingAESKey 不对。", "它是 43 位的字母和数字，请从平台上整段复制过来。"),
    Fault.SIGNATURE: ("签名对不上。", "Token 要和平台上填的一样，前后不要有空格。"),
    Fault.CIPHER: ("消息解不开。", "EncodingAESKey 要和平台上的一样。"),
    Fault.RECEIVER: ("消息是发给别的账号的。", "核对 AppID（企业 ID）。"),
    Fault.CLOCK: ("时间对不上。", "请运维人员校准服务器时间；也可能是有人在重放旧消息。"),
    Fault.PLAIN: ("收到没有加密的消息。", "请在公众平台把“消息加解密方式”改成“安全模式”。"),
    Fault.CONTENT: ("消息的格式不对。", "如果一直出现，请把时间告诉运维人员。"),
}


def error(code: int, told: str = "") -> tuple[str, str]:
    """What an errcode means and what to do; an unknown one with its number."""
    what, todo = ERRORS.get(code, (f"微信答复错误 {code}。", "到微信开发文档查这个错误码。"))
    address = _address_in(told) if code in (40164, 60020) else ""
    return what, f"{todo}{address}"


def _address_in(told: str) -> str:
    """The IP that WeChat says it saw."""
    for piece in told.replace(",", " ").replace(":", " ").split():
        if piece.count(".") == 3 and all(p.isdecimal() and len(p) <= 3 for p in piece.split(".")):
            return f"（微信看到的是 {piece}）"
    return ""


#: Words of the web page that mean nothing in a chat.
_ELSEWHERE = (
    ("点左下角的相机发给我", "直接发给我"),
    ("点左下角的相机，选一张发过来", "直接发一张过来"),
    ("，或者点开下面的回执截个图", ""),
    ("点“是，提交”就表示", "回“是”就表示"),
)


def plain(contents: Iterable[Mapping[str, Any]]) -> str:
    """Bubbles as one text: words, rows, source, numbers to call, and what can be answered."""
    parts = [_one(content) for content in contents]
    text = "\n\n".join(part for part in parts if part)
    for page, chat in _ELSEWHERE:
        text = text.replace(page, chat)
    return text


def _one(content: Mapping[str, Any]) -> str:
    lines = [str(content.get("text", "")).strip()]
    lines += [f"{row[0]}：{row[1]}" for row in content.get("rows", ()) if len(row) == 2]
    if content.get("source"):
        lines.append(f"依据：{content['source']}（{content.get('dated', '')}）")
    if content.get("needs_local"):
        lines.append("各地办法可能不同，以当地窗口为准。")
    choices = [str(c[1]) for c in content.get("choices", ()) if len(c) == 2]
    if choices:
        lines.append(f"（可以回：{'／'.join(choices[:6])}）")
    return "\n".join(line for line in lines if line)
