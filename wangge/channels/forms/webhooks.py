"""The form of a subscription."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.channels.models import Subscription
from wangge.channels.queries import hotline as queries
from wangge.channels.rules.outgoing import target
from wangge.channels.rules.webhooks import VERBS
from wangge.grids.models import Area
from wangge.people.register import NO_PERSON


def area_of(code: str) -> Area | None:
    """The area of a typed code, nothing where none was typed."""
    code = code.strip()
    if not code:
        return None
    found = Area.objects.current()
    area = found.filter(stat_code=code).first() or found.filter(grid_code=code).first()
    if area is None:
        raise ValidationError("没有这个编码的区域。")
    return area


class SubscriptionForm(forms.Form):
    """Who is told of what, where."""

    register = NO_PERSON
    name = forms.CharField(label="名称", max_length=40, help_text="谁在收，例如：区城运平台。")
    url = forms.CharField(
        label="接收地址", max_length=300, help_text="以 https:// 开头；要先由运维人员加到允许外连的名单。"
    )
    area = forms.CharField(
        label="区域编码", max_length=17, required=False, help_text="只推这个区域和它下面的事；不填就是全部。"
    )
    matters = forms.CharField(
        label="事项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只推这些事项，写名称或编码，用顿号或换行隔开；不填就是全部。",
    )
    verbs = forms.MultipleChoiceField(
        label="哪些动作",
        required=False,
        choices=sorted(VERBS.items(), key=lambda pair: list(VERBS).index(pair[0])),
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选就是全部。",
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, subscription: Subscription | None = None, **kwargs: Any) -> None:
        self.subscription = subscription
        kwargs["initial"] = _first(subscription)
        super().__init__(*args, **kwargs)

    def clean_url(self) -> str:
        try:
            target(self.cleaned_data["url"])
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        return str(self.cleaned_data["url"])

    def clean_area(self) -> Area | None:
        return area_of(self.cleaned_data["area"])

    def clean_matters(self) -> list[str]:
        codes, text = queries.codes(), self.cleaned_data["matters"]
        for sign in "、，,；;\n\r\t":
            text = text.replace(sign, " ")
        words = text.split()
        unknown = [word for word in words if word not in codes]
        if unknown:
            raise ValidationError(f"没有这个事项：{'、'.join(unknown[:5])}。")
        return list(dict.fromkeys(codes[word] for word in words))

    def applied(self) -> Subscription:
        """The unsaved subscription with what was typed."""
        subscription = self.subscription or Subscription()
        for name in ("name", "url", "area", "matters", "verbs", "is_active"):
            setattr(subscription, name, self.cleaned_data[name])
        return subscription


def _first(subscription: Subscription | None) -> dict[str, Any]:
    if subscription is None:
        return {"is_active": True}
    area = subscription.area
    names = {code: name for name, code in queries.codes().items() if name != code}
    return {
        "name": subscription.name,
        "url": subscription.url,
        "area": (area.stat_code or area.grid_code) if area else "",
        "matters": "、".join(names.get(code, code) for code in subscription.matters),
        "verbs": subscription.verbs,
        "is_active": subscription.is_active,
    }
