"""Photos in a form, never lost: what was sent with a form that failed comes back with it as thumbnails.

    class ReportForm(PhotosMixin, forms.Form):
        photos = PhotosField(label="照片", required=False)

    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.hold_photos(by=by, at=now)          # always, valid or not
        if form.is_valid():
            cases.report(..., photos=form.cleaned_data["photos"], ...)
            # there: files.claim(photos.holder, photos.ids, owner=f"appeal:{appeal.pk}", by=by, at=at)

In the template `{{ form.photos }}` is the whole picker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from wangge.files import actions, links, pictures, queries, rules
from wangge.files.rules import Ready
from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused


@dataclass(slots=True)
class Sent:
    """What came with a form: its secret, the photos it holds, those taken out again, and new uploads."""

    holder: str = ""
    ids: list[UUID] = field(default_factory=list)
    dropped: list[UUID] = field(default_factory=list)
    uploads: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Chosen:
    """A form's photos. `ready` waits for `hold_photos`, which turns them into `ids`."""

    holder: str
    ids: list[UUID] = field(default_factory=list)
    dropped: list[UUID] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class PhotoPicker(forms.Widget):
    """A plain multiple file input with thumbnails; with script, photos.js uploads at once."""

    template_name = "files/photo_picker.html"
    needs_multipart_form = True

    def __init__(self, *, most: int, documents: bool) -> None:
        super().__init__()
        self.most, self.documents = most, documents
        self.chosen: Chosen | None = None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Sent:
        many = files if isinstance(files, MultiValueDict) else MultiValueDict()
        holder = str(data.get(f"{name}_holder", ""))
        return Sent(
            holder=holder if links.is_holder(holder) else "",
            ids=_uuids(data, f"{name}_held"),
            dropped=_uuids(data, f"{name}_drop"),
            uploads=list(many.getlist(name)),
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # photos already held would not count for the browser

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        chosen = self.chosen or Chosen(links.new_holder())
        held = queries.held(chosen.holder, chosen.ids)
        context |= {"holder": chosen.holder, "photos": queries.shown(held), "most": self.most}
        context |= {"word": "文件" if self.documents else "照片", "accept": _ACCEPT[self.documents]}
        return context


_ACCEPT = {False: "image/jpeg,image/png,image/webp", True: "image/jpeg,image/png,image/webp,application/pdf"}


def _uuids(data: Mapping[str, Any], name: str) -> list[UUID]:
    """The ids under a name; what is none is passed over, since nothing is held under it."""
    many = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
    found = []
    for text in many[: rules.MAX_HELD]:
        try:
            found.append(UUID(str(text)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


class PhotosField(forms.Field):
    """Up to nine photos (or PDF files too, with `documents`); the value is a `Chosen`."""

    widget: PhotoPicker

    def __init__(self, *, most: int = rules.MAX_PHOTOS, documents: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label", "照片")
        super().__init__(widget=PhotoPicker(most=most, documents=documents), **kwargs)
        self.most, self.documents = most, documents

    def clean(self, value: Any) -> Chosen:
        """Never raises: a bad file must not cost the good ones. `PhotosMixin` turns problems into errors."""
        sent: Sent = value if isinstance(value, Sent) else Sent()
        holder = sent.holder or links.new_holder()
        ids = [f.pk for f in queries.held(holder, sent.ids) if f.pk not in sent.dropped][: self.most]
        chosen = Chosen(holder, ids, sent.dropped)
        for upload in sent.uploads[: self.most]:
            try:
                chosen.ready.append(pictures.prepare(upload, documents=self.documents))
            except Refused as refusal:
                chosen.problems.append(refusal.message)
        room = self.most - len(ids)
        too_many = max(0, len(chosen.ready) - room) + max(0, len(sent.uploads) - self.most)
        if too_many:
            chosen.ready = chosen.ready[:room]
            chosen.problems.append(f"最多 {self.most} 张，多出的 {too_many} 张没有收下。")
        if self.required and not (chosen.ids or chosen.ready or chosen.problems):
            chosen.problems.append(f"请至少添加一张{'文件' if self.documents else '照片'}。")
        return chosen


class PhotosMixin(forms.Form):
    """Makes the photo fields of a form keep what was sent with it."""

    @property
    def photo_fields(self) -> dict[str, PhotosField]:
        return {name: f for name, f in self.fields.items() if isinstance(f, PhotosField)}

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        for name, photos in self.photo_fields.items():
            chosen = self.cleaned_data.get(name)
            if not isinstance(chosen, Chosen):
                continue
            photos.widget.chosen = chosen
            for problem in chosen.problems:
                self.add_error(name, ValidationError(problem))

    def hold_photos(self, *, by: Actor, at: datetime) -> None:
        """Keep for a day all good photos that came with the form, whether or not the form is valid."""
        _ = self.errors  # cleans
        for name, photos in self.photo_fields.items():
            chosen = photos.widget.chosen
            if chosen is None:
                continue
            for file_id in chosen.dropped:
                actions.let_go(chosen.holder, file_id, at=at)
            try:
                while chosen.ready:
                    file = actions.hold(chosen.ready[0], holder=chosen.holder, by=by, at=at)
                    chosen.ready.pop(0)
                    chosen.ids = list(dict.fromkeys([*chosen.ids, file.pk]))
            except Refused as refusal:
                self.add_error(name, ValidationError(refusal.message))


class HoldForm(forms.Form):
    """One photo sent ahead of its form by script."""

    register = "photo"
    holder = forms.CharField(max_length=80)
    file = forms.FileField(allow_empty_file=True, error_messages={"required": "没有收到照片，请重试。"})

    def clean_holder(self) -> str:
        holder = str(self.cleaned_data["holder"])
        if not links.is_holder(holder):
            raise ValidationError("这个页面打开太久了，请刷新后再添加照片。")
        return holder

    def clean_file(self) -> Ready:
        """PDF is taken too: whether it is welcome is decided by the form that claims it."""
        try:
            return pictures.prepare(self.cleaned_data["file"], documents=True)
        except Refused as refusal:
            raise ValidationError(refusal.message) from None


class DropForm(forms.Form):
    """A photo taken out of its form again."""

    holder = forms.CharField(max_length=80)
    id = forms.UUIDField()
