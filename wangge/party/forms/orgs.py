"""Forms about organisations, offices, coverage, shapes, leaders, stations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from wangge.grids.access import Acting, Role
from wangge.grids.models import Post
from wangge.party.forms.fields import AreaField, day, line, words
from wangge.party.models import Member, PartyOrg, Shape
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import BindingKind, OrgKind, Special
from wangge.party.rules.shapes import SlotKind, WorkLine
from wangge.people.models import Unit


class OrgForm(forms.Form):
    """A new organisation below another, or what is corrected of one."""

    register = "no_person"
    kind = forms.ChoiceField(label="类别")
    name = line("名称", 60)
    code = line("编码", 30, required=False, help_text="导入名册时按编码或名称找支部")
    special = forms.ChoiceField(label="特设类型", required=False, choices=[("", "一般"), *Special.choices])
    purpose = line("任务或特色", 100, required=False)
    founded_on = day("成立日期", required=False)
    term_start = day("本届开始", required=False, help_text="填了就算出届满日期，提前 6 个月提醒换届")
    ends_on = day("到期日期", required=False, help_text="临时党支部必填，不超过 6 个月")
    units_joined = forms.IntegerField(
        label="联合单位数", required=False, min_value=0, max_value=50, initial=0
    )
    flats = forms.IntegerField(
        label="联系户数", required=False, min_value=0, max_value=200, help_text="党员中心户填，只填户数"
    )
    approved_note = line("批准依据", 60, required=False)

    def __init__(
        self, *args: Any, parent: PartyOrg | None, org: PartyOrg | None = None, tops: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if org is not None:
            for name in ("kind", "term_start"):
                del self.fields[name]
            if org.kind != OrgKind.TEMPORARY:
                del self.fields["ends_on"]
            if org.kind != OrgKind.HOUSEHOLD:
                del self.fields["flats"]
            return
        above = parent.kind if parent else None
        choices = [(k.value, k.label) for k in OrgKind if not rules.parent_fault(k, above)]
        self.fields["kind"] = forms.ChoiceField(label="类别", choices=choices)
        self.fields["area"] = AreaField(tops, label="所在区域")


class MoveForm(forms.Form):
    """Under which organisation another one shall stand."""

    to = forms.ModelChoiceField(label="移到", queryset=PartyOrg.objects.none())

    def __init__(self, *args: Any, choices: QuerySet[PartyOrg], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(label="移到", queryset=choices)


class ElectionForm(forms.Form):
    """An election that was held."""

    held_on = day("选举日期")
    entitled = forms.IntegerField(label="有选举权的人数", min_value=1, max_value=5000)
    present = forms.IntegerField(
        label="到会人数", min_value=0, max_value=5000, help_text="五分之四以上到会才能选举"
    )


class ExtendForm(forms.Form):
    """A term that the upper committee moved."""

    until = day("延到", help_text="最长不超过一年")
    approval = line("批准依据", 100)


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member of an organisation, by name."""

    def label_from_instance(self, obj: Member) -> str:
        return f"{obj.name}（{obj.org.name}）"


class OfficeForm(forms.Form):
    """Who takes which office from when."""

    register = "party_office"
    member = MemberField(label="党员", queryset=Member.objects.none())
    office = forms.ChoiceField(label="职务")
    since = day("任职起")
    birth_year = forms.IntegerField(
        label="出生年份", required=False, min_value=1930, max_value=2010, help_text="本人愿意才填，只用于统计"
    )
    education = forms.ChoiceField(
        label="学历",
        required=False,
        choices=[("", "不填"), *rules.Education.choices],
        help_text="本人愿意才填，只用于统计",
    )
    trained_on = day("最近一次任职培训", required=False)

    def __init__(self, *args: Any, org: PartyOrg, members: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberField(label="党员", queryset=members.select_related("org"))
        heads = {OrgKind.GROUP: [rules.Office.GROUP_HEAD], OrgKind.HOUSEHOLD: [rules.Office.HOUSEHOLD_HEAD]}
        usual = [o for o in rules.Office if o not in (rules.Office.GROUP_HEAD, rules.Office.HOUSEHOLD_HEAD)]
        offered = heads.get(OrgKind(org.kind), usual)
        self.fields["office"] = forms.ChoiceField(label="职务", choices=[(o.value, o.label) for o in offered])


class BindForm(forms.Form):
    """Which area, and how."""

    kind = forms.ChoiceField(label="组建方式", choices=BindingKind.choices)

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, low=5)


class SetUpForm(forms.Form):
    """The remedy for a grid without a branch: a new one, or one that exists."""

    register = "no_person"
    name = line("支部名称", 60, required=False)
    branch = forms.ModelChoiceField(
        label="或绑定已有支部",
        queryset=PartyOrg.objects.none(),
        required=False,
        empty_label="不绑定，新设一个",
    )

    def __init__(self, *args: Any, branches: QuerySet[PartyOrg], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"] = forms.ModelChoiceField(
            label="或绑定已有支部", queryset=branches, required=False, empty_label="不绑定，新设一个"
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("name") and not given.get("branch"):
            self.add_error("name", "请填写新支部的名称，或选择一个已有支部。")
        return given


class PartTimeForm(forms.Form):
    """A resident unit and its part-time member."""

    register = "party_office"
    unit_name = line("单位", 60)
    delegate = line("兼职委员", 40, required=False, help_text="单位推荐、同意公开的人")
    duty = line("职务", 40, required=False)
    offers = line("可提供的资源", 100, required=False, help_text="例如：会议室、停车位、讲师")


class ResolutionForm(forms.Form):
    """What was decided."""

    register = "no_person"
    decided_on = day("议定日期")
    words_ = words("议定事项", 200)
    owner = line("责任单位", 60)
    due_on = day("完成期限")


class WordsForm(forms.Form):
    """One field of words, named by the page."""

    register = "no_person"

    def __init__(self, *args: Any, label: str, most: int = 200, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words_"] = words(label, most, required=required)


class AnswerForm(forms.Form):
    """The answer to an issue."""

    register = "no_person"
    answer = words("办理结果", 300)


class LeaderForm(forms.Form):
    """Which leader keeps in touch with which area."""

    register = "no_person"
    leader = forms.ChoiceField(label="领导")

    def __init__(self, *args: Any, by: Acting, posts: QuerySet[Post], tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts.select_related("person", "area", "unit")}
        choices = [(pk, f"{p.person.name}（{p.seat}{Role(p.role).label}）") for pk, p in self.posts.items()]
        self.fields["leader"] = forms.ChoiceField(label="领导", choices=choices)
        self.fields["area"] = AreaField(tops, label="联系的区域", high=1)

    def clean_leader(self) -> Post:
        return self.posts[self.cleaned_data["leader"]]


class VisitForm(forms.Form):
    """A visit and what was taken home."""

    register = "no_person"
    visited_on = day("日期")
    words_ = words("看到和听到的", 300, help_text="不写住户姓名和门牌")
    issue = words("带回的问题", 200, required=False, rows=2)
    due_on = day("答复期限", required=False, help_text="有带回的问题时填写")


class StationForm(forms.Form):
    """A station."""

    register = "no_person"
    name = line("名称", 60)
    hours = line("开放时间", 60, required=False)
    notes = line("说明", 200, required=False)

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, label="所在区域", low=3)


class StaffForm(forms.Form):
    """Who works at a station."""

    register = "party_office"
    member = MemberField(label="党员", queryset=Member.objects.none())
    line = forms.ChoiceField(label="工作线", choices=WorkLine.choices)
    is_full_time = forms.BooleanField(label="专职", required=False, initial=True)

    def __init__(self, *args: Any, members: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberField(label="党员", queryset=members.select_related("org"))


class DeclareForm(forms.Form):
    """Which shape an area goes by."""

    shape = forms.ModelChoiceField(label="形态", queryset=Shape.objects.order_by("code"))

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, low=4, high=1)


class SlotForm(forms.Form):
    """One part of a shape."""

    register = "no_person"
    name = line("名称", 40)
    kind = forms.ChoiceField(label="数什么", choices=SlotKind.choices)
    what = line("范围", 80, required=False)
    least = forms.IntegerField(label="至少", min_value=0, max_value=2000)
    most = forms.IntegerField(label="至多", min_value=0, max_value=2000, required=False, help_text="N 就留空")


SlotFormSet = forms.formset_factory(SlotForm, extra=2, can_delete=True, max_num=20)


class LineForm(forms.Form):
    """Who fills a line."""

    register = "no_person"
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), required=False)
    words_ = line("或写明由谁承担", 40, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(label="单位", queryset=units, required=False)


class CampaignForm(forms.Form):
    """A letter of commitment."""

    register = "no_person"
    title = line("名称", 40)
    words_ = words("承诺内容", 500, rows=6)
    closes_on = day("签署截止日期")
