"""A neighbours' group at WeCom, bound to the demo's own grid, with a day of what was told to it in there.

Its account has invented keys and is not connected to anything; everything else is as it is in service.
"""

import random
from datetime import datetime, timedelta

from wangge.channels import answering
from wangge.channels.actions import weixin_gates, weixin_groups, weixin_inbox
from wangge.channels.models import Gate, Group
from wangge.channels.rules.weixin import Kind, Message
from wangge.demo.stage import MINUTE, Cell, Stage
from wangge.grids.access import Acting, Role
from wangge.grids.models import Post

#: Hours ago, who of the neighbours, and what was said to the assistant; nothing else is seen.
_SAID: tuple[tuple[float, int, tuple[str, ...]], ...] = (
    (8.2, 1, ("{place}门口的路灯不亮了，晚上看不清路", "是，提交")),
    (7.4, 2, ("{place}垃圾桶满了，两天没人收", "是，提交")),
    (6.9, 3, ("居住证怎么办理",)),
    (6.1, 4, ("{place}楼道里堆着旧家具，过不去人", "是，提交")),
    (5.5, 2, ("查进度",)),
    (4.7, 5, ("社区几点上班", "谢谢")),
    (3.8, 6, ("{place}旁边的井盖松了，车子压过去哐当响", "是，提交")),
    (2.6, 7, ("{place}路灯也不亮，能不能一起修", "是，提交")),
    (1.4, 3, ("{place}消防通道停了两辆车", "是，提交")),
    (0.5, 8, ("晚上广场舞太吵了，{place}这边", "是，提交")),
)


def gather(stage: Stage) -> None:
    """The account, the group with its hosts, the day."""
    cell = stage.home or next((c for c in stage.cells if c.places), None)
    admin = next((h for (_, role), h in stage.cast.hats.items() if role == Role.SYSTEM_ADMIN), None)
    hosts = _hosts(stage, cell) if cell else []
    if cell is None or admin is None or not hosts:
        return
    since = stage.now - timedelta(days=21)
    gate = _gate(admin, at=since)
    desk = hosts[-1].acting()
    name = f"{cell.area.name}邻里群"
    group = weixin_groups.open_group(name=name, area=cell.area, hosts=hosts, by=desk, at=since)
    weixin_groups.bind(group.bind_code, gate=gate, chat="demo-chat", at=since + MINUTE)
    group.refresh_from_db()
    for number, (ago, who, said) in enumerate(_SAID):
        at = stage.now - timedelta(hours=ago)
        _play(gate, group, (number, who), said, cell, at=at)


def _gate(by: Acting, *, at: datetime) -> Gate:
    gate = Gate(
        name="邻里群机器人（演示）",
        kind="robot",
        code="demo-robot",
        token="an-invented-token",  # noqa: S106  (opens nothing)
        aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        api="https://qyapi.weixin.qq.com",
        site="https://wg.example.cn",
    )
    return weixin_gates.save_gate(gate, by=by, at=at)


def _hosts(stage: Stage, cell: Cell) -> list[Post]:
    """The grid's officer, then somebody of its community: the last opens the group."""
    wanted = [(cell.area.pk, Role.OFFICER), (cell.area.parent_id, Role.STAFF)]
    hats = [stage.cast.hats[key] for key in wanted if key in stage.cast.hats]
    ids = [hat.post_id for hat in hats if hat.post_id is not None]
    found = {
        post.pk: post for post in Post.objects.filter(pk__in=ids).select_related("person", "area", "unit")
    }
    return [found[pk] for pk in ids if pk in found]


def _play(
    gate: Gate, group: Group, who: tuple[int, int], said: tuple[str, ...], cell: Cell, *, at: datetime
) -> None:
    number, neighbour = who
    place = random.Random(number).choice(cell.places or (cell.area.name,))  # noqa: S311  (invention)
    for turn, text in enumerate(said):
        at += timedelta(seconds=35)
        message = Message(
            Kind.TEXT,
            key=f"demo-{number}-{turn}",
            sender=f"neighbour-{neighbour}",
            chat="demo-chat",
            text=text.format(place=place),
        )
        row, _ = weixin_inbox.take_in(gate, message, group=group, extra={}, at=at)
        weixin_inbox.hand_back(answering.answer(row, at=at))
