"""The form of a released sentence."""

from django import forms

from wangge.people.register import NO_PERSON


class ReleaseForm(forms.Form):
    """One sentence in our own words; the action refuses names, numbers and doors."""

    register = NO_PERSON
    sentence = forms.CharField(
        label="对外说明",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一句话，用自己的话写办了什么。不写人、不写电话、不写门牌，不引来件人的话。",
    )
    place = forms.CharField(
        label="公共地点",
        max_length=60,
        required=False,
        help_text="最近的道路或公共场所的名字；是住处就不填。",
    )
