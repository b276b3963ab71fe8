"""Naming somebody: a helper for a confidential case, a handler within a unit."""

from typing import Any

from django import forms

from wangge.cases.forms.deeds import Words
from wangge.cases.queries import helpers
from wangge.cases.rules.flows import State
from wangge.people.models import Person


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Persons named with what they do: `孙查实・核查员・柳湾街道`."""

    def label_from_instance(self, obj: Any) -> str:
        posts = getattr(obj, "posts_now", [])
        return "・".join([obj.name, *(helpers.post_words(post) for post in posts[:2])])


class Helper(Words):
    person = PersonChoice(Person.objects.none(), label="协助人", empty_label="请选择")
    first = ("person",)
    without = ("said", "note")

    def prepare(self) -> None:
        field = self.rows("person")
        checking = self.case.state == State.VERIFYING
        found = helpers.candidates(self.case, self.by, checking=checking, at=self.at)
        field.queryset = found
        if checking:
            field.label = "由谁核查"
            field.help_text = (
                "保密事项不进核查员的公共清单，由您指定一个人去核查。排在前面的是核查员；"
                "办过这件事的人、被反映的人不在名单里。指定后他会收到通知，在“待核查”里看得到。"
            )
        else:
            field.help_text = "指定后，他能看到这件保密事项并协助办理。被反映的人不在名单里。"


class Assign(Words):
    """One of the unit's own people."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="由谁办",
        empty_label=None,
        widget=forms.RadioSelect,
        help_text="指派后，这张工单出现在他的“我的工单”里，别的经办人不再看到。",
    )
    first = ("person",)
    without = ("said",)

    def prepare(self) -> None:
        field = self.rows("person")
        field.queryset = helpers.handlers(self.by, at=self.at)
        if self.work_order is not None and self.work_order.handler_id:
            self.initial.setdefault("person", self.work_order.handler_id)
