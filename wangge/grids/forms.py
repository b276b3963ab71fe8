"""Forms of areas, levels, boundaries and posts."""

import json
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from wangge.grids import queries
from wangge.grids.access import NOT_POSTS, UNIT_ROLES, Acting, Role
from wangge.grids.crs import Crs
from wangge.grids.models import AliasKind, Area, GridType, Level, Place, PlaceKind, Post
from wangge.grids.rules import boundaries, codes
from wangge.grids.rules.levels import TEMPLATES
from wangge.grids.rules.posts import ROLE_RANKS
from wangge.grids.rules.tree import Node
from wangge.kernel.refusal import Refused
from wangge.people.models import Person

MAX_BYTES = 20 * 1024 * 1024
_PERSONS_SHOWN = 30
_GRID_TYPES = [("", "不分类型"), *GridType.choices]


class AreaForm(forms.Form):
    """A new area below a standing one; which ranks are offered depends on its template."""

    register = "no_person"
    rank = forms.TypedChoiceField(label="层级", coerce=int)
    name = forms.CharField(label="名称", max_length=60)
    code = forms.CharField(
        label="编码", max_length=17, required=False, help_text="网格不填就取下一个空号；社区和街镇填区划代码"
    )
    grid_type = forms.ChoiceField(label="网格类型", choices=_GRID_TYPES, required=False)
    households = forms.IntegerField(label="户数", required=False, min_value=0, max_value=100_000)
    short_name = forms.CharField(label="简称", max_length=30, required=False)

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ladder = queries.ladders().get(node.template, {})
        ranks = [(rank, row.name) for rank, row in ladder.items() if rank > node.rank and row.is_on]
        self.fields["rank"] = forms.TypedChoiceField(label="层级", choices=ranks, coerce=int)


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be corrected on a standing area."""

    register = "no_person"

    class Meta:
        model = Area
        fields = ("name", "short_name", "grid_type", "households", "merged_grids")

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if node.rank < 3:
            for name in ("grid_type", "households", "merged_grids"):
                del self.fields[name]
        elif node.rank == 4:
            low, high = codes.numbers_of(node.row.grid_type)
            fitting = [c for c in _GRID_TYPES if codes.numbers_of(c[0]) == (low, high)]
            self.fields["grid_type"] = forms.ChoiceField(
                label="网格类型",
                choices=fitting,
                required=False,
                help_text="编码末三位定了大类，这里只列同一大类",
            )

    def changes(self) -> dict[str, Any]:
        """The fields that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class TemplateForm(forms.Form):
    """Which level template an area and all below it follow."""

    template = forms.ChoiceField(label="层级模板", choices=list(TEMPLATES.items()))


class LevelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of a level, and whether it is in use."""

    register = "no_person"

    class Meta:
        model = Level
        fields = ("name", "is_on")


class BoundaryForm(forms.Form):
    """A GeoJSON file and what it is made of."""

    file = forms.FileField(label="边界文件", help_text="GeoJSON（.geojson 或 .json），最大 20 MB")
    crs = forms.ChoiceField(
        label="坐标系",
        choices=Crs.choices,
        help_text="不知道时问提供文件的人：高德、腾讯多为 GCJ-02，测绘部门多为 CGCS2000",
    )
    match = forms.ChoiceField(
        label="按什么对上区域",
        choices=[("code", "编码（code、adcode、grid_code）"), ("name", "名称（name）")],
        widget=forms.RadioSelect,
        initial="code",
    )
    file_name = ""

    def clean_file(self) -> Any:
        """The document itself; what is in it is looked at in the preview."""
        given = self.cleaned_data["file"]
        if given.size and given.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请先简化边界或分成几个文件。")
        self.file_name = (given.name or "")[:120]
        try:
            content = json.loads(given.read().decode("utf-8-sig"))
            boundaries.features(content)
        except (ValueError, RecursionError):
            raise forms.ValidationError("这不是 GeoJSON 文件：内容读不出来。") from None
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None
        return content


#: The role that is appointed most often at a rank.
_USUAL = {1: Role.STREET_DISPATCHER, 3: Role.STAFF, 4: Role.OFFICER, 5: Role.OFFICER}


def _seat(post: Post) -> str:
    node = queries.area(post.area_id)
    return node.label if node else post.seat


class PlacesForm(forms.Form):
    """Filters of the list of places, and the box where a sentence is tried."""

    register = "no_person"
    q = forms.CharField(label="名称或地址", max_length=60, required=False)
    kind = forms.ChoiceField(label="所有类型", choices=[("", "所有类型"), *PlaceKind.choices], required=False)


class PlaceForm(forms.Form):
    """One place with a name or an address, from the estate to the stairwell; no flat, no household."""

    register = "no_person"
    kind = forms.ChoiceField(label="类型", choices=PlaceKind.choices)
    name = forms.CharField(label="名称", max_length=60)
    parent = forms.ModelChoiceField(label="属于", queryset=Place.objects.none(), required=False)
    number = forms.CharField(
        label="编号", max_length=10, required=False, help_text="楼栋或单元的号，如 12、A、东"
    )
    door = forms.CharField(
        label="门牌地址", max_length=80, required=False, help_text="如 荷风路88号、柳荫路1205弄"
    )
    households = forms.IntegerField(label="户数", required=False, min_value=0, max_value=5000)
    floors = forms.IntegerField(label="层数", required=False, min_value=0, max_value=200)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = Place.objects.current().below(path).filter(kind__in=[PlaceKind.ESTATE, PlaceKind.BUILDING])
        self.fields["parent"] = forms.ModelChoiceField(
            label="属于",
            queryset=holders.order_by("name"),
            required=False,
            empty_label="不属于小区或楼栋",
            help_text="楼栋属于小区，单元属于楼栋",
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("lon") is None or given.get("lat") is None) and not given.get("parent"):
            self.add_error(None, "请在地图上点一下这个地点的位置。")
        if given.get("kind") in (PlaceKind.BUILDING, PlaceKind.STAIRWELL) and not given.get("number"):
            self.add_error("number", "楼栋和单元要填编号，居民写“12栋3单元”才找得到。")
        return given


class DrawForm(forms.Form):
    """A boundary drawn on the map, and who gives way where it laps over."""

    register = "no_person"
    geometry = forms.JSONField(label="边界", widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000_000)
    fit = forms.ChoiceField(
        label="和相邻区域重叠时",
        choices=[
            ("", "不保存，告诉我哪里重叠"),
            ("drawn", "裁掉我画的重叠部分"),
            ("neighbours", "让相邻区域让出重叠部分"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class HotlineForm(forms.Form):
    """The office telephone on the notice board."""

    register = "no_person"
    hotline = forms.CharField(
        label="公示电话", max_length=20, required=False, help_text="社区或网格的办公电话，不写个人手机"
    )


class AliasForm(forms.Form):
    """Another name people have for a place."""

    register = "no_person"
    name = forms.CharField(label="别名", max_length=40)
    kind = forms.ChoiceField(label="类型", choices=AliasKind.choices, initial=AliasKind.NICKNAME)


class LendForm(forms.Form):
    """Whose post is lent to whom, from which day to which."""

    register = "staff"
    post = forms.ModelChoiceField(label="谁不在", queryset=Post.objects.none(), empty_label="请选择")
    to = forms.ModelChoiceField(label="谁代班", queryset=Person.objects.none(), empty_label="请选择")
    since = forms.DateField(label="从", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(
        label="到",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="含这一天，到期自动结束，最长 60 天",
    )

    def __init__(self, *args: Any, by: Acting, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = queries.lendable(by, at=at)
        self.fields["post"] = PostField(label="谁不在", queryset=posts, empty_label="请选择")
        people = Post.objects.held(at).exclude(role="resident")
        mine = people.filter(area__in=Area.objects.current().below(by.area_path)) if by.area_path else people
        self.fields["to"] = forms.ModelChoiceField(
            label="谁代班",
            queryset=Person.objects.filter(pk__in=mine.values("person")).order_by("name", "pk"),
            empty_label="请选择",
        )


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post by its holder, role and place."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}（{obj.get_role_display()}，{_seat(obj)}）"


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Persons of the same name are told apart by their user names and posts."""

    def label_from_instance(self, obj: Any) -> str:
        held = "、".join(f"{p.get_role_display()} {_seat(p)}" for p in getattr(obj, "posts_now", ())[:3])
        account = getattr(obj, "account", None)
        known = [account.username if account else "没有账号", held or "现在没有岗位"]
        return f"{obj.name}（{'，'.join(known)}）"


class AppointForm(forms.Form):
    """Who, as what, from when to when; persons are offered once somebody has looked for a name."""

    register = "staff"
    person = PersonField(label="人员", queryset=Person.objects.none(), widget=forms.RadioSelect)
    role = forms.ChoiceField(label="岗位")
    employment_type = forms.ChoiceField(
        label="用工性质", choices=[("", "不分"), ("full_time", "专职"), ("part_time", "兼职")], required=False
    )
    title = forms.CharField(label="职务说明", max_length=40, required=False)
    since = forms.DateField(label="任职起", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(
        label="任职止",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="挂职、代班填写；不填就是长期",
    )

    def __init__(self, *args: Any, area: Area, by: Acting, words: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.with_posts(_persons(by, words, is_sent=self.is_bound), at=at)
        self.fields["person"] = PersonField(label="人员", queryset=found, widget=forms.RadioSelect)
        offered = [r for r in Role if r not in NOT_POSTS | UNIT_ROLES and area.rank in ROLE_RANKS[r]]
        choices = [(role.value, role.label) for role in offered]
        usual = _USUAL.get(area.rank)
        self.fields["role"] = forms.ChoiceField(label="岗位", choices=choices, initial=usual)


def _persons(by: Acting, words: str, *, is_sent: bool) -> QuerySet[Person]:
    """Whom the hat reaches; on the page only those of the name that was looked for."""
    reached = queries.persons_within(by)
    if is_sent:
        return reached
    if not words.strip():
        return Person.objects.none()
    named = Person.objects.named(words).filter(pk__in=reached.values("pk"))
    return Person.objects.filter(pk__in=list(named.values_list("pk", flat=True)[:_PERSONS_SHOWN])).order_by(
        "name"
    )
