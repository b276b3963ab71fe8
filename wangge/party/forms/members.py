"""Forms about members."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from wangge.grids.models import Place
from wangge.party.actions.members import Entry
from wangge.party.forms.fields import day, line
from wangge.party.models import Member, PartyOrg
from wangge.party.rules import members as rules
from wangge.party.rules.members import MemberKind, Status

_MONTH = forms.DateInput(format="%Y-%m", attrs={"type": "month"})
_ENTERED = [(s.value, s.label) for s in Status if s in rules.PRESENT and s != Status.LOST]


def _month(label: str, *, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, input_formats=["%Y-%m", "%Y-%m-%d"], widget=_MONTH, help_text=help_text
    )


class MemberForm(forms.Form):
    """What is known of a member: the least the branch's routine needs."""

    register = "party_member"
    name = line("姓名", 40)
    phone = forms.CharField(label="手机号", max_length=30, required=False, help_text="加密保存，列表里遮住")
    kind = forms.ChoiceField(label="类别", choices=MemberKind.choices)
    joined_on = _month("入党年月", help_text="只到月份")
    home_branch = line("组织关系所在支部", 60, required=False, help_text="关系不在这里的填写")
    host_branch = line("流入地支部", 60, required=False, help_text="外出流动的填写")
    last_contact_on = day("最近一次联系", required=False, help_text="流动党员填写，至少半年一次")
    skills = line("服务特长", 100, required=False, help_text="本人愿意提供的，例如：电工、教手机")
    free_time = line("空闲时间", 60, required=False)
    is_excluded = forms.BooleanField(label="经支部决定不计入应到人数", required=False)
    excluded_note = line("决定的会议记录编号", 60, required=False)
    group = forms.ModelChoiceField(label="党小组", queryset=PartyOrg.objects.none(), required=False)

    def __init__(self, *args: Any, groups: QuerySet[PartyOrg], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = forms.ModelChoiceField(label="党小组", queryset=groups, required=False)

    def changes(self) -> dict[str, Any]:
        """The fields that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class EnrolForm(forms.Form):
    """A new member of a branch."""

    register = "party_member"
    name = line("姓名", 40)
    phone = forms.CharField(label="手机号", max_length=30, required=False, help_text="加密保存，列表里遮住")
    kind = forms.ChoiceField(label="类别", choices=MemberKind.choices)
    status = forms.ChoiceField(label="状态", choices=_ENTERED, initial=Status.FULL)
    status_since = day("本状态开始日期", required=False, help_text="用来提醒转正等下一步")
    joined_on = _month("入党年月", help_text="只到月份；入党申请人不填")
    home_branch = line("组织关系所在支部", 60, required=False, help_text="关系不在这里的填写")
    skills = line("服务特长", 100, required=False)
    free_time = line("空闲时间", 60, required=False)

    @property
    def entry(self) -> Entry:
        return Entry(**self.cleaned_data)


class StepForm(forms.Form):
    """The next state."""

    to = forms.ChoiceField(label="改为")
    since = day("日期")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(s.value, s.label) for s in rules.next_steps(member.status)]
        self.fields["to"] = forms.ChoiceField(label="改为", choices=choices)


class TransferForm(forms.Form):
    """Where to."""

    register = "no_person"
    words = line("接收支部", 60, required=False, help_text="写名称或编码；外地支部也写在这里")
    is_outside = forms.BooleanField(label="是外地支部", required=False)
    reason = line("原因", 100, help_text="例如：搬到某社区居住")
    target: PartyOrg | None = None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        words = (given.get("words") or "").strip()
        if not words:
            self.add_error("words", "请写接收支部的名称或编码。")
        elif not given.get("is_outside"):
            self._find(words)
        return given

    def _find(self, words: str) -> None:
        standing = PartyOrg.objects.standing().exclude(unit=None)
        found = list(standing.filter(code=words)[:1]) or list(standing.filter(name=words)[:2])
        if len(found) != 1:
            said = "有几个支部都叫这个名字，请写编码。" if found else "没有找到这个支部，请检查名称或编码。"
            self.add_error("words", said)
        else:
            self.target = found[0]


class ContactForm(forms.Form):
    """How many flats of a stairwell."""

    stairwell = forms.ModelChoiceField(label="单元或楼栋", queryset=Place.objects.none())
    flats = forms.IntegerField(
        label="联系户数", min_value=0, max_value=100, help_text="只记户数；0 就是不再联系"
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stairwell"] = forms.ModelChoiceField(label="单元或楼栋", queryset=places)


class RegisterFilter(forms.Form):
    """The register's filters."""

    register = "no_person"
    kind = forms.ChoiceField(
        label="全部类别", required=False, choices=[("", "全部类别"), *MemberKind.choices]
    )
    status = forms.ChoiceField(label="全部状态", required=False, choices=[("", "在册"), *Status.choices])
    q = forms.CharField(label="姓名或手机号", required=False, max_length=40)
