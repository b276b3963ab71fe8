"""Doors of outside orders and of connections: dispatchers bring in, the administrator sets up."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.doors import Door
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions as case_actions
from wangge.cases import queries as cases
from wangge.cases.models import Case, CasePhoto
from wangge.channels import painting
from wangge.channels.actions import following, hotline, layouts, public, troubles, webhooks
from wangge.channels.actions.hotline import Given
from wangge.channels.models import Delivery, PublicItem, Subscription, System, Trouble
from wangge.channels.rules import doors
from wangge.channels.rules.painting import Box
from wangge.files import actions as files
from wangge.files import pictures

CLERKS = ("dispatcher", "district")
NO_CLERKS = ("officer", "staff", "handler", "verifier", "sysadmin", "audit", "resident", "stranger")
NO_ADMINS = ("secadmin", "audit", "dispatcher", "districtleader", "officer", "stranger")
NOTHING: Mapping[str, Any] = {}
_SCENE = io.BytesIO()
Image.new("RGB", (40, 30), (90, 80, 90)).save(_SCENE, "JPEG")
_PICTURE = _SCENE.getvalue()
NO_AREA = "A register of the whole installation; what hangs on it is asked of the cases' own reach."


def system(town: Town) -> System:
    found = System.objects.filter(code="hotline").first()
    made = System(name="区热线", code="hotline", crs="wgs84")
    return found or hotline.save_system(made, by=town.sysadmin, at=MONDAY_9_00)


def of_system(town: Town) -> Mapping[str, Any]:
    return {"system_id": system(town).pk}


def no_system(town: Town) -> Mapping[str, Any]:
    return {"system_id": 999_999}


def order(town: Town, *, place: str = "柳荫一网格") -> Mapping[str, Any]:
    """One that may be the same as another, before the street's desk."""
    number = f"D-{place}-{System.objects.count()}"
    for n in (1, 2):
        given = Given(f"{number}-{n}", "路灯不亮，看不见路", place=place, category="FAC-03")
        made = hotline.take_in(system(town), given, by=town.dispatcher, at=MONDAY_9_00)
    return {"order_id": made.pk}


def far_order(town: Town) -> Mapping[str, Any]:
    return {"order_id": "00000000-0000-0000-0000-000000000001"}


def subscription(town: Town) -> Mapping[str, Any]:
    made = Subscription(name="区平台", url="https://hooks.example.cn/in")
    return {"subscription_id": webhooks.save_subscription(made, by=town.sysadmin, at=MONDAY_9_00).pk}


def dead(town: Town) -> Mapping[str, Any]:
    made = Delivery.objects.create(
        subscription_id=subscription(town)["subscription_id"],
        step_id="00000000-0000-0000-0000-000000000001",
        verb="close",
        number="12345678901",
        payload={"name": "结案", "case": {}},
        state="dead",
        created_at=MONDAY_9_00,
        moved_at=MONDAY_9_00,
    )
    return {"delivery_id": made.pk}


def trouble(town: Town) -> Mapping[str, Any]:
    troubles.note(doors.Door.WEBHOOK, "x", text="推不过去", todo="看看", at=MONDAY_9_00)
    return {"trouble_id": Trouble.objects.latest("pk").pk}


def nothing(town: Town) -> Mapping[str, Any]:
    return NOTHING


def opened(town: Town) -> None:
    for door in (doors.Door.OPEN311, doors.Door.FEED):
        troubles.open_door(door, is_open=True, by=town.sysadmin, at=MONDAY_9_00)


def anybody(**arguments: str) -> Any:
    """An open door, with these arguments."""

    def to(town: Town) -> Mapping[str, Any]:
        opened(town)
        return arguments

    return to


def item(town: Town, *, where: str = "grid") -> Mapping[str, Any]:
    """A public matter, accepted, and its public facts."""
    lon, lat = middle(where)
    spot = cases.spot(lon=lon, lat=lat)
    appeal = case_actions.report(
        text="路灯不亮", spot=spot, matter="FAC-03", by=town.dispatcher, at=MONDAY_9_00
    )
    who = town.dispatcher if where == "grid" else town.other_dispatcher
    following.refresh([case_actions.accept(appeal.case, by=who, at=MONDAY_9_00)], at=MONDAY_9_00)
    return {"case_id": appeal.case_id}


def far_item(town: Town) -> Mapping[str, Any]:
    return {"case_id": "00000000-0000-0000-0000-000000000001"}


def photo(town: Town) -> Mapping[str, Any]:
    """A photo of such an item, painted over and looked at."""
    found = item(town)
    upload = SimpleUploadedFile("1.jpg", _PICTURE, "image/jpeg")
    kept = files.hold(pictures.prepare(upload), holder="form-doors", by=town.dispatcher, at=MONDAY_9_00)
    case = Case.objects.get(pk=found["case_id"])
    file = files.claim("form-doors", [kept.pk], owner=f"case:{case.pk}", by=town.dispatcher, at=MONDAY_9_00)[
        0
    ]
    CasePhoto.objects.create(case=case, file=file, at=MONDAY_9_00)
    public_item = PublicItem.objects.get(pk=case.pk)
    copy = painting.painted(file, [Box(10, 10, 20, 20)])
    made = public.paint(public_item, file, copy, marks=1, by=town.dispatcher, at=MONDAY_9_00)
    public.confirm_photo(made, by=town.dispatcher, at=MONDAY_9_00)
    return {"case_id": case.pk, "file_id": file.pk}


def far_photo(town: Town) -> Mapping[str, Any]:
    """A photo of another case."""
    return {"case_id": item(town)["case_id"], "file_id": "00000000-0000-0000-0000-000000000001"}


def shown_photo(town: Town) -> Mapping[str, Any]:
    opened(town)
    given = photo(town)
    public_item = PublicItem.objects.get(pk=given["case_id"])
    public.release(public_item, sentence="路灯已经修好。", by=town.dispatcher, at=MONDAY_9_00)
    return {"photo_id": public_item.photos.get().pk, "size": "small"}


RELEASERS: dict[str, Any] = {
    "right": ("secretary", "dispatcher", "district"),
    "wrong": ("staff", "officer", "handler", "sysadmin", "audit", "stranger"),
}


def layout(town: Town, who: str = "dispatcher") -> Mapping[str, Any]:
    made = layouts.save_layout(
        "desk", name="周报", columns=[("number", "编号")], is_shared=False, by=town.hat(who), at=MONDAY_9_00
    )
    return {"layout_id": made.pk}


LISTS: dict[str, Any] = {
    "right": ("staff", "dispatcher", "secretary", "streetleader"),
    "wrong": ("resident", "sysadmin", "audit", "stranger"),
    "to": lambda town: {"table": "desk"},
    "elsewhere": lambda town: {"table": "persons"},
}
CLERK: dict[str, Any] = {"right": CLERKS, "wrong": NO_CLERKS, "why": NO_AREA}
ADMIN: dict[str, Any] = {"right": ("sysadmin",), "wrong": NO_ADMINS, "why": NO_AREA}

DOORS = [
    Door(name="channels:georeport", public=True),
    Door(name="channels:discovery", public=True, to=anybody(form="json")),
    Door(name="channels:services", public=True, to=anybody(form="xml")),
    Door(name="channels:service", public=True, to=anybody(form="json", code="FAC-03")),
    Door(name="channels:requests", public=True, to=anybody(form="json")),
    Door(
        name="channels:request",
        public=True,
        to=anybody(form="json", number="12345678901"),
        answers=frozenset({404}),
    ),
    Door(name="channels:feeds", public=True, to=anybody()),
    Door(name="channels:feed", public=True, to=anybody(code="990101001001", form="atom")),
    Door(name="channels:export_list", **LISTS),
    Door(name="channels:add_layout", **LISTS),
    Door(
        name="channels:drop_layout",
        right=("dispatcher",),
        wrong=("district", "staff", "officer", "stranger"),
        to=layout,
        elsewhere=lambda town: layout(town, "staff"),
        post=nothing,
    ),
    Door(name="channels:releases", **RELEASERS),
    Door(
        name="channels:release",
        **RELEASERS,
        hidden_from=("other_dispatcher",),
        to=item,
        elsewhere=far_item,
    ),
    Door(
        name="channels:unrelease",
        **RELEASERS,
        hidden_from=("other_dispatcher",),
        to=item,
        elsewhere=far_item,
        post=nothing,
    ),
    *(
        Door(
            name=f"channels:{name}",
            **RELEASERS,
            hidden_from=("other_dispatcher",),
            to=photo,
            elsewhere=far_photo,
            post=sent,
        )
        for name, sent in (("paint", None), ("look", None), ("drop_photo", nothing))
    ),
    Door(name="channels:open_list", public=True, to=anybody()),
    Door(name="channels:open_area", public=True, to=anybody(code="990101001001")),
    Door(name="channels:open_photo", public=True, to=shown_photo),
    Door(name="channels:outside", **CLERK, to=lambda town: of_system(town) and NOTHING),
    Door(name="channels:bring", **CLERK, to=of_system, elsewhere=no_system),
    Door(name="channels:replies", **CLERK, to=of_system, elsewhere=no_system),
    Door(name="channels:settle", **CLERK, to=of_system, elsewhere=no_system, post=nothing),
    Door(name="channels:push_again", **CLERK, to=of_system, elsewhere=no_system, post=nothing),
    Door(
        name="channels:join",
        **CLERK,
        to=order,
        elsewhere=far_order,
        post=nothing,
        answers=frozenset({302, 409}),
    ),
    Door(name="channels:set_apart", **CLERK, to=order, elsewhere=far_order, post=nothing),
    Door(name="channels:connections", **ADMIN),
    Door(name="channels:clear", **ADMIN, to=trouble, post=nothing),
    Door(
        name="channels:set_door",
        **ADMIN,
        to=lambda town: {"door": "open311"},
        elsewhere=lambda town: {"door": "hotline"},
        post=nothing,
    ),
    Door(name="channels:add_system", **ADMIN),
    Door(name="channels:system", **ADMIN, to=of_system, elsewhere=no_system),
    Door(name="channels:add_subscription", **ADMIN),
    Door(name="channels:subscription", **ADMIN, to=subscription),
    Door(name="channels:renew_secret", **ADMIN, to=subscription, post=nothing),
    Door(name="channels:end_subscription", **ADMIN, to=subscription),
    Door(name="channels:send_all_again", **ADMIN, to=subscription, post=nothing),
    Door(name="channels:send_again", **ADMIN, to=dead, post=nothing),
    Door(name="channels:drop", **ADMIN, to=dead, post=nothing),
]
