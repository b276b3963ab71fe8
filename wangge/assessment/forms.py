"""What people type about standards and reviews."""

from decimal import Decimal
from typing import Any

from django import forms

from wangge.assessment.models import Item, Mark
from wangge.assessment.rules import How, SectionKind


class AnswersForm(forms.Form):
    """One answer and a few words for each item a person answers."""

    register = "party_life"

    def __init__(self, *args: Any, marks: list[Mark], is_check: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = [mark for mark in marks if mark.item.how != How.COMPUTED]
        for mark in self.marks:
            value = mark.own if is_check else mark.score
            self.fields[f"score{mark.pk}"] = _score(mark, value)
            self.fields[f"words{mark.pk}"] = forms.CharField(
                label=(mark.item.evidence or "依据") if is_check else "复核意见",
                required=False,
                max_length=300 if is_check else 200,
                initial=mark.evidence if is_check else mark.words,
            )
        if not is_check:
            self.fields["words"] = forms.CharField(label="总的意见", required=False, max_length=300)

    def lines(self) -> list[dict[str, Any]]:
        """Each mark with its two fields, for the page."""
        return [
            {"mark": mark, "score": self[f"score{mark.pk}"], "words": self[f"words{mark.pk}"]}
            for mark in self.marks
        ]

    def answers(self) -> dict[int, tuple[Decimal | None, str]]:
        """Mark id -> points and words."""
        given = self.cleaned_data
        return {mark.pk: (_points(given[f"score{mark.pk}"]), given[f"words{mark.pk}"]) for mark in self.marks}


def _score(mark: Mark, value: Decimal | None) -> forms.Field:
    """Yes or no, or points."""
    if mark.item.how == How.YES_NO:
        is_veto = mark.item.section.kind == SectionKind.VETO
        most = Decimal(1) if is_veto else mark.item.points
        words = ("有", "没有") if is_veto else ("做到", "没做到")
        choices = [(f"{most.normalize():f}", words[0]), ("0", words[1])]
        initial = None if value is None else f"{value.normalize():f}" if value else "0"
        return forms.ChoiceField(
            label=mark.item.words, choices=choices, widget=forms.RadioSelect, required=False, initial=initial
        )
    return forms.DecimalField(
        label=f"{mark.item.words}（0 到 {mark.item.points.normalize():f} 分）",
        min_value=Decimal(0),
        max_value=mark.item.points,
        max_digits=5,
        decimal_places=1,
        required=False,
        initial=value,
    )


def _points(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(value)


class ItemForm(forms.Form):
    """Edit an item of a draft."""

    register = "no_person"
    words = forms.CharField(label="内容", max_length=80)
    points = forms.DecimalField(
        label="分值", min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=1
    )
    evidence = forms.CharField(label="要什么依据", max_length=80, required=False)


class ForceForm(forms.Form):
    """Put a draft in force."""

    register = "no_person"
    bands = forms.CharField(
        label="等次",
        max_length=200,
        required=False,
        help_text="写成 95:五星,85:四星；按比例评时写百分比，例如 10:五星,30:四星,40:三星。没有等次就留空。",
    )
    by_quota = forms.BooleanField(label="按比例评", required=False)


class OpenForm(forms.Form):
    """Begin reviews."""

    register = "no_person"
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)


class ReasonForm(forms.Form):
    """What must be added."""

    register = "no_person"
    reason = forms.CharField(label="要补充什么", max_length=300)


class AppealForm(forms.Form):
    """The subject does not agree."""

    register = "party_life"
    item = forms.ModelChoiceField(
        label="哪一项", queryset=Item.objects.none(), required=False, empty_label="整个结果"
    )
    words = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = items


class AnswerForm(forms.Form):
    """Answer an appeal."""

    register = "party_life"
    is_upheld = forms.BooleanField(label="申诉成立", required=False)
    new_score = forms.DecimalField(
        label="改后得分", required=False, min_value=Decimal(0), max_digits=5, decimal_places=1
    )
    answer = forms.CharField(label="答复", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
