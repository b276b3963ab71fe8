"""Deeds of the members who work in the grids: micro-tasks done for an officer, and what their cases show."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Post
from wangge.kernel.words import SHANGHAI
from wangge.life import actions as life
from wangge.party import actions
from wangge.party.models import Member, PartyOrgArea
from wangge.party.rules.orgs import BindingKind
from wangge.party.rules.serving import Duty, TaskKind

if TYPE_CHECKING:
    from wangge.demo.party import Scene

#: Grids that ask their members for something, and how often.
GRIDS = {"small": 6, "district": 80, "city": 80}
_ASKED = (
    ("陪社区看一遍消防通道", "周五下午，一小时。", Duty.SUPERVISE, "看了六个单元，两处堆物当场挪走了。"),
    ("教几位老人用手机挂号", "周六上午，党群之家。", Duty.SERVE, "来了五位，都会挂号了。"),
    ("给议事会写一条停车建议", "一两句就行。", Duty.ADVISE, "写了，建议晚上错时停到学校操场。"),
)
_JOINED = timedelta(days=300)


def earn(scene: "Scene", size: str) -> None:
    """Members who sign in join the points, do what a grid asks, and have what cases show of them noted."""
    hats = _hats()
    for number, hat in enumerate(hats.values()):
        if number % 4:
            actions.join_points(is_in=True, by=hat, at=scene.now - _JOINED)
    for number, (grid, asking, doing) in enumerate(_pairs(hats, GRIDS[size])):
        for turn in range(2):
            _asked(scene, grid, asking, doing, number=number, turn=turn)
    for days in (56, 42, 28, 14, 0):
        life.note_deeds(at=scene.now - timedelta(days=days))


def _hats() -> dict[int, Acting]:
    """Person -> the hat of a member, of those who can sign in."""
    held = Post.objects.filter(role__in=(Role.PARTY_MEMBER, Role.BRANCH_SECRETARY)).order_by("pk")
    members = Member.objects.enrolled().filter(person__isnull=False).values("person")
    posts = held.filter(person__in=members).select_related("person", "area", "unit")
    return {post.person_id: post.acting() for post in posts}


def _pairs(hats: Mapping[int, Acting], most: int) -> Iterator[tuple[Area, Acting, Acting]]:
    """Grids with an officer who asks and a member of the grid's branch who is somebody else."""
    bound = PartyOrgArea.objects.current().filter(kind=BindingKind.OWN).select_related("area")
    of_branch: dict[int, list[int]] = {}
    for org, person in Member.objects.filter(person__in=hats).order_by("pk").values_list("org", "person"):
        of_branch.setdefault(org, []).append(person)
    officers = Post.objects.filter(role=Role.OFFICER).select_related("person", "area", "unit").order_by("pk")
    asks = {post.area_id: post.acting() for post in officers.reverse()}
    for one in bound.order_by("pk"):
        asking = asks.get(one.area_id)
        able = [person for person in of_branch.get(one.org_id, ()) if asking and person != asking.person_id]
        if asking is None or not able:
            continue
        yield one.area, asking, hats[able[0]]
        most -= 1
        if not most:
            return


def _asked(scene: "Scene", grid: Area, asking: Acting, doing: Acting, *, number: int, turn: int) -> None:
    """One micro-task from the asking to the thanks."""
    title, words, duty, result = _ASKED[(number + turn) % len(_ASKED)]
    at = scene.now - timedelta(days=20 + 110 * turn + number % 60)
    due = at.astimezone(SHANGHAI).date() + timedelta(days=9)
    task = actions.publish_task(
        grid, title=title, words_=words, due_on=due, kind=TaskKind.TASK, duty=duty, by=asking, at=at
    )
    actions.claim_task(task, by=doing, at=at + timedelta(hours=6))
    actions.finish_task(task, result=result, by=doing, at=at + timedelta(days=3))
    actions.confirm_task(task, answer="谢谢！", by=asking, at=at + timedelta(days=4))
