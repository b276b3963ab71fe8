"""Forms about tasks, posts, report-ins, deeds, points and pledge cards."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from wangge.grids.models import Place
from wangge.party.forms.fields import AreaField, day, line, words
from wangge.party.models import ResponsibilityPost
from wangge.party.rules.matching import Fit
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import Duty, TaskKind, half_name


class TaskForm(forms.Form):
    """What a grid asks for."""

    register = "no_person"
    title = line("事项", 40, help_text="一句话，例如：给 3 号楼换楼道灯")
    words_ = words("要做什么", 300, help_text="在哪里、需要什么；不写住户姓名和门牌")
    kind = forms.ChoiceField(label="类型", choices=TaskKind.choices)
    duty = forms.ChoiceField(label="职责", choices=Duty.choices, initial=Duty.SERVE)
    due_on = day("完成期限")

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, high=3)


class ResultForm(forms.Form):
    """What came of a task."""

    register = "no_person"
    result = words("完成情况", 300, help_text="一两句话就行，不用拍照")


class PostForm(forms.Form):
    """An area or a post of responsibility."""

    register = "no_person"
    kind = forms.ChoiceField(label="类型", choices=[("area", "责任区"), ("post", "责任岗")])
    title = line("名称", 40)
    words_ = words("做什么", 200)
    duty = forms.ChoiceField(label="职责", choices=Duty.choices, initial=Duty.SERVE)
    wanted = forms.IntegerField(label="需要人数", min_value=1, max_value=50, initial=1)
    place = line(
        "在什么地方",
        60,
        required=False,
        help_text="填了就显示在地图上，例如：柳荫花园 3 号楼、北门、中心广场",
    )

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, high=3)
        self.order_fields(["kind", "title", "area", "place", "words_", "duty", "wanted"])

    def clean(self) -> dict[str, Any]:
        """The place by its name, in the chosen area; a name nobody knows is asked again."""
        given = super().clean() or {}
        name, area = given.get("place", ""), given.get("area")
        if not name or area is None:
            return given | {"place": None}
        there = Place.objects.current().below(area.path)
        found = list(there.filter(name=name)[:2]) or list(there.filter(name__contains=name)[:6])
        if len(found) == 1:
            return given | {"place": found[0]}
        near = "、".join(place.name for place in found[:5])
        self.add_error(
            "place",
            f"{area.name}有好几个地方都像“{name}”，请写全：{near}。"
            if found
            else f"{area.name}没有找到“{name}”，请写地名全称，或留空。",
        )
        return given


class ReportForm(forms.Form):
    """A serving member reports in."""

    register = "party_report"
    home_branch = line("所在单位党组织", 60, help_text="半年报告会写给它")
    skills = line("能提供的服务", 100, required=False, help_text="例如：法律咨询、修家电、辅导作业")
    free_time = line("空闲时间", 60, required=False, help_text="例如：周末上午")
    may_contact = forms.BooleanField(label="同意网格工作人员看到我的姓名和电话，用于安排服务", required=False)

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, label="报到的社区或网格", high=3)


class UnitReportForm(forms.Form):
    """A unit's Party organisation reports in."""

    register = "no_person"
    unit_name = line("报到单位", 60)
    home_branch = line("单位党组织", 60)
    skills = line("能提供的服务", 100, required=False)
    free_time = line("时间", 60, required=False)

    def __init__(self, *args: Any, tops: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(tops, label="报到的社区或网格", high=3)


class ChooseForm(forms.Form):
    """A post that is open here, or a service in one's own words."""

    register = "no_person"
    rpost = forms.ModelChoiceField(
        label="选一个岗位",
        queryset=ResponsibilityPost.objects.none(),
        required=False,
        empty_label="不选岗位，写自己能做的",
    )
    service = line("或写明提供什么服务", 100, required=False)

    def __init__(
        self,
        *args: Any,
        posts: QuerySet[ResponsibilityPost],
        fits: Sequence[tuple[Any, Fit]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ModelChoiceField(label="选一个岗位", queryset=posts, required=False)
        lines = [(post.pk, _line(post, fit)) for post, fit in fits]
        field.choices = [("", "不选岗位，写自己能做的"), *lines]
        self.fields["rpost"] = field


def _line(post: ResponsibilityPost, fit: Fit) -> str:
    where = f"{post.title}（{post.area.name}）"
    return f"{where} ——合您填的：{fit.text}" if fit.text else where


class HomeForm(forms.Form):
    """The half-year report."""

    register = "party_report"
    half = forms.ChoiceField(label="哪个半年")
    words_ = words("服务情况", 500, rows=5)

    def __init__(self, *args: Any, halves: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(half, half_name(half)) for half in halves]
        self.fields["half"] = forms.ChoiceField(label="哪个半年", choices=choices)


class DeedForm(forms.Form):
    """A deed that somebody else shall confirm."""

    register = "party_deed"
    kind = forms.ChoiceField(
        label="是什么",
        choices=[(k.value, k.label) for k in DeedKind if k not in (DeedKind.TASK, DeedKind.SERVICE)],
    )
    duty = forms.ChoiceField(label="职责", choices=Duty.choices)
    words_ = words("做了什么", 200, help_text="不写住户姓名和门牌")
    on = day("日期")
    ref = line("受理编号", 50, required=False, help_text="隐患填上报后的编号")


class AppealForm(forms.Form):
    """Why a record is not right."""

    register = "party_deed"
    words_ = words("哪里不对", 300)


class AppealAnswerForm(forms.Form):
    """The answer to an appeal."""

    register = "no_person"
    is_granted = forms.TypedChoiceField(
        label="结论",
        choices=[("1", "支持申诉"), ("0", "维持原来的结论")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words_ = words("答复", 300)


class RuleForm(forms.Form):
    """The numbers of one rule."""

    points = forms.IntegerField(label="每件分数", min_value=1, max_value=5)
    cap = forms.IntegerField(label="年度上限", min_value=1, max_value=30)
    is_on = forms.BooleanField(label="启用", required=False)


class CardForm(forms.Form):
    """The five shows; what is shown of oneself is one's own consent."""

    register = "party_pledge"
    building = forms.ModelChoiceField(
        label="张贴在哪幢楼", queryset=Place.objects.none(), required=False, empty_label="不张贴，只打印"
    )
    identity = line("亮身份", 60, help_text="例如：共产党员、退休教师")
    promise = words("亮承诺", 200, rows=2)
    action = words("亮行动", 200, required=False, rows=2)
    service = words("亮服务", 200, required=False, rows=2)
    result = words("亮成效", 200, required=False, rows=2)
    public_until = day("公示到", help_text="最长一年，到期自动撤下")
    shows_name = forms.BooleanField(label="同意在卡片上公开我的姓名", required=False)
    shows_photo = forms.BooleanField(label="同意在打印的卡片上留照片位", required=False)

    def __init__(self, *args: Any, buildings: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"] = forms.ModelChoiceField(
            label="张贴在哪幢楼", queryset=buildings, required=False, empty_label="不张贴，只打印"
        )


class CardMoreForm(forms.Form):
    """What was done since."""

    register = "party_pledge"
    action = words("亮行动", 200, required=False, rows=2)
    service = words("亮服务", 200, required=False, rows=2)
    result = words("亮成效", 200, required=False, rows=2)


class RemarkForm(forms.Form):
    """What a passer-by leaves: no name, no number."""

    register = "party_remark"
    words_ = words("想说的话", 200, help_text="不用写姓名和电话；支部看过以后转给本人")
