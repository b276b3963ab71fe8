"""The forms of what goes to the public: the sentence, what is painted over a photo, that it was looked at."""

from collections.abc import Sequence
from typing import Any

from django import forms

from wangge.channels.rules import painting
from wangge.channels.rules.painting import Paint
from wangge.people.register import NO_PERSON

_OTHER = "other"


class ReleaseForm(forms.Form):
    """One sentence in our own words and a public place; names, numbers and doors are refused later."""

    register = NO_PERSON
    sentence = forms.CharField(
        label="对外说明",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一句话，用自己的话写办了什么。不写人、不写电话、不写门牌，不引来件人的话。",
    )
    near = forms.ChoiceField(
        label="在哪个公共地点",
        required=False,
        widget=forms.RadioSelect,
        help_text="选最近的道路或公共场所；是住处、楼道里的事就选“不写地点”。",
    )
    place = forms.CharField(
        label="别的公共地点",
        max_length=60,
        required=False,
        help_text="上面没有的，写道路或公共场所的名字。",
    )

    def __init__(self, *given: Any, places: Sequence[str] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [("", "不写地点"), *((name, name) for name in places), (_OTHER, "别的公共地点")]
        self.fields["near"].choices = choices  # type: ignore[attr-defined]
        told = self.initial.get("place", "")
        if told:
            self.initial["near"] = told if told in places else _OTHER
            self.initial["place"] = "" if told in places else told

    def clean(self) -> dict[str, Any]:
        """One place of the two fields."""
        found = super().clean() or self.cleaned_data
        near = found.pop("near", "")
        if near == _OTHER and not found.get("place") and "place" not in self.errors:
            self.add_error("place", "请写这个公共地点的名字。")
        if near != _OTHER:
            found["place"] = near or found.get("place", "")
        return found


class PaintForm(forms.Form):
    """What is painted over; the island fills it in, by hand it is numbers."""

    register = NO_PERSON
    marks = forms.CharField(
        label="涂盖的位置",
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-marks": ""}),
        help_text="一行一块，四个数：离左边、离上边、宽、高，都是百分之几。例如 10 20 30 15。",
    )

    def clean_marks(self) -> list[Paint]:
        """The marks themselves."""
        try:
            return painting.read(self.cleaned_data["marks"])
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None


class LookForm(forms.Form):
    """Whoever lets a picture go has looked for these three."""

    register = NO_PERSON
    faces = forms.BooleanField(label="看不到能认出来的人脸")
    plates = forms.BooleanField(label="看不到车牌")
    doors = forms.BooleanField(label="看不到门牌、房号、姓名和电话")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.error_messages["required"] = "请看清照片，三条都确认了才能用。"
