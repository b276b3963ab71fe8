"""The form of a saved reply."""

from django import forms

from wangge.cases.rules.flows import CASE_FLOW


class ReplyForm(forms.Form):
    """Name, words, and the move it is offered for."""

    register = "no_person"
    name = forms.CharField(label="名称", max_length=40)
    verb = forms.ChoiceField(
        label="用在",
        required=False,
        choices=[
            ("", "所有答复"),
            *(
                (verb, CASE_FLOW.moves[verb][0].name)
                for verb in ("accept", "ask_info", "decline", "dispatch", "answer", "close")
            ),
        ],
    )
    text = forms.CharField(
        label="内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写给来件人看的话，不写姓名和电话。",
    )
