"""The catalogue and the routing rules as this process keeps them, and the token that tells of a change."""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from wangge.grids.queries import the_tree
from wangge.grids.queries.memory import Kept, Token
from wangge.matters.models import CatalogueToken, Category, HandlingModel, Matter, RoutingRule, Setting
from wangge.matters.rules import (
    Catalogue,
    DepartmentEntry,
    Level,
    MatterEntry,
    ModelEntry,
    Number,
    RouteRule,
    Track,
    UnitRef,
    Urgency,
    Visibility,
)
from wangge.matters.rules.entries import JSON, model_of
from wangge.people.models import Department, Unit
from wangge.worktime.rules import Limit, LimitUnit


class _OwnToken(Token):
    """A token kept in this room's own table."""

    def _read(self) -> str:
        stored = CatalogueToken.objects.filter(name=self.name)
        return stored.values_list("token", flat=True).first() or "none"


TOKEN = _OwnToken("catalogue")


def entry_of(data: JSON, *, category_name: str) -> MatterEntry:
    """A matter as a value, from its columns as a version row keeps them."""
    return MatterEntry(
        code=data["code"],
        slug=data["slug"],
        name=data["name"],
        category=data["category"],
        category_name=category_name,
        lead_dept=data["lead_dept"],
        assist_depts=tuple(data["assist_depts"]),
        level=Level(data["level"]),
        urgency=Urgency(data["urgency"]),
        limit=Limit(data["limit_value"], LimitUnit(data["limit_unit"])),
        track=Track(data["track"]),
        visibility=Visibility(data["visibility"]),
        evidence=tuple(data["evidence"]),
        phrases=tuple(data["phrases"]),
        version=data["version"],
        is_active=data["is_active"],
    )


#: The columns that make a version of a matter and of a handling model.
MATTER_COLUMNS = tuple(f.attname.removesuffix("_id") for f in Matter._meta.concrete_fields)
MODEL_COLUMNS = tuple(f.attname for f in HandlingModel._meta.concrete_fields)


def data_of_matter(matter: Matter) -> JSON:
    """All columns of a matter, foreign keys by their codes: what a version row keeps."""
    return {f.attname.removesuffix("_id"): getattr(matter, f.attname) for f in Matter._meta.concrete_fields}


def data_of_model(model: HandlingModel) -> JSON:
    """All columns of a handling model: what a version row keeps."""
    return {name: getattr(model, name) for name in MODEL_COLUMNS}


def entry_of_model(data: JSON) -> ModelEntry:
    """A handling model as a value, from its stored columns."""
    return model_of(data, version=data.get("version", 1), is_active=data.get("is_active", True))


def _load_catalogue(token: str) -> Catalogue:
    categories = dict(Category.objects.order_by("place", "code").values_list("code", "name"))
    matters = {
        m.code: entry_of(data_of_matter(m), category_name=categories[m.category_id])
        for m in Matter.objects.order_by("category__place", "code")
    }
    departments = {
        d.code: DepartmentEntry(d.code, d.name, d.is_emergency_service) for d in Department.objects.order_by()
    }
    models = {m.code: entry_of_model(data_of_model(m)) for m in HandlingModel.objects.order_by("code")}
    return Catalogue(
        token=token,
        matters=MappingProxyType(matters),
        categories=MappingProxyType(categories),
        departments=MappingProxyType(departments),
        models=MappingProxyType(models),
        numbers=MappingProxyType(_numbers()),
    )


def _numbers() -> dict[str, tuple[Number, ...]]:
    """Key to its numbers, the newest first."""
    found: dict[str, list[Number]] = defaultdict(list)
    for row in Setting.objects.order_by("key", "-effective_from"):
        number = Number(row.key, row.name, row.value, row.unit, row.mark, row.source_note, row.effective_from)
        found[row.key].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def _load_rules(token: str) -> Mapping[str, tuple[RouteRule, ...]]:
    """Matter code or category code to the rules that speak of it."""
    tree = the_tree()
    found: dict[str, list[RouteRule]] = defaultdict(list)
    stored = RoutingRule.objects.filter(is_active=True, lead_unit__is_active=True).order_by("pk")
    for row in stored.select_related("lead_unit").prefetch_related("assists__unit"):
        node = tree.get(row.area_id)
        assists = sorted((a for a in row.assists.all() if a.unit.is_active), key=lambda a: a.place)
        rule = RouteRule(
            id=row.pk,
            matter=row.matter_id or "",
            category=row.category_id or "",
            area_path=node.path if node else "",
            area_name=node.name if node else "",
            lead=unit_ref(row.lead_unit),
            assists=tuple(unit_ref(a.unit) for a in assists),
            note=row.note,
        )
        found[rule.matter or rule.category].append(rule)
    return MappingProxyType({key: tuple(rules) for key, rules in found.items()})


def unit_ref(unit: Unit) -> UnitRef:
    """A unit as routing knows it."""
    return UnitRef(unit.pk, unit.name, unit.department_id)


CATALOGUE = Kept(_load_catalogue, follows=TOKEN)
ROUTES = Kept(_load_rules, follows=TOKEN)
