"""A live-looking day of talks with 党小栖: appeals, questions, one emergency, one who waits for a person.

Everything goes through the same understanding and the same actions as the chat page.
"""

import random
from datetime import date, datetime, timedelta

from wangge.channels.actions import knowledge, talks
from wangge.channels.models import Talk
from wangge.channels.queries import hearing
from wangge.channels.rules.standing import Draft
from wangge.demo.stage import Cell, Stage
from wangge.grids import access
from wangge.grids.access import Acting, Role
from wangge.kernel.words import SHANGHAI

#: Hours ago, and what is said; `{place}` is a place of the grid.
_TALKS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (7.5, ("你好", "{place}门口的路灯不亮了，晚上回家看不清", "没有照片", "不留", "是，提交")),
    (7.1, ("居住证怎么办理", "谢谢")),
    (6.6, ("{place}垃圾桶满了两天没人收，臭得很", "没有照片", "不留", "是，提交", "谢谢你")),
    (6.2, ("身份证丢了去哪里补", "好的谢谢")),
    (5.9, ("加装电梯一楼不同意怎么办", "转人工", "我家六楼，老人下不了楼")),
    (5.4, ("楼道里有人给电瓶车充电，飞线拉得到处都是", "{place}", "没有照片", "不留", "是，提交")),
    (4.8, ("游泳池门票多少钱",)),
    (
        4.5,
        ("{place}井盖松了，车子压过去哐当响", "没有照片", "不留", "改地点", "{place}", "是，提交", "查进度"),
    ),
    (4.0, ("高龄津贴怎么申请", "多少岁可以领")),
    (3.6, ("物业费太高可以不交吗",)),
    (3.1, ("着火了，{place}三楼冒黑烟", "不报了")),
    (2.7, ("小区能不能装个直饮水机",)),
    (2.2, ("{place}消防通道停了两辆车，一直没人挪", "没有照片", "不留", "是，提交")),
    (1.6, ("社区几点上班", "谢谢")),
    (1.2, ("医保怎么交", "手机不会弄", "转人工")),
    (0.7, ("游泳池门票多少钱",)),
    (0.4, ("{place}晚上广场舞太吵了，孩子没法写作业",)),
    (0.2, ("装修几点可以施工",)),
)


def chat(stage: Stage) -> None:
    """The knowledge base and a day of talks over the grids, the demo's own grid first among them."""
    knowledge.seed(at=stage.now - timedelta(days=19))
    _localise(stage)
    rng = random.Random(len(stage.cells))  # noqa: S311  (invention, not secrecy)
    named = [cell for cell in stage.cells if cell.places]
    home = stage.home is not None and bool(stage.home.places)
    for number, (ago, said) in enumerate(_TALKS):
        cell = stage.home if home and number % 3 == 0 else (rng.choice(named) if named else None)
        if cell is not None:
            _play(number, said, cell, rng, at=stage.now - timedelta(hours=ago))


def _play(number: int, said: tuple[str, ...], cell: Cell, rng: random.Random, *, at: datetime) -> Talk:
    talk = talks.begin(key=f"demo-page-{number:04}", door="web", area_path=cell.area.path, at=at)
    place = rng.choice(cell.places)
    for turn, text in enumerate(said):
        at += timedelta(seconds=rng.randint(12, 50))
        talk.refresh_from_db()
        heard = hearing.hear(
            text.format(place=place),
            stage=talk.stage,
            draft=Draft.of(talk.notes),
            on=at.astimezone(SHANGHAI).date(),
        )
        talks.say(talk, heard, client_id=f"demo-{turn:04}", by=access.door("chat"), at=at)
    return talk


def _localise(stage: Stage) -> None:
    """One entry that the demo's district has made its own, so that editors see both kinds."""
    by = next((hat for (_, role), hat in stage.cast.hats.items() if role == Role.DISTRICT_DISPATCHER), None)
    if by is not None:
        knowledge.add(_entry(by), by=by, at=stage.now - timedelta(days=3))


def _entry(by: Acting) -> knowledge.Draft:
    return knowledge.Draft(
        question="社区图书角能借书吗",
        variants="图书角几点开门\n借书要押金吗\n社区看书的地方在哪",
        answer="能。每个社区服务站一楼都有图书角，每天 9 时到 20 时开，登记就能借，不收押金。",
        topic="community",
        source="区社区图书角公约（虚构）",
        dated=date(2026, 10, 12),
        valid_from=date(2026, 1, 1),
        owner=by.seat,
    )
