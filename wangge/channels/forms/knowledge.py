"""The editor of an entry of the knowledge base, and the filters of its list."""

from typing import Any

from django import forms

from wangge.channels.actions.knowledge import Draft
from wangge.channels.models import Entry, Topic
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.people.register import NO_PERSON


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class EntryForm(forms.Form):
    """A question, other ways to ask it, the answer, and where it comes from."""

    register = NO_PERSON
    question = forms.CharField(
        label="问题", max_length=120, error_messages={"required": "请写问题，照居民会怎么问来写。"}
    )
    variants = forms.CharField(
        label="其他问法",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一个。居民怎么说就怎么写，写得越像越答得准。",
    )
    answer = forms.CharField(
        label="答复",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写答复。"},
        help_text="两三句话，先说去哪里、带什么。不写个人姓名和手机号。",
    )
    topic = forms.ChoiceField(label="分类", choices=Topic.choices)
    area = forms.TypedChoiceField(label="适用区域", required=False, coerce=int, empty_value=None)
    source = forms.CharField(
        label="出处",
        max_length=200,
        error_messages={"required": "请写出处：没有出处的不能拿来答复居民。"},
        help_text="文件名、条款，或者公示的地方。",
    )
    dated = _day("出处日期", error_messages={"required": "请填出处的日期。", "invalid": "请填一个日期。"})
    valid_from = _day("生效日期", error_messages={"required": "请填生效日期。", "invalid": "请填一个日期。"})
    valid_to = _day("失效日期", required=False, help_text="到了这天就不再拿来答复；空着就一直有效。")
    owner = forms.CharField(label="维护单位", max_length=60, error_messages={"required": "请写谁来维护。"})
    needs_local = forms.BooleanField(label="还需要本地化（答复里的条件、地址还没按本地核对）", required=False)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = [n for n in grids.the_tree().nodes.values() if n.rank <= 3 and n.is_current]
        own = sorted((n for n in nodes if access.is_below(n.path, acting.area_path)), key=lambda n: n.path)
        choices = [(str(node.id), node.full_name) for node in own]
        whole = [("", "全域")] if acting.area_rank == 0 else []
        self.fields["area"].choices = [*whole, *choices]  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was typed, as the action takes it."""
        given = dict(self.cleaned_data)
        given.pop("expected")
        return Draft(area_id=given.pop("area"), **given)


def initial_of(entry: Entry) -> dict[str, Any]:
    """What the editor shows at first."""
    names = [name for name in EntryForm.base_fields if name not in ("expected", "area")]
    found = {name: getattr(entry, name) for name in names}
    return found | {"expected": entry.version, "area": entry.area_id or ""}


class EntryFilter(forms.Form):
    """What of the list is shown."""

    register = NO_PERSON
    q = forms.CharField(label="关键词", required=False, max_length=60)
    topic = forms.ChoiceField(label="分类", required=False, choices=[("", "全部分类"), *Topic.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "在用的"),
            ("local", "需本地化"),
            ("ended", "已失效"),
            ("off", "停用"),
            ("all", "全部"),
        ],
    )

    def value(self, name: str) -> str:
        """What is asked for; nothing where it is not one of the choices."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() or name in self.cleaned_data else ""
