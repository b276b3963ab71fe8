"""Forms about learning, contests and votes."""

import re
from typing import Any

from django import forms

from wangge.life.forms.fields import MOST_LINES, moment_field, offer, text_field


class ResultsForm(forms.Form):
    """Who won what, an award a line."""

    register = "party_life"
    results = text_field(
        "比赛结果",
        1200,
        rows=6,
        help_text="每行一项，奖项和获奖的隔开，例如：一等奖：锦绣里一网格党支部。写个人姓名要先征得本人同意。",
    )

    def clean_results(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in str(self.cleaned_data["results"]).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"一次最多记 {MOST_LINES} 项。")
        pairs = [re.split(r"[:：\s]+", line, maxsplit=1) for line in lines]
        for line, pair in zip(lines, pairs, strict=True):
            if len(pair) != 2:
                raise forms.ValidationError(f"“{line[:20]}”没有分出奖项和获奖的，请用冒号隔开。")
        return [(award, winner) for award, winner in pairs]


class ArticleForm(forms.Form):
    """Something to read."""

    register = "no_person"
    kind = forms.ChoiceField(
        label="类型", choices=[("article", "文章"), ("course", "课程"), ("talk", "讲稿")]
    )
    series = forms.CharField(label="栏目", max_length=20, required=False)
    title = forms.CharField(label="标题", max_length=60)
    body = text_field("正文", 20000, rows=12)
    question = forms.CharField(label="讨论题", max_length=200, required=False)


class PollForm(forms.Form):
    """Announce a vote."""

    register = "no_person"
    title = forms.CharField(label="名称", max_length=60)
    words = text_field("评选条件", 300, required=False)
    seats = forms.IntegerField(label="名额", min_value=1, max_value=50, initial=1)
    most = forms.IntegerField(label="每人最多选", min_value=1, max_value=50, initial=1)
    opens_at = moment_field("投票开始", help_text="在这之前可以提名。")
    closes_at = moment_field("投票结束")


class NominateForm(forms.Form):
    """Put somebody or a team forward."""

    register = "party_life"
    name = forms.CharField(label="提名对象", max_length=40)
    words = forms.CharField(label="事迹", max_length=200)


class VoteForm(forms.Form):
    """A ballot."""

    register = "no_person"
    chosen = forms.MultipleChoiceField(label="选谁", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chosen", choices)
