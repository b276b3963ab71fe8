"""What is sent to the assistant, and what somebody of the desk answers."""

import re
from typing import Any

from django import forms

from wangge.files.forms import PhotosField, PhotosMixin

_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


class ChatForm(PhotosMixin, forms.Form):
    """One message: words, a tap, photos."""

    register = "chat"
    text = forms.CharField(
        max_length=2000,
        required=False,
        error_messages={"max_length": "一次最多 2000 个字，请分几次说。"},
    )
    #: What was tapped instead of typed.
    tap = forms.CharField(max_length=200, required=False)
    photos = PhotosField(label="照片", required=False)
    #: Of the page: the same message sent twice is one.
    client_id = forms.CharField(max_length=40, required=False)
    key = forms.CharField(max_length=40, required=False)

    def clean_client_id(self) -> str:
        given = str(self.cleaned_data["client_id"])
        return given if _ID.fullmatch(given) else ""

    def clean_key(self) -> str:
        given = str(self.cleaned_data["key"])
        return given if _ID.fullmatch(given) else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = given.get("photos")
        has_photos = bool(chosen and (chosen.ids or chosen.ready))
        given["text"] = str(given.get("tap") or given.get("text") or "").strip()
        if not given["text"] and not has_photos and not self.errors:
            raise forms.ValidationError("请说一句话，或者发一张照片。")
        return given


class ReplyForm(forms.Form):
    """What the person who holds a talk says."""

    register = "chat"
    text = forms.CharField(
        label="对居民说",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写一写要说的话。", "max_length": "最多 1000 个字。"},
    )
    client_id = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
