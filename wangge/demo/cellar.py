"""Two findings from a cellar without signal, which the demo's officer sent when he came up again.

They go through the same door as a phone's: photos first, then the act in its envelope.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction

from wangge.cases.api import phone
from wangge.cases.forms.officer import form_mark
from wangge.demo.stage import Stage
from wangge.files.models import StoredFile
from wangge.grids.access import Role
from wangge.kernel.refusal import Refused

_FOUND: tuple[dict[str, Any], ...] = (
    {
        "text": "地下车库二层过道的灯灭了两盏，下面没有信号，先记下来",
        "place": "地下车库二层",
        "how": "done",
        "other": "FAC-03",
        "said": "两盏都是接头松了，已经拧紧，都亮了。",
    },
    {
        "text": "地下室水泵房门口积水，水在慢慢涨，泵没有响",
        "place": "地下室水泵房",
        "how": "on",
        "reason": "no_means",
        "note": "要抽水和检修水泵，网格没有设备。",
    },
)


def surface(stage: Stage) -> None:
    """Written two hours ago, sent one hour ago, each once."""
    by = stage.cast.hats.get((stage.home.area.pk, Role.OFFICER)) if stage.home else None
    if stage.home is None or by is None:
        return
    written, at = stage.now - timedelta(hours=2), stage.now - timedelta(hours=1)
    for number, found in enumerate(_FOUND):
        body = {"client_request_id": f"ph-demo-cellar-{number}", "area": stage.home.area.pk, **found}
        names = ("before", "photos") if found["how"] == "done" else ("before",)
        try:
            with transaction.atomic():
                held = {name: [_pair(stage.photo(by, at, is_after=name == "photos"))] for name in names}
                sent = phone.Sent(body, held, form_mark(), written, by.post_id or 0)
                phone.take_report(sent, by, at=at + timedelta(minutes=number))
        except Refused as problem:
            stage.broken.append(f"cellar {number}: {problem.message}")


def _pair(photo: StoredFile) -> tuple[str, Any]:
    return photo.holder, photo.pk
