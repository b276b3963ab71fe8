"""Gone and looked: what was seen, with photos."""

from wangge.cases.forms.deeds import Words
from wangge.files.forms import PhotosField, PhotosMixin


class Visit(PhotosMixin, Words):
    photos = PhotosField(label="现场照片", required=False)
    first = ("photos",)
    without = ("said",)

    def prepare(self) -> None:
        self.fields["note"].required = True
        self.fields["note"].label = "现场看到的情况"
