"""Forms of accounts at WeChat, of groups, and of what a worker ticks of a pasted chat."""

import json
import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.cases.forms.deeds import AreaChoice
from wangge.channels import weixin
from wangge.channels.actions.weixin_groups import HOST_ROLES
from wangge.channels.forms.webhooks import area_of
from wangge.channels.models import Gate, Group
from wangge.channels.models.weixin import GateKind
from wangge.channels.queries import weixin as queries
from wangge.channels.rules import pasting
from wangge.channels.rules.outgoing import target
from wangge.channels.rules.weixin_crypto import Broken, key_bytes
from wangge.grids.access import Acting
from wangge.grids.models import Area, Post
from wangge.people.register import NO_PERSON


class DeliveryForm(forms.Form):
    """What stands around a delivery of WeChat, in its address."""

    register = "weixin"
    timestamp = forms.CharField(max_length=12)
    nonce = forms.CharField(max_length=128)
    #: Over the encrypted content; the other one is over time and nonce alone.
    msg_signature = forms.CharField(max_length=40, required=False)
    signature = forms.CharField(max_length=40, required=False)
    echostr = forms.CharField(max_length=2000, required=False, strip=False)


class ReturnForm(forms.Form):
    """What a browser brings back from WeChat: who it is, by a code that works once."""

    register = "weixin_sign_in"
    code = forms.CharField(max_length=512)
    state = forms.CharField(max_length=64)


#: Where a grid stands in the tree; its community one above.
_GRID = 4
_SECRETS = ("secret", "token", "aes_key")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{2,23}")


def _sealed(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=128,
        required=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class GateForm(forms.Form):
    """An account's settings; a secret left empty stays as it is."""

    register = NO_PERSON
    kind = forms.ChoiceField(label="类型", choices=GateKind.choices)
    name = forms.CharField(label="名称", max_length=40, help_text="例如：柳荫街道公众号。")
    code = forms.CharField(
        label="代码", max_length=24, help_text="接收消息的地址里用，小写字母、数字和 -，3 到 24 位。"
    )
    app_id = forms.CharField(
        label="AppID 或企业 ID",
        max_length=64,
        required=False,
        help_text="公众号 wx 开头，企业微信 ww 开头；群机器人不用填。",
    )
    agent_id = forms.CharField(
        label="AgentId", max_length=20, required=False, help_text="只有企业微信应用要填。"
    )
    secret = _sealed("Secret", "AppSecret 或应用的 Secret；群机器人不用填。")
    token = _sealed("Token", "和平台上填的一样。")
    aes_key = _sealed("EncodingAESKey", "43 位，从平台上整段复制。")
    site = forms.CharField(
        label="本系统的网址",
        max_length=200,
        required=False,
        help_text="居民打得开的地址，例如 https://wg.example.cn。",
    )
    api = forms.CharField(
        label="接口地址", max_length=200, required=False, help_text="一般不用填；经内网代理时填代理的地址。"
    )
    area = forms.CharField(
        label="区域编码",
        max_length=17,
        required=False,
        help_text="这个账号属于哪个街道或社区；不填就是全区。",
    )
    signs_in = forms.BooleanField(label="工作人员可以用它登录", required=False)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, gate: Gate | None = None, **kwargs: Any) -> None:
        self.gate = gate
        kwargs["initial"] = _first(gate)
        super().__init__(*args, **kwargs)
        if gate is not None:
            for name in _SECRETS:
                self.fields[name].help_text = "已经填好，不改就留空。" if str(getattr(gate, name)) else ""

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().lower()
        if not _CODE.fullmatch(code):
            raise ValidationError("只能用小写字母、数字和 -，3 到 24 位。")
        return code

    def clean_aes_key(self) -> str:
        given = str(self.cleaned_data["aes_key"]).strip()
        if given:
            try:
                key_bytes(given)
            except Broken:
                raise ValidationError("EncodingAESKey 是 43 位字母和数字，请整段复制。") from None
        return given

    def clean_site(self) -> str:
        return self._address("site")

    def clean_api(self) -> str:
        return self._address("api")

    def _address(self, name: str) -> str:
        given = str(self.cleaned_data[name]).strip().rstrip("/")
        if given:
            try:
                target(given)
            except ValueError as problem:
                raise ValidationError(str(problem)) from None
        return given

    def clean_area(self) -> Area | None:
        return area_of(self.cleaned_data["area"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        has_secret = given.get("secret") or (self.gate and str(self.gate.secret))
        if kind != GateKind.ROBOT and not given.get("app_id"):
            self.add_error("app_id", "请填 AppID（企业 ID）。")
        if kind != GateKind.ROBOT and not has_secret:
            self.add_error("secret", "请填 Secret。")
        if kind == GateKind.WECOM and not given.get("agent_id"):
            self.add_error("agent_id", "企业微信应用要填 AgentId。")
        return given

    def applied(self) -> Gate:
        """The unsaved account with what was typed."""
        gate, given = self.gate or Gate(), self.cleaned_data
        for name in ("kind", "name", "code", "app_id", "agent_id", "site", "area", "signs_in", "is_active"):
            setattr(gate, name, given[name])
        for name in _SECRETS:
            if given[name]:
                setattr(gate, name, given[name].strip())
        gate.api = given["api"] or weixin.APIS[GateKind(gate.kind)]
        return gate


def _first(gate: Gate | None) -> dict[str, Any]:
    if gate is None:
        return {"is_active": True, "kind": GateKind.OFFICIAL}
    found = {n: getattr(gate, n) for n in ("kind", "name", "code", "app_id", "agent_id", "site", "signs_in")}
    area = gate.area
    usual = gate.api == weixin.APIS[GateKind(gate.kind)]
    return found | {
        "is_active": gate.is_active,
        "api": "" if usual else gate.api,
        "area": (area.stat_code or area.grid_code) if area else "",
    }


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post, as colleagues know it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}（{obj.seat}・{obj.get_role_display()}）"


class GroupForm(forms.Form):
    """A group of one grid, and who looks after it first."""

    register = NO_PERSON
    name = forms.CharField(label="群名", max_length=40, help_text="照微信里的群名写，方便对上。")
    area = AreaChoice(
        Area.objects.none(), label="对应的网格", empty_label="请选网格", help_text="一个群只对应一个网格。"
    )
    post = PostChoice(
        Post.objects.none(),
        label="群主持人",
        empty_label="请选人",
        help_text="先选网格，再选人；以后可以加人、交接。",
    )

    def __init__(self, *args: Any, acting: Acting, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.current().below(acting.area_path).filter(rank=_GRID).order_by("path")
        post: Any = self.fields["post"]
        roles = [role.value for role in HOST_ROLES]
        held = Post.objects.held(at).filter(role__in=roles, area__rank__gte=_GRID - 1)
        reach = Area.objects.current().below(acting.area_path)
        post.queryset = (
            held.filter(area__in=reach)
            .select_related("person", "area")
            .order_by("area__path", "person__name")
        )


class HostForm(forms.Form):
    """Who takes over, or looks after the group too."""

    register = NO_PERSON
    post = PostChoice(Post.objects.none(), label="接手的人", required=False, empty_label="请选人")

    def __init__(self, *args: Any, group: Group, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post: Any = self.fields["post"]
        roles = [role.value for role in HOST_ROLES]
        post.queryset = queries.may_host(group.area_path, roles, at=at)


class GroupChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A group with its grid."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.area.name}）"


class PastedForm(forms.Form):
    """What a worker ticked of a chat: the words alone, and that their senders know."""

    register = "pasted_chat"
    #: What the page's own script cut and somebody ticked; nothing else was sent.
    ticked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60_000)
    group = GroupChoice(Group.objects.none(), label="哪个群", required=False, empty_label="群还没登记")
    area = AreaChoice(Area.objects.none(), label="网格", required=False, empty_label="按说的地点判断")
    told = forms.BooleanField(label="本人要求办理，或我已告知本人")
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = queries.groups(acting)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.current().below(acting.area_path).filter(rank__gte=3).order_by("path")
        self.fields["told"].error_messages["required"] = "请先确认：本人要求办理，或者您已经告知本人。"

    def clean_ticked(self) -> list[str]:
        try:
            given = json.loads(self.cleaned_data["ticked"] or "[]")
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise ValidationError("没有收到勾选的内容，请重新勾选。")
        words = [pasting.kept(one) for one in given[: pasting.MOST + 1]]
        words = [one for one in words if one]
        if not words:
            raise ValidationError("请至少勾选一条。")
        if len(words) > pasting.MOST:
            raise ValidationError(f"一次最多 {pasting.MOST} 条，请分几次提交。")
        return words

    def clean_client_id(self) -> str:
        given = str(self.cleaned_data["client_id"])
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,40}", given):
            raise ValidationError("页面过期了，请刷新再试。")
        return given
