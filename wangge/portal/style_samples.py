"""Invented contents of the living style page; the pages of /style/ are drawn from these alone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.templatetags.static import static

from wangge import __version__

Row = dict[str, Any]


@dataclass(frozen=True)
class SamplePost:
    pk: int
    seat: str
    name: str

    def get_role_display(self) -> str:
        return self.name


POSTS = [SamplePost(1, "柳岸街道治理中心", "街道调度员"), SamplePost(2, "桂苑社区", "社区工作者")]


@dataclass(frozen=True)
class SampleUser:
    is_authenticated: bool = True


@dataclass(frozen=True)
class SampleHouse:
    """As `portal.context.House`, with a hat that nobody wears."""

    nav: list[Any]
    post: SamplePost
    posts: list[SamplePost] = field(default_factory=lambda: POSTS)
    unread: int = 8
    is_large: bool = False
    base: str = "portal/desk.html"
    is_demo: bool = True
    version: str = __version__
    find_url: str = "/style/"
    home_url: str = "/style/"
    page: str = "/style/"
    here: str = "/style/"


class SampleForm(forms.Form):
    """One field of every shape."""

    register = "no_person"
    place = forms.CharField(label="地点", max_length=200, help_text="小区、楼栋或路口，写得出门牌最好。")
    matter = forms.ChoiceField(
        label="事项",
        choices=[("", "请选择"), ("FIR-03", "消防车道与通道堵塞"), ("FAC-05", "井盖缺失破损")],
    )
    text = forms.CharField(label="说说发生了什么", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    phone = forms.CharField(label="手机号", required=False, help_text="只用来核实这件事、告诉您结果。")
    day = forms.DateField(label="复核日期", widget=forms.DateInput(attrs={"type": "date"}))
    outcome = forms.ChoiceField(
        label="办理结果",
        choices=[("solved", "已解决"), ("part", "部分解决"), ("none", "无法解决，已说明")],
        widget=forms.RadioSelect,
    )
    units = forms.MultipleChoiceField(
        label="协办单位",
        required=False,
        choices=[("a", "综合执法队"), ("b", "市政工程处")],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label="已当面说明办理结果", required=False)


class SampleFilters(forms.Form):
    category = forms.ChoiceField(
        label="全部类别", required=False, choices=[("", "全部类别"), ("a", "市容环卫")]
    )
    area = forms.ChoiceField(label="全部社区", required=False, choices=[("", "全部社区"), ("a", "桂苑社区")])
    unit = forms.ChoiceField(label="全部单位", required=False, choices=[("", "全部单位"), ("a", "区环卫所")])
    source = forms.ChoiceField(
        label="全部来源", required=False, choices=[("", "全部来源"), ("a", "居民上报")]
    )
    order = forms.ChoiceField(
        label="排序", required=False, choices=[("due", "先到期的在前"), ("new", "新来的在前")]
    )
    q = forms.CharField(label="找事项", required=False, widget=forms.SearchInput)


def rows(now: datetime) -> list[Row]:
    """The desk's inbox."""

    def row(minutes: float, name: str, place: str, area: str, **more: Any) -> Row:
        due = now + timedelta(minutes=minutes)
        tone = "is-overdue" if minutes < 0 else "is-soon" if minutes <= 120 else ""
        community, _, grid = area.partition("・")
        first: Row = {"due": due, "name": name, "place": place, "area": community, "grid": grid}
        usual: Row = {"state": "处置中", "tone": "blue", "source": "居民上报", "came": now, "row_tone": tone}
        return first | usual | more

    day = 24 * 60
    hotline, found = {"source": "12345 转办"}, {"source": "网格员发现"}
    check, send, take = (
        {"state": words, "tone": tone}
        for words, tone in (("待核查", "violet"), ("待派单", "amber"), ("待受理", "red"))
    )
    return [
        row(-65, "暴露垃圾", "沿河步道护栏外", "荷塘社区・第二网格", unit="区环卫所", **hotline),
        row(-20, "楼道堆物", "荷风里 6 栋", "桂苑社区・第三网格", unit="荷风里物业服务中心", **found),
        row(-6, "占道经营", "翠堤桥东侧人行道", "翠堤社区・第一网格", unit="柳岸街道综合执法队", twins=2),
        row(22, "停水与水压低", "永宁里 3 栋", "永宁社区・第四网格", unit="区供水公司", merged=3, assists=1),
        row(45, "治安与公共秩序", "保密事项，只显示大类", "柳岸街道", is_secret=True),
        row(
            74,
            "消防车道与通道堵塞",
            "锦绣里小区东门",
            "桂苑社区・第三网格",
            unit="锦绣里物业服务中心",
            twins=1,
        ),
        row(110, "井盖缺失破损", "柳荫路 41 号旁", "桂苑社区・第三网格", unit="区市政工程处", **check),
        row(115, "树木倒伏断枝", "荷风路 120 号上方", "荷塘社区・第一网格", guess="区园林所", **send),
        row(170, "公共厕所不洁或损坏", "湖畔公厕停水", "翠堤社区・第二网格", unit="区环卫所", **found),
        row(3 * day, "飞线充电", "荷风里 2 栋", "桂苑社区・第三网格", unit="桂苑社区居委会", not_taken=True),
        row(4 * day, "小区保洁不到位", "松月苑 3 栋", "书香社区・第一网格", guess="松月苑物业", **take),
        row(9 * day, "路灯故障", "永宁巷北口", "永宁社区・第一网格", unit="区市政工程处", **found),
    ]


TABS = [
    {"label": "全部在办", "url": "#a", "count": 46, "is_on": True},
    {"label": "待受理", "url": "#b", "count": 8},
    {"label": "待派单", "url": "#c", "count": 3},
    {"label": "处置中", "url": "#d", "count": 24},
    {"label": "待核查", "url": "#e", "count": 7},
    {"label": "待补充", "url": "#f", "count": 2},
    {"label": "已挂起", "url": "#g", "count": 2},
]
COUNTS = [
    {"label": "今日来件", "figure": 21, "hint": "居民上报 11　网格员发现 6　12345 转办 4", "wide": True},
    {"label": "已超期", "figure": 3, "hint": "最久 1 小时 05 分", "tone": "red", "url": "#late"},
    {"label": "2 小时内到期", "figure": 5, "hint": "最近 14:42", "tone": "amber", "url": "#soon"},
    {"label": "疑似重复", "figure": 6, "hint": "待您确认", "url": "#twins"},
]
STEPS = [
    {"label": "来件", "when": "13:26", "state": "done"},
    {"label": "受理", "when": "13:34", "state": "done"},
    {"label": "派单", "when": "13:36", "state": "done"},
    {"label": "处置", "when": "进行中", "state": "now"},
    {"label": "核查", "when": "", "state": "todo"},
    {"label": "办结回访", "when": "", "state": "todo"},
]
ORDERS = [
    {
        "is_lead": True,
        "unit": "锦绣里物业服务中心",
        "state": "处置中",
        "tone": "blue",
        "task": "挪走小区内车道上的 2 辆车，恢复通行",
        "clock": "剩 1 小时 14 分",
        "clock_tone": "amber",
        "due_words": "15:34 到期",
        "share": 38,
        "sent_words": "13:36 派出，13:41 接单",
        "limit_words": "紧急事项 2 小时",
    },
    {
        "unit": "柳岸街道综合执法队",
        "state": "已提交",
        "tone": "green",
        "task": "处理东门外路边 1 辆违停车",
        "clock": "用时 36 分钟",
        "clock_tone": "green",
        "due_words": "15:10 到期，14:12 提交",
        "share": 40,
        "sent_words": "13:36 派出，13:44 接单",
        "limit_words": "主办时限的 80%",
    },
]
TIMELINE = [
    {
        "title": "协办提交",
        "when": "14:12",
        "who": "柳岸街道综合执法队",
        "tone": "red",
        "said": "东门外路边的车已经挪走，小区里的两辆，物业正在联系车主。",
        "said_to": 2,
    },
    {
        "title": "办理记录",
        "when": "14:05",
        "who": "锦绣里物业服务中心",
        "note": "一位车主在外，答应 15 点前回来挪车；另一位暂未接通，继续联系。",
    },
    {"title": "到场拍照", "when": "13:52", "who": "桂苑社区第三网格"},
    {
        "title": "主办接单",
        "when": "13:41",
        "who": "锦绣里物业服务中心",
        "said": "物业已接单，正在联系车主挪车。",
        "said_to": 2,
    },
    {"title": "派单：主办 1，协办 1", "when": "13:36", "who": "桂苑社区治理中心"},
    {"title": "居民上报", "when": "13:26", "who": "按来件的话推荐：消防车道与通道堵塞"},
]
PUBLIC_TIMELINE = [
    {
        "title": "已办结，等您确认",
        "when": "今天 15:24",
        "who": "桂苑社区治理中心",
        "text": "社区到现场看过：车道畅通，消防车可以进出。之后四周，每周再查一次。",
        "tone": "green",
        "now": True,
    },
    {
        "title": "小区内两辆车已挪走",
        "when": "今天 15:06",
        "who": "锦绣里物业服务中心",
        "text": "物业摆好了禁停锥桶，12 月 1 日前补划标线。",
    },
    {"title": "物业已接单，正在联系车主", "when": "今天 13:41", "who": "锦绣里物业服务中心"},
    {"title": "收到您的来件", "when": "今天 13:26"},
]
CHECKS = [
    {"text": "30 分钟内到场拍照，由物业电话联系车主，不公开车牌", "is_done": True, "end": "13:52　第三网格"},
    {"text": "路边违停由综合执法队处理", "is_done": True, "end": "14:12　综合执法队"},
    {"text": "小区内车辆挪走，车道净宽不少于 4 米", "is_now": True, "end": "15:34 前　物业"},
    {"text": "补划标线，设禁停标志", "end": "12-01 前　物业"},
]
PAIRS = [
    ("地点", "荷风路 88 号东门"),
    ("联系方式", "留了手机号"),
    ("首次联系", "13:40 已联系（时限 15:34）"),
    ("备注", ""),
]
WHY = [
    "消防车道堵塞属于紧急事项，时限 2 小时，晚上和休息日也照算。",
    "从受理的 13:34 起，到 15:34 止，中间没有暂停和延期。",
]


def photos() -> list[Row]:
    before, after = static("portal/style/before.svg"), static("portal/style/after.svg")
    return [
        {"url": before, "label": "前 13:25", "alt": "车道上停着一辆车", "about": "小区内车道"},
        {"url": after, "label": "后 14:10", "is_after": True, "alt": "车道已经空出", "about": "物业已办"},
    ]


def tasks(now: datetime) -> list[Row]:
    """An officer's home."""

    def due(minutes: int) -> datetime:
        return now + timedelta(minutes=minutes)

    go = {"label": "继续办理", "url": "#go", "primary": True}
    return [
        {
            "title": "楼道堆物・荷风里 6 栋",
            "due": due(-20),
            "state": "处置中",
            "tone": "blue",
            "facts": ["网格员发现", "主办 荷风里物业", "我跟进"],
            "actions": [{"label": "写明原因", "url": "#why"}, go],
        },
        {
            "title": "飞线充电・荷风里 2 栋",
            "due": due(26),
            "deed": "前接单",
            "state": "待接单",
            "tone": "red",
            "facts": ["居民上报 14:08", "主办 桂苑社区居委会"],
            "actions": [
                {"label": "看位置", "url": "#map", "icon": "map-pin"},
                {"label": "接单", "url": "#take", "primary": True},
            ],
        },
        {
            "title": "约定走访 1 户",
            "when": "今天 15:00",
            "icon": "calendar-heart",
            "facts": ["对方约的时间", "到点后可查看门牌"],
        },
        {
            "title": "消防车道堵塞・锦绣里东门",
            "due": due(74),
            "icon": "flame",
            "state": "处置中",
            "tone": "blue",
            "facts": ["主办 锦绣里物业", "协办 综合执法队已反馈"],
        },
        {
            "title": "井盖松动・柳荫路 41 号旁",
            "due": due(110),
            "deed": "前核查",
            "state": "待核查",
            "tone": "amber",
            "facts": ["12345 转办", "区市政工程处已交办结照片"],
        },
        {
            "title": "路灯不亮・锦绣路",
            "due": due(190),
            "deed": "前回访",
            "icon": "phone",
            "state": "待回访",
            "facts": ["昨天 16:05 修好", "问一句：亮了吗"],
        },
    ]


OFFICER_COUNTS = [
    {"label": "待接单", "figure": 2, "tone": "red", "url": "#a"},
    {"label": "处置中", "figure": 3, "url": "#b"},
    {"label": "待核查", "figure": 1, "url": "#c"},
    {"label": "待回访", "figure": 1, "url": "#d"},
]
