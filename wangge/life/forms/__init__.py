"""What people type about Party life."""

from typing import Any

from django import forms

from wangge.files.forms import PhotosField, PhotosMixin
from wangge.gatherings.models import Slot
from wangge.gatherings.rules.meeting import Kind, Quorum
from wangge.grids.models import Area
from wangge.life.forms.fields import MOST_LINES, day_field, moment_field, offer, text_field
from wangge.life.forms.learning import ArticleForm, NominateForm, PollForm, ResultsForm, VoteForm
from wangge.life.rules import OnRoll
from wangge.promises.rules import AgreementKind

__all__ = ["ArticleForm", "NominateForm", "PollForm", "ResultsForm", "VoteForm"]


def _among(form: forms.Form, name: str, rows: Any) -> None:
    """Give a choice of rows its rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


class SlotsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Lines of the agenda with the day by which they are due."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.plan.routine.series}・{obj.plan.routine.name}（{obj.due_on:%m-%d} 前）"


def slots_of(unit_id: int) -> Any:
    """Lines of a unit that are neither met nor booked."""
    free = Slot.objects.free().filter(unit=unit_id)
    return free.select_related("plan__routine").order_by("due_on", "plan__routine__order", "number")


class CallForm(forms.Form):
    """Call a meeting or an activity."""

    register = "party_life"
    slots = SlotsField(
        queryset=Slot.objects.none(),
        label="这次开展哪几项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一次活动可以同时开展几项，例如主题党日里一起学习、通报、认领。",
    )
    title = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="形式", choices=[c for c in Kind.choices if c[0] != Kind.CEREMONY])
    starts_at = moment_field("时间")
    place = forms.CharField(label="地点", max_length=60, required=False)
    agenda = text_field("议程", 600, required=False)
    quorum = forms.ChoiceField(label="到会要求", choices=Quorum.choices, initial=Quorum.NONE)
    is_open = forms.BooleanField(label="开放报名", required=False)
    places = forms.IntegerField(label="名额", required=False, min_value=1, max_value=9999)

    def __init__(self, *args: Any, unit_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _among(self, "slots", slots_of(unit_id))


class HoldForm(PhotosMixin):
    """Write a meeting down: who came, what was said, what was decided."""

    register = "party_life"
    present = forms.MultipleChoiceField(
        label="谁来了", required=False, widget=forms.CheckboxSelectMultiple, help_text="扫码签到的已经勾好。"
    )
    leave = forms.MultipleChoiceField(label="谁请了假", required=False, widget=forms.CheckboxSelectMultiple)
    said = text_field("讲了什么、议了什么", 5000, rows=4)
    decisions = text_field(
        "决定了什么",
        2400,
        required=False,
        help_text="每行一项；表决过的在行末写“赞成 12”。记下以后可以转成有期限的承诺，或转成网格的事项。",
    )
    chair = forms.CharField(label="主持人", max_length=40, required=False)
    photos = PhotosField(label="照片", required=False, most=3)

    def __init__(self, *args: Any, people: list[OnRoll], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.number), one.name) for one in people]
        for name in ("present", "leave"):
            offer(self, name, choices)

    def clean_decisions(self) -> list[tuple[str, int | None]]:
        lines = [line.strip() for line in str(self.cleaned_data["decisions"]).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"一次最多记 {MOST_LINES} 项决定。")
        return [_with_ayes(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        both = set(given.get("present", ())) & set(given.get("leave", ()))
        if both:
            self.add_error("leave", "同一个人不能又到会又请假。")
        return given


def _with_ayes(line: str) -> tuple[str, int | None]:
    """`修车棚 赞成 12` is a decision with 12 ayes."""
    words, mark, ayes = line.rpartition("赞成")
    number = ayes.strip(" 票:：")
    if mark and number.isdecimal() and len(number) < 6 and words.strip():
        return words.strip(" ，,（("), int(number)
    return line, None


class RecordForm(HoldForm):
    """Write down in one go what was held without being called here first."""

    slots = SlotsField(
        queryset=Slot.objects.none(),
        label="开展了哪几项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    title = forms.CharField(label="名称", max_length=60)
    starts_at = moment_field("时间")
    place = forms.CharField(label="地点", max_length=60, required=False)
    field_order = ("slots", "title", "starts_at", "place", "present", "leave", "said", "decisions")

    def __init__(self, *args: Any, unit_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _among(self, "slots", slots_of(unit_id))


class ReasonForm(forms.Form):
    """Why."""

    register = "no_person"
    reason = forms.CharField(label="原因", max_length=100)


class MendForm(forms.Form):
    """What was wrong or missing in the minutes."""

    register = "party_life"
    words = text_field("补正的内容", 500)


class DecisionPromiseForm(forms.Form):
    """A decision becomes a promise."""

    register = "party_life"
    keeper = forms.CharField(label="由谁办", max_length=60, help_text="写岗位、单位或队伍。")
    due_on = day_field("几时办完")
    public_words = forms.CharField(
        label="公开的一句话", max_length=100, required=False, help_text="填了就有公开进展页；不写姓名和门牌。"
    )


class DecisionCaseForm(forms.Form):
    """A decision becomes a case of a grid."""

    register = "no_person"
    area = forms.ModelChoiceField(label="哪个网格", queryset=Area.objects.none(), empty_label=None)
    place = forms.CharField(label="在哪里", max_length=80, required=False)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _among(self, "area", areas)


class PlanForm(forms.Form):
    """A unit's own version of a recurring duty."""

    register = "no_person"
    times = forms.IntegerField(label="每期次数", min_value=1, max_value=31)
    fixed_day = forms.IntegerField(
        label="固定日", min_value=1, max_value=28, required=False, help_text="例如每月 5 日；不固定就留空。"
    )
    grace_days = forms.IntegerField(
        label="宽限天数", min_value=0, max_value=60, help_text="到期没有开展先提醒本组织，过了宽限才报上级。"
    )
    agenda = text_field("议程", 300, required=False)


class CeremonyForm(forms.Form):
    """Plan a collective political birthday."""

    register = "party_life"
    chosen = forms.MultipleChoiceField(label="哪几位", widget=forms.CheckboxSelectMultiple)
    starts_at = moment_field("时间")
    place = forms.CharField(label="地点", max_length=60, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chosen", choices)


class DeedForm(forms.Form):
    """The good deed somebody takes on, and the acts that were done."""

    register = "party_life"
    title = forms.CharField(label="领办的实事", max_length=100)
    due_on = day_field("几时办完")
    public_words = forms.CharField(
        label="公开的一句话", max_length=100, required=False, help_text="不填就不公开；不写姓名。"
    )


class ActsForm(forms.Form):
    """Which acts of a ceremony were done."""

    register = "party_life"
    oath = forms.BooleanField(label="重温入党誓词", required=False)
    story = forms.BooleanField(label="分享入党经历", required=False)
    talk = forms.BooleanField(label="谈心谈话", required=False)


class PromiseForm(forms.Form):
    """Promise something."""

    register = "party_life"
    title = forms.CharField(label="承诺事项", max_length=100)
    keeper = forms.CharField(label="由谁办", max_length=60, help_text="写岗位、单位或队伍。")
    due_on = day_field("几时办完")
    public_words = forms.CharField(
        label="公开的一句话", max_length=100, required=False, help_text="填了就有公开进展页；不写姓名和门牌。"
    )


class ProofForm(PhotosMixin):
    """It is done."""

    register = "party_life"
    proof = text_field("完成情况", 300)
    photos = PhotosField(
        label="照片", required=False, most=3, help_text="拍办好的样子，不拍人脸和门牌；不拍也可以。"
    )


class AnswerForm(forms.Form):
    """A word to it."""

    register = "party_life"
    answer = forms.CharField(label="说明", max_length=100, required=False)


class PutOffForm(forms.Form):
    """Another day."""

    register = "no_person"
    due_on = day_field("改到哪天")
    reason = forms.CharField(label="原因", max_length=100)


class PublicWordsForm(forms.Form):
    """What the public may read."""

    register = "no_person"
    public_words = forms.CharField(
        label="公开的一句话", max_length=100, required=False, help_text="清空就收回公开页。不写姓名和门牌。"
    )


class AgreementForm(forms.Form):
    """A pairing or an alliance and its heads."""

    register = "no_person"
    kind = forms.ChoiceField(label="类型", choices=AgreementKind.choices)
    title = forms.CharField(label="名称", max_length=60)
    partner = forms.CharField(label="共建单位", max_length=80)
    offers = forms.CharField(label="对方能提供的", max_length=200, required=False)
    needs = forms.CharField(label="我们需要的", max_length=200, required=False)
    since = day_field("开始日期")
    until = day_field("结束日期")
    heads = text_field(
        "承诺清单",
        2400,
        rows=5,
        help_text="每行一条：事项，由谁办，日期。例如：每月一次义诊，区医院，2026-12-25",
    )

    def clean_heads(self) -> list[tuple[str, str, Any]]:
        lines = [line.strip() for line in str(self.cleaned_data["heads"]).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"最多写 {MOST_LINES} 条。")
        return [_head(number, line) for number, line in enumerate(lines, 1)]


def _head(number: int, line: str) -> tuple[str, str, Any]:
    parts = [part.strip() for part in line.replace(",", "，").split("，")]
    if len(parts) < 3:
        raise forms.ValidationError(f"第 {number} 行要写三样：事项，由谁办，日期。")
    title, keeper, on = "，".join(parts[:-2]), parts[-2], parts[-1]
    try:
        return title, keeper, forms.DateField().clean(on)
    except forms.ValidationError as wrong:
        raise forms.ValidationError(f"第 {number} 行的日期“{on}”没有读懂，请写成 2026-12-25。") from wrong


class ProjectForm(forms.Form):
    """A residents' team wants to do something."""

    register = "no_person"
    team = forms.CharField(label="自治队伍", max_length=40, help_text="写队伍的名字，不写个人姓名。")
    title = forms.CharField(label="项目", max_length=60)
    words = text_field("想做什么", 500)
    spot = forms.CharField(
        label="在哪里", max_length=60, required=False, help_text="写到楼栋或巷弄，不写门牌。"
    )
    budget_asked = forms.IntegerField(label="需要经费（元）", min_value=0, max_value=10_000_000, initial=0)


class AgreeForm(forms.Form):
    """Yes, with budget and help."""

    register = "no_person"
    due_on = day_field("几时办完")
    budget_given = forms.IntegerField(label="给的经费（元）", min_value=0, max_value=10_000_000, initial=0)
    help = forms.CharField(label="给的帮助", max_length=200, required=False)


class ReportForm(forms.Form):
    """What came of a project."""

    register = "no_person"
    report = text_field("完成情况", 500)
    spent = forms.IntegerField(label="用了经费（元）", min_value=0, max_value=10_000_000, initial=0)


class AppraiseForm(forms.Form):
    """What those it serves say to it."""

    register = "no_person"
    asked = forms.IntegerField(label="参加评议的人数", min_value=1, max_value=100_000)
    useful = forms.IntegerField(label="认为有用的人数", min_value=0, max_value=100_000)
    appraisal = forms.CharField(label="评议意见", max_length=200, required=False)
