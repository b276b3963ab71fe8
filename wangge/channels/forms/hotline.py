"""Forms of outside orders: a file of a system, its settings, the file that goes back."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.channels import imports
from wangge.channels.models import System
from wangge.channels.queries import hotline as queries
from wangge.channels.rules import hotline as rules
from wangge.channels.rules.hotline import FIELDS, NEEDED, Back, Sign
from wangge.channels.rules.outgoing import target
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.people.register import NO_PERSON
from wangge.sheets import reading, registry, staging
from wangge.sheets.rules import Table

_CRS = [
    ("gcj02", "高德、腾讯地图（GCJ-02）"),
    ("bd09", "百度地图（BD-09）"),
    ("wgs84", "GPS（WGS-84）"),
    ("cgcs2000", "国家大地坐标（CGCS2000）"),
]
_LINES = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})


def read_table(upload: Any) -> Table:
    """The table of an Excel, CSV or JSON file; Refused with a sentence at `file`."""
    content, name = reading.content_of(upload)
    head = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith((b"{", b"[")) and not name.lower().endswith(".json"):
        return reading.parse(content, name)
    text, encoding = reading.decode(content)
    try:
        table = rules.json_table(text.lstrip("\ufeff"), name)
    except ValueError as problem:
        raise Refused(str(problem), field="file") from None
    return Table(table.rows, name, encoding=encoding)


class OrdersForm(forms.Form):
    """A system's own table. A valid form has a `draft`: read under the saved mapping, checked, on disk."""

    file = forms.FileField(
        label="选择文件",
        help_text="对方系统导出的 Excel、CSV 或 JSON，原样上传，不超过 20 MB。",
        error_messages={"required": "请选择一个文件。", "empty": "这个文件里没有内容。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.json"}),
    )
    draft: staging.Draft

    def __init__(self, *args: Any, system: System, by: Acting, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.system, self.by, self.at = system, by, at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        importer = registry.find_importer(imports.NAME)
        if "file" in cleaned and importer is not None:
            try:
                table = rules.ours(read_table(cleaned["file"]), self.system.columns, system=self.system.name)
                self.draft = staging.prepare(importer, table, by=self.by, at=self.at)
            except Refused as refusal:
                self.add_error("file", ValidationError(refusal.message))
        return cleaned


class SampleForm(forms.Form):
    """A table of theirs, looked at for its titles alone: nothing of it is kept or shown."""

    file = forms.FileField(label="样表", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.json"}))
    titles: list[str]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "file" in cleaned:
            try:
                table = read_table(cleaned["file"])
            except Refused as refusal:
                self.add_error("file", ValidationError(refusal.message))
            else:
                row = table.rows[rules.heading_of(table, {})] if table.rows else []
                self.titles = [cell.strip() for cell in row if cell.strip()]
        return cleaned


class SystemForm(forms.Form):
    """What another system calls what we know, and where it is told."""

    register = NO_PERSON
    name = forms.CharField(label="名称", max_length=40, help_text="例如：区 12345 热线。")
    code = forms.SlugField(
        label="代码",
        max_length=20,
        help_text="小写字母、数字和连字符，定下后不要改。",
        error_messages={"invalid": "只能用英文字母、数字和连字符。"},
    )
    kind = forms.ChoiceField(label="类型", choices=System.Kind.choices)
    crs = forms.ChoiceField(label="坐标系", choices=_CRS, help_text="表里有经纬度时用；问对方要。")
    matters = forms.CharField(
        label="类别对应",
        required=False,
        widget=_LINES,
        help_text="一行一个：对方的类别 = 我们的事项名称或编码。名称相同的不用写。",
    )
    signs = forms.CharField(
        label="状态对应",
        required=False,
        widget=_LINES,
        help_text="一行一个：对方的状态 = " + "、".join(str(s.label) for s in Sign) + "。常见的说法不用写。",
    )
    push_url = forms.CharField(
        label="回传推送地址", max_length=300, required=False, help_text="对方能接收时填；不填就用回传文件。"
    )
    push_secret = forms.CharField(
        label="推送签名密钥",
        max_length=200,
        required=False,
        help_text="和对方约定；已有的不显示，不改就留空。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    pull_url = forms.CharField(
        label="读取地址",
        max_length=300,
        required=False,
        help_text="只有 Open311 城市要填，例如 https://…/open311/v2/。",
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(
        self, *args: Any, system: System | None = None, titles: list[str] | None = None, **kwargs: Any
    ) -> None:
        self.system = system
        guessed = rules.known_columns(titles or [], system.columns if system else {})
        first = _first(system) | {f"column_{k}": t for k, t in guessed.items()} if titles else _first(system)
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        for key, title, also in FIELDS:
            hint = f"不填就认：{'、'.join((title, *also)[:4])}…"
            self.fields[f"column_{key}"] = forms.CharField(
                label=title + ("（表里必有）" if key in NEEDED else ""),
                max_length=40,
                required=False,
                help_text=hint,
                widget=forms.TextInput(attrs={"list": "their-titles"}),
            )
        for back in Back:
            self.fields[f"word_{back}"] = forms.CharField(
                label=f"“{back.label}”对方叫", max_length=20, required=False
            )

    @property
    def column_fields(self) -> list[Any]:
        return [self[f"column_{key}"] for key, _, _ in FIELDS]

    @property
    def word_fields(self) -> list[Any]:
        return [self[f"word_{back}"] for back in Back]

    def clean_matters(self) -> dict[str, str]:
        codes = queries.codes()
        found = _pairs(self.cleaned_data["matters"], left="对方的类别")
        unknown = [value for value in found.values() if value not in codes]
        if unknown:
            raise ValidationError(f"没有这个事项：{'、'.join(unknown[:5])}。请写事项目录里的名称或编码。")
        return {key: codes[value] for key, value in found.items()}

    def clean_signs(self) -> dict[str, str]:
        meant = {str(sign.label): str(sign) for sign in Sign} | {str(sign): str(sign) for sign in Sign}
        found = _pairs(self.cleaned_data["signs"], left="对方的状态")
        unknown = [value for value in found.values() if value not in meant]
        if unknown:
            raise ValidationError(f"右边只能写：{'、'.join(str(s.label) for s in Sign)}。")
        return {key: meant[value] for key, value in found.items()}

    def clean_push_url(self) -> str:
        return _url(self.cleaned_data["push_url"])

    def clean_pull_url(self) -> str:
        return _url(self.cleaned_data["pull_url"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        used = [str(cleaned.get(f"column_{key}") or "") for key, _, _ in FIELDS]
        twice = {title for title in used if title and used.count(title) > 1}
        if twice:
            raise ValidationError(f"同一列用了两次：{'、'.join(sorted(twice))}。")
        if (
            cleaned.get("kind") == System.Kind.OPEN311
            and not cleaned.get("pull_url")
            and "pull_url" not in self.errors
        ):
            self.add_error("pull_url", "请填对方的 Open311 地址。")
        if (
            cleaned.get("push_url")
            and not cleaned.get("push_secret")
            and not (self.system and self.system.push_secret)
        ):
            self.add_error("push_secret", "要推送就要有签名密钥，免得别人冒充。")
        return cleaned

    def applied(self) -> System:
        """The unsaved system with what was typed."""
        given = self.cleaned_data
        system = self.system or System()
        for name in ("name", "code", "kind", "crs", "matters", "signs", "push_url", "pull_url", "is_active"):
            setattr(system, name, given[name])
        if given["push_secret"]:
            system.push_secret = given["push_secret"]
        system.columns = {key: t for key, _, _ in FIELDS if (t := given[f"column_{key}"])}
        system.words = {str(back): w for back in Back if (w := given[f"word_{back}"])}
        return system


def _first(system: System | None) -> dict[str, Any]:
    if system is None:
        return {"is_active": True}
    codes = {code: name for name, code in queries.codes().items() if name != code}
    first: dict[str, Any] = {
        name: getattr(system, name)
        for name in ("name", "code", "kind", "crs", "push_url", "pull_url", "is_active")
    }
    first["matters"] = "\n".join(f"{k} = {codes.get(v, v)}" for k, v in system.matters.items())
    first["signs"] = "\n".join(f"{k} = {Sign(v).label}" for k, v in system.signs.items())
    first |= {f"column_{key}": title for key, title in system.columns.items()}
    return first | {f"word_{back}": word for back, word in system.words.items()}


def _pairs(text: str, *, left: str) -> dict[str, str]:
    try:
        return rules.pairs(text, left=left)
    except ValueError as problem:
        raise ValidationError(str(problem)) from None


def _url(text: str) -> str:
    if text:
        try:
            target(text)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
    return text
