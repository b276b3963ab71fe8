"""Everything the assistant says, in one place: short, plain, no exclamation, one question at a time; pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wangge.channels.rules.hearing import Answer, Danger, Progress
from wangge.kernel.words import masked_phone

NAME = "党小栖"
NO_PLACE = "地点说不清"


@dataclass(frozen=True, slots=True)
class Say:
    """One bubble: words, what goes with them, and what can be tapped instead of typed."""

    text: str
    kind: str = "say"
    #: (what is shown, what is sent)
    choices: tuple[tuple[str, str], ...] = ()
    #: Rows of a card: (what, value).
    rows: tuple[tuple[str, str], ...] = ()
    source: str = ""
    dated: str = ""
    owner: str = ""
    needs_local: bool = False
    call: tuple[str, ...] = ()
    link: str = ""
    entry: int = 0

    def data(self) -> dict[str, Any]:
        """What is kept of it: empty parts are left out."""
        return {name: value for name, value in asdict(self).items() if value and value != "say"}


_SKIP_PHOTO = ("没有照片", "没有照片")
_PERSON = ("转人工", "转人工")
_REPORT = ("我要报事", "我要报事")
_PROGRESS = ("查进度", "查进度")

HELLO = Say(
    f"您好，我是{NAME}。身边的事跟我说一声，我帮您登记、查进度；办事的问题也可以问我。",
    choices=(_REPORT, _PROGRESS, ("怎么办居住证", "居住证怎么办理")),
)
GREETED = Say("在的，您说。要报事就直接说：在哪里、出了什么事。", choices=(_REPORT, _PROGRESS))
WELCOME = Say("不客气。有事随时说。")
CHATTED = Say(
    "我只会帮您报事、查进度、答办事的问题。您有什么事要办吗？", choices=(_REPORT, _PROGRESS, _PERSON)
)
MISSED = Say(
    "我没听明白。您可以换个说法，比如“东门的路灯不亮了”或者“居住证怎么办”。",
    choices=(_REPORT, _PROGRESS, _PERSON),
)
WHAT = Say("您说，是什么事？一两句话就行。")
WHAT_AGAIN = Say("好，请重新说一下是什么事。")
WHAT_OF_PHOTO = Say("照片收到了。这是什么情况？在哪里？")
WHERE_AGAIN = Say("好，请说一下在哪里：小区、楼栋，或者路口。")
WHERE_STILL = Say("照片收到了。还差地点：在哪个小区、哪条路？")
WHERE_URGENT = Say(
    "电话打完以后，告诉我在哪里，我马上登记，请值班人员和社区一起帮忙。", choices=(("不用登记", "不报了"),)
)
PHOTO = Say("有照片吗？点左下角的相机发给我，没有也照样办。", choices=(_SKIP_PHOTO,))
PHOTO_NOW = Say("好，点左下角的相机，选一张发过来。", choices=(_SKIP_PHOTO,))
CONTACT = Say("要不要留个手机号？只用来核实这件事、告诉您结果，不留也照样办。", choices=(("不留", "不留"),))
PHONE_WRONG = Say("这个号码好像不对，请再看一下；也可以不留。", choices=(("不留", "不留"),))
WHAT_IS_WRONG = Say("哪里不对？", choices=(("改内容", "改内容"), ("改地点", "改地点"), ("不报了", "不报了")))
CANCELLED = Say("好的，这件事没有提交。刚才说的内容不会办理。", choices=(_REPORT,))
BACK = Say("好，还是我来。您说。", choices=(_REPORT, _PROGRESS))
NUMBER = Say("请发受理编号（11 位数字，回执上有）。", choices=(("编号找不到了", "编号忘了"),))
NUMBER_WRONG = Say(
    "没有认出编号。它是 11 位数字，比如 123 4567 8901。", choices=(("编号找不到了", "编号忘了"), _PERSON)
)
NUMBER_LOST = Say(
    "没有编号我没法核对是不是您本人。回执截图或者链接里有；都找不到的，可以把事情再说一遍，我重新登记。",
    choices=(_REPORT, _PERSON),
)
PROOF = Say("还要核对一下：当时留的手机号后四位，或者回执上的查询码。", choices=(("都没有", "忘了"),))
HANDED_ASKED = Say(
    "好，已经请社区的工作人员来接。刚才说的他都看得到，您不用再说一遍。\n上班时间一般几分钟内回；不在班上的，上班先看。",
    kind="person",
    choices=(("不等了，还是你来", "不等了"),),
)
HANDED_LOST = Say(
    "我还是没听懂，不耽误您：已经请社区的工作人员来接，刚才说的他都看得到。\n上班时间一般几分钟内回；不在班上的，上班先看。",
    kind="person",
    choices=(("不等了，还是你来", "不等了"),),
)
HANDED_WHERE = Say("您在哪个小区或者社区？说一声，能更快找对人。")
OFF_LIMITS = Say("我没法回答这个。")


def call(danger: Danger) -> Say:
    """The numbers, before anything else."""
    numbers = "、".join(danger.call)
    return Say(f"请马上打 {numbers}。{danger.text}\n已经提醒值班人员。", kind="call", call=danger.call)


def answered(answer: Answer) -> Say:
    """An answer, with where it comes from and of when."""
    return Say(
        answer.worded or answer.text,
        kind="answer",
        source=answer.source,
        dated=answer.dated,
        owner=answer.owner,
        needs_local=answer.needs_local,
        entry=answer.entry,
        choices=(("没答到点上，转人工", "转人工"),),
    )


def unknown(near: Sequence[str]) -> Say:
    """Not known, said so; what comes near may be tapped."""
    if near:
        return Say(
            "这个我没有把握，不能乱说。您是不是想问：",
            kind="unknown",
            choices=(*((question, question) for question in near), ("都不是，转人工", "转人工")),
        )
    return Say(
        "这个问题我还不知道，不能乱说。已经记下来，请工作人员补上；急的话可以转人工。",
        kind="unknown",
        choices=(_PERSON,),
    )


def where(matter: str) -> Say:
    """The one question about the place."""
    lead = f"听起来是“{matter}”。" if matter else "记下了。"
    return Say(f"{lead}在哪里？小区、楼栋，或者哪条路、哪个路口。", choices=(("说不清", "不知道"),))


def which(choices: Sequence[tuple[str, str]]) -> Say:
    """您说的是…？"""
    return Say(
        "您说的是哪一个？都不是的话，再说具体一点。", choices=tuple((label, label) for _, label in choices)
    )


def read_back(*, what: str, place: str, matter: str, photos: int, phone: str) -> Say:
    """All that will be handed in, before the yes; the yes is the consent."""
    rows = [("什么事", what), ("在哪里", place)]
    if matter:
        rows.append(("看起来是", matter))
    if photos:
        rows.append(("照片", f"{photos} 张"))
    rows.append(("联系", masked_phone(phone) if phone else "不留"))
    return Say(
        "我念一遍，您看对不对。点“是，提交”就表示同意为办理这件事使用这些内容。",
        kind="readback",
        rows=tuple(rows),
        choices=(("是，提交", "是，提交"), ("改内容", "改内容"), ("改地点", "改地点"), ("不报了", "不报了")),
    )


def opened(*, number: str, desk: str, area: str, link: str, urgent: bool) -> Say:
    """Handed in: the number to keep, who has it now."""
    lead = "已经登记，值班人员看得到。危险还在的话，请先打电话。" if urgent else "已经登记好了。"
    rows = (("受理编号", number), ("由谁受理", desk), ("地点", area or "工作人员会问您"))
    return Say(
        f"{lead}请保存编号，或者点开下面的回执截个图。以后对我说“查进度”就行。",
        kind="opened",
        rows=rows,
        link=link,
        choices=(_PROGRESS, ("再报一件", "我要报事")),
    )


def progress(found: Progress) -> Say:
    """How it stands."""
    rows = [("受理编号", found.number), ("什么事", found.title), ("办到哪里", found.status)]
    if found.due:
        rows.append(("办理时限", found.due))
    return Say("查到了：", kind="progress", rows=tuple(rows), link=found.link)


def several(n: int) -> Say:
    """One message, several troubles: each becomes a case of its own."""
    return Say(f"您说了 {n} 件事，我一件一件登记，先说第一件。")


def also(others: Sequence[str]) -> Say:
    """The first is handed in; the next is one tap away."""
    return Say(
        "您刚才还说了别的事，要接着登记吗？",
        choices=(*((f"登记：{words[:18]}", words) for words in others), ("不用了", "谢谢")),
    )


def what_at(place: str) -> Say:
    """A position came before the words."""
    return Say(f"位置收到了：{place}。这里出了什么事？")


def problem(text: str) -> Say:
    """Number and proof do not fit, or too many tries."""
    return Say(text, choices=(("再试一次", "查进度"), _PERSON))


def passed_on(place: str) -> Say:
    """The place was heard while waiting for a person."""
    return Say(f"好，已经转给{place}的工作人员。")


def taken_over(seat: str) -> Say:
    """Somebody has come."""
    return Say(f"{seat}的工作人员来了，您直接说。", kind="person")


def given_back() -> Say:
    """The assistant is back."""
    return Say("工作人员已经处理完，下面还是我来。还有别的事吗？", choices=(_REPORT, _PROGRESS))
