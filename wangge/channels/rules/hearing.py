"""What a message asks of the assistant, besides its matter: yes, no, skip, a person, progress; pure."""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What somebody does by saying it; nothing of these leaves it to the words."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"
    GREET = "greet"
    THANKS = "thanks"
    PERSON = "person"
    PROGRESS = "progress"
    REPORT = "report"
    CANCEL = "cancel"
    CHANGE_WHAT = "change_what"
    CHANGE_WHERE = "change_where"
    BACK = "back"
    SAY = "say"


class Meaning(StrEnum):
    """What the words are about."""

    MATTER = "matter"
    QUESTION = "question"
    CHAT = "chat"
    THANKS = "thanks"
    UNCLEAR = "unclear"


_END = r"[呀啊吧呢了的哈哦噢~～。！!，,. ]*$"
#: Looked through in this order; the first that fits is it.
_ACTS: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(pattern))
    for act, pattern in (
        (
            Act.PERSON,
            r"转人工|人工(?:服务|客服)?" + _END + r"|真人|活人|找(?:个)?(?:工作人员|客服|人说)|跟人(?:说|聊)"
            r"|(?:叫|让|请)(?:个)?(?:人|工作人员)(?:来)?(?:跟我)?(?:说|接)|不(?:想|要)跟机器",
        ),
        (Act.BACK, r"^(?:回到小栖|不等了|不用人工|让小栖)"),
        (Act.CANCEL, r"^(?:不报了|取消|算了|不说了|重新来|退出|先不报)" + _END),
        (Act.CHANGE_WHERE, r"^(?:改地点|地点不对|地方不对|改地方|地址不对|改地址|位置不对)"),
        (Act.CHANGE_WHAT, r"^(?:改内容|内容不对|说错了|重新说|改一下内容)"),
        (
            Act.PROGRESS,
            r"查(?:一下|下)?进度|进度|办到哪|办得怎么样|处理得?怎么样|弄到哪|有(?:没有)?结果了"
            r"|什么时候(?:能)?(?:办|修|处理)好|^我(?:上次|之前|昨天|前几天)(?:报|反映|说)的",
        ),
        (
            Act.REPORT,
            r"^(?:我)?(?:想|要|要想)?(?:报事|报个事|反映(?:个)?(?:问题|情况|事)?|投诉|上报|报修)" + _END,
        ),
        (Act.THANKS, r"^.{0,12}(?:谢谢|感谢|多谢|辛苦了|点赞|给力).{0,18}$"),
        (
            Act.GREET,
            r"^(?:你好|您好|在吗|在不在|哈喽|hi|hello|嗨|早|早上好|上午好|下午好|晚上好|喂|有人吗)"
            r"[呀啊吗嘛，,！!？?。 ]*(?:小栖|党小栖)?" + _END,
        ),
        (
            Act.SKIP,
            r"^(?:没有(?:照片)?|跳过|不用|无|没(?:照片|拍)|不留|不方便|没拍照?|以后再说|暂时没有|不需要)"
            + _END,
        ),
        (
            Act.YES,
            r"^(?:是|对|好|好的|确认|提交|可以|行|嗯+|没错|对的|ok|yes|同意|是的|报|没问题|就这样|帮我报|登记)"
            r"(?:，.{0,12})?" + _END,
        ),
        (Act.NO, r"^(?:不|不是|不对|不要|错了|没有|别|no|先不)" + _END),
    )
)
_QUESTION = re.compile(
    r"怎么(?:办|弄|申请|交|报|取|查|开|领|算|处理|上|补|换|转|分|装|退|走|考)|咋(?:办|弄|个)|如何|哪里|哪儿|在哪|去哪|找谁|几点"
    r"|什么时候|啥时候|多少钱|多少|要什么|需要什么|要带|要不要|能不能|可不可以|可以.{0,12}[吗不]|能.{1,14}[吗不]|是不是|有没有|行不行"
    r"|违法吗|合法|算不算|什么条件|哪些|[吗么][？?]?$|[？?]$"
)
_NUMBER = re.compile(r"(?<!\d)(\d{3}[\s-]?\d{4}[\s-]?\d{4})(?!\d)")
_SECRET = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_TAIL = re.compile(r"^\D{0,8}(\d{4})\D{0,4}$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered with: never without its source and date."""

    entry: int
    question: str
    text: str
    source: str
    dated: str
    owner: str
    needs_local: bool = False
    #: The wording model's words, where it is on and stayed with the entry.
    worded: str = ""

    def __post_init__(self) -> None:
        if not (self.source.strip() and self.dated.strip() and self.text.strip()):
            raise ValueError("An answer has a source and a date.")


@dataclass(frozen=True, slots=True)
class Where:
    """What the words say about a place."""

    words: str = ""
    is_known: bool = False
    path: str = ""
    label: str = ""
    #: What it may be, to be asked: (key, label).
    choices: tuple[tuple[str, str], ...] = ()
    #: A position that was sent as one: longitude, latitude (WGS-84).
    point: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How something that was reported stands; `problem` where number and proof do not fit."""

    number: str = ""
    title: str = ""
    status: str = ""
    due: str = ""
    link: str = ""
    appeal: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """What to call at once."""

    code: str
    call: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it was understood: everything the conversation decides on."""

    text: str = ""
    act: Act = Act.SAY
    meaning: Meaning = Meaning.UNCLEAR
    matter: str = ""
    matter_name: str = ""
    is_confidential: bool = False
    danger: Danger | None = None
    answer: Answer | None = None
    near: tuple[str, ...] = ()
    where: Where = field(default_factory=Where)
    phone: str = ""
    number: str = ""
    proof: str = ""
    progress: Progress | None = None
    #: Other troubles of the same message, in its own words.
    others: tuple[str, ...] = ()
    #: Files held by the form: (holder, id).
    photos: tuple[tuple[str, str], ...] = ()


def act_of(text: str) -> Act:
    """What is done by saying this."""
    short = text.strip().lower()
    if not short or len(short) > 40:
        return Act.PERSON if re.search(r"转人工", short) else Act.SAY
    return next((act for act, pattern in _ACTS if pattern.search(short)), Act.SAY)


def is_question(text: str) -> bool:
    """Whether it is said like a question."""
    return bool(_QUESTION.search(text.strip()))


_HARM = re.compile(
    r"坏|不亮|漏|堵|吵|臭|脏|乱|没人管|投诉|反映|修|倒了|破|塌|占|偷|骗|冒|停水|停电|没水|没电|不走|困|掉|裂|满了|噪|烟|积水|咬|打我|欠"
)


def tells_of_harm(text: str) -> bool:
    """Whether something is wrong, or only asked about."""
    return bool(_HARM.search(text))


#: Whoever begins a second trouble says so; a full stop alone parts nothing.
_APART = re.compile(
    r"[，,。；;、\s]*(?:另外|还有(?:就是|一个|一件)?|再就是|顺便(?:说|问)?(?:一下)?|其次|第[二三]件?|[23][.、．)）])[，,、：:\s]*"
)


def pieces(text: str) -> tuple[str, ...]:
    """What a message says one after the other, where it tells of harm in more than one of them."""
    found = tuple(part.strip(" ，,。；;、：:") for part in _APART.split(text))
    harms = tuple(part for part in found if len(part) >= 4 and tells_of_harm(part))
    return harms if len(harms) > 1 else ()


def without(text: str, others: tuple[str, ...]) -> str:
    """The message without what becomes appeals of their own."""
    kept = (part for part in _APART.split(text) if part.strip(" ，,。；;、：:") not in others)
    return "，".join(part.strip() for part in kept if part.strip())


def number_in(text: str) -> str:
    """What may be a receipt's number: eleven digits, however they are parted."""
    found = _NUMBER.search(text)
    return "".join(c for c in found.group(1) if c.isdigit()) if found else ""


def proof_in(text: str) -> str:
    """A receipt's secret, or the last four digits of a phone."""
    secret = _SECRET.search(text.lower())
    if secret:
        return secret.group()
    tail = _TAIL.match(text.strip())
    return tail.group(1) if tail else ""
