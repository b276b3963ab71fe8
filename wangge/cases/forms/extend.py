"""More time: asked for by a unit, granted by a leader."""

from django import forms

from wangge.cases.forms.deeds import Words
from wangge.cases.queries import leaders


class Days(Words):
    """So many working days."""

    days = forms.IntegerField(label="延长几个工作日", min_value=1, max_value=60)
    first = ("days",)


class Ask(Days):
    """A unit says why it needs them; the appellant hears of it when they are granted."""

    without = ("said",)

    def prepare(self) -> None:
        self.fields["note"].required = True
        self.fields["note"].label = "为什么需要延期"
        self.fields["note"].help_text = "审批的领导会看到。到期前提出，只能延一次，最多和原时限一样长。"


class Grant(Days):
    """As many as were asked for, unless the leader writes another number."""

    def prepare(self) -> None:
        self.fields["said"].required = True
        ask = leaders.last_ask(self.case)
        if ask is None:
            return
        self.initial.setdefault("days", ask.days)
        self.initial.setdefault("said", f"需要多一点时间，办理期限延长 {ask.days} 个工作日。")
        self.fields["days"].help_text = f"{ask.seat}申请 {ask.days} 个工作日：{ask.note}"
