"""The office's forms: persons, posts, units, tokens, and the filters of its lists."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from wangge.grids import queries
from wangge.grids.access import NOT_POSTS, UNIT_ROLES, Acting, Role, is_below
from wangge.grids.models import Area, Post
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.people import rules as people
from wangge.people.models import Department, Unit
from wangge.people.rules import RevealReason
from wangge.portal.admin_pages.words import VERBS
from wangge.worktime.forms import DayForm as _AnyDayForm
from wangge.worktime.rules import DayKind, DayRow, parse_days

ROLES = [(role.value, role.label) for role in Role if role not in NOT_POSTS]
_EMPLOYMENT = [("", "不填"), ("full_time", "专职"), ("part_time", "兼职")]


def _phone(text: str) -> str:
    return _said(people.normal_phone, text) if text else ""


def _username(text: str) -> str:
    return _said(people.normal_username, text) if text else ""


def _said(parse: Any, text: str) -> str:
    try:
        return str(parse(text))
    except Refused as refusal:
        raise forms.ValidationError(refusal.message) from None


class PersonForm(forms.Form):
    register = "staff"
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(
        label="手机号",
        max_length=30,
        required=False,
        help_text="加密保存，平时只显示头尾。座机请带区号。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])


class PhoneForm(forms.Form):
    """A new number over the old one, which is not shown."""

    register = "staff"
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(
        label="新手机号",
        max_length=30,
        required=False,
        help_text="不改就留空。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    without_phone = forms.BooleanField(label="删除现有手机号", required=False)

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])


class UsernameForm(forms.Form):
    register = "account"
    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="3 到 40 个小写字母、数字或 . _ - ，以字母开头。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )

    def clean_username(self) -> str:
        return _username(self.cleaned_data["username"])


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day, in Shanghai: the midnight after it."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) if day else None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a post is held: an area or a unit."""

    area: Area | None = None
    unit: Unit | None = None


class PostForm(forms.Form):
    """A post: a role, and the area or unit by name or code, within the hat's reach."""

    register = "staff"
    role = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *ROLES])
    seat = forms.CharField(
        label="区域或单位",
        max_length=80,
        help_text="写名称或编码。经办人、单位负责人写单位，其他岗位写区域。",
        widget=forms.TextInput(attrs={"list": "seats", "autocomplete": "off"}),
    )
    title = forms.CharField(label="职务说明", max_length=40, required=False)
    employment_type = forms.ChoiceField(label="用工性质", choices=_EMPLOYMENT, required=False)
    until = forms.DateField(
        label="任职到",
        required=False,
        help_text="代班、挂职填最后一天。",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = acting

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("role") and given.get("seat"):
            try:
                given["seat"] = find_seat(given["seat"], Role(given["role"]), self.acting)
            except Refused as refusal:
                self.add_error("seat", refusal.message)
        return given

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal of the action at the field it belongs to."""
        field = {"area": "seat", "unit": "seat"}.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, refusal.message)


class EnrolForm(PersonForm, PostForm):
    """Somebody new: person, account and post on one page."""

    register = "staff"
    username = forms.CharField(
        label="用户名",
        max_length=40,
        required=False,
        help_text="不填就自动编一个。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ["name", "phone", "username", "role", "seat", "employment_type"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["title"], self.fields["until"]

    def clean_username(self) -> str:
        return _username(self.cleaned_data["username"])


def find_seat(text: str, role: Role, acting: Acting) -> Seat:
    """The one area or unit somebody wrote; a sentence where it is none or several."""
    code = text.rsplit(maxsplit=1)[-1] if text.strip() else ""
    if role in UNIT_ROLES:
        units = queries.units_within(acting)
        found = list(units.filter(code=code)) or list(units.filter(name=text.strip())[:2])
        return Seat(unit=_the_one(found, text, "单位"))
    return Seat(area=find_area(text, acting))


def find_area(text: str, acting: Acting) -> Area:
    """The one area somebody wrote by name or code; a sentence where it is none or several."""
    code = text.rsplit(maxsplit=1)[-1] if text.strip() else ""
    nodes = [n for n in queries.the_tree().nodes.values() if n.is_current and _reaches(acting, n.path)]
    hits = [n for n in nodes if code and code in (n.row.grid_code, n.row.stat_code)]
    hits = hits or [n for n in nodes if text.strip() in (n.name, n.label, n.full_name)]
    return Area.objects.get(pk=_the_one(hits, text, "区域").id)


def _reaches(acting: Acting, path: str) -> bool:
    return not acting.area_path or is_below(path, acting.area_path)


def _the_one(found: list[Any], text: str, kind: str) -> Any:
    if not found:
        raise Refused(f"您管理的范围里没有“{text}”这个{kind}。")
    if len(found) > 1:
        raise Refused(f"有几个叫“{text}”的{kind}，请写编码。")
    return found[0]


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def seats(acting: Acting, *, units: bool = True, most: int = 1500) -> Iterable[str]:
    """What the box of a seat suggests: names with codes; a big city types the code itself."""
    nodes = [n for n in queries.the_tree().nodes.values() if n.is_current and _reaches(acting, n.path)]
    if len(nodes) > most:
        nodes = [n for n in nodes if n.rank <= 3][:most]
    areas = [f"{n.label} {n.code}" for n in nodes]
    if not units:
        return areas
    active = queries.units_within(acting).filter(is_active=True).order_by("name")
    return [*areas, *(f"{unit.name} {unit.code}" for unit in active[:most])]


class RevealForm(forms.Form):
    reason = forms.ChoiceField(label="为什么查看", choices=[("", "请选择"), *RevealReason.choices])


class UnitForm(forms.Form):
    register = "no_person"
    name = forms.CharField(label="名称", max_length=80)
    department = forms.ModelChoiceField(
        label="部门类别", queryset=Department.objects.order_by("name"), empty_label="请选择"
    )
    code = forms.CharField(label="编码", max_length=40, help_text="导入名单时用它指到这个单位，定了就不改。")
    is_active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit is None:
            del self.fields["is_active"]
        else:
            del self.fields["code"]
            self.initial = {"name": unit.name, "department": unit.department_id, "is_active": unit.is_active}


class UnitAreaForm(forms.Form):
    area = forms.CharField(
        label="服务的区域",
        max_length=80,
        help_text="写名称或编码；这个区域和它下面的都归这个单位。",
        widget=forms.TextInput(attrs={"list": "seats", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = acting

    def clean_area(self) -> Area:
        try:
            return find_area(self.cleaned_data["area"], self.acting)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None


class TokenForm(forms.Form):
    register = "account"
    post = forms.ModelChoiceField(label="以哪个岗位", queryset=Post.objects.none(), empty_label="请选择")
    name = forms.CharField(label="给哪个系统用", max_length=60)
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=366, initial=90)

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["post"].label_from_instance = lambda post: f"{post.get_role_display()}・{post.seat}"  # type: ignore[attr-defined]


class PersonFilter(forms.Form):
    role = forms.ChoiceField(label="全部岗位", choices=[("", "全部岗位"), *ROLES], required=False)
    area = forms.ChoiceField(label="全部区域", required=False)
    q = forms.CharField(label="姓名或用户名", max_length=40, required=False)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = queries.the_tree().nodes.values()
        reached = [n for n in nodes if n.is_current and n.rank <= 3 and _reaches(acting, n.path)]
        choices = [(n.path, n.name) for n in sorted(reached, key=lambda n: n.path)]
        self.fields["area"].choices = [("", "全部区域"), *choices]  # type: ignore[attr-defined]


class AccountFilter(forms.Form):
    q = forms.CharField(label="姓名或用户名", max_length=40, required=False)


class UnitFilter(forms.Form):
    department = forms.ModelChoiceField(
        label="全部部门", queryset=Department.objects.order_by("name"), required=False, empty_label="全部部门"
    )
    q = forms.CharField(label="名称或编码", max_length=40, required=False)


_SUBJECT = re.compile(r"[a-z_]+:[\w.:-]+")


class JournalFilter(forms.Form):
    """The search box takes a name, a user name, or a subject such as `appeal:48273051962`."""

    register = "oversight"
    verb = forms.ChoiceField(label="全部操作", choices=[("", "全部操作"), *VERBS.items()], required=False)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    subject = forms.CharField(max_length=60, required=False)
    person = forms.IntegerField(required=False)
    q = forms.CharField(label="姓名、用户名或对象编号", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since: date | None = given.get("since")
        until: date | None = given.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期在开始之前。")
        if _SUBJECT.fullmatch(given.get("q", "").strip()):
            given["subject"], given["q"] = given["q"].strip(), ""
        return given


class RevealFilter(forms.Form):
    reason = forms.ChoiceField(
        label="全部理由", choices=[("", "全部理由"), *RevealReason.choices], required=False
    )
    q = forms.CharField(label="查看人姓名", max_length=40, required=False)


class RevealKeys(forms.Form):
    """Links from elsewhere: all of one person's looks, or all looks at one subject."""

    register = "oversight"
    person = forms.IntegerField(required=False)
    subject = forms.CharField(max_length=60, required=False)


class ProofForm(forms.Form):
    register = "account"
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class DayForm(_AnyDayForm):
    """What the day of the address is."""

    date = None  # type: ignore[assignment]
    kind = forms.TypedChoiceField(
        label="这一天", choices=DayKind.choices, coerce=DayKind, widget=forms.RadioSelect
    )


class DaysForm(forms.Form):
    """A previewed table on its way back, as text; read again, since anybody can write into a form."""

    days = forms.CharField(widget=forms.HiddenInput, max_length=256 * 1024, strip=False)

    def clean_days(self) -> list[DayRow]:
        rows, faults = parse_days(self.cleaned_data["days"])
        if faults or not rows:
            raise forms.ValidationError("表没有读完整。")
        return rows
