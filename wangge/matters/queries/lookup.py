"""One matter, model, number or route at a time."""

from collections.abc import Collection
from datetime import date

from wangge.grids.queries import unit_for
from wangge.matters.models import HandlingModelVersion, MatterVersion
from wangge.matters.queries import memory
from wangge.matters.rules import Catalogue, MatterEntry, ModelEntry, Number, Route, RouteRule, UnitRef
from wangge.matters.rules import route as choose
from wangge.worktime.rules import Limit


def catalogue() -> Catalogue:
    """Everything a case is measured by, at most two seconds old; a question to the database only then."""
    return memory.CATALOGUE.get()


def matter(code: str) -> MatterEntry:
    """A matter as it stands now; KeyError for a code nobody knows."""
    return catalogue().matters[code]


def model_for(matter_code: str) -> ModelEntry | None:
    """The handling model a matter follows, if there is one for it."""
    return catalogue().model_of.get(matter_code)


def matter_version(code: str, number: int) -> MatterEntry:
    """A matter as it was in one version: what a running case goes by."""
    now = catalogue().matters.get(code)
    if now is not None and now.version == number:
        return now
    data = MatterVersion.objects.get(matter_id=code, number=number).data
    return memory.entry_of(data, category_name=catalogue().categories[data["category"]])


def model_version(code: str, number: int) -> ModelEntry:
    """A handling model as it was in one version."""
    now = catalogue().models.get(code)
    if now is not None and now.version == number:
        return now
    return as_of_model(HandlingModelVersion.objects.get(model_id=code, number=number))


def as_of_model(version: HandlingModelVersion) -> ModelEntry:
    """The model a version row keeps, as a value."""
    return memory.entry_of_model(version.data)


def setting(key: str, *, on: date | None = None) -> Number:
    """A default number in force on a day (without a day: the newest); KeyError for a key nobody knows."""
    numbers = catalogue().numbers[key]
    return next((n for n in numbers if on is None or n.effective_from <= on), numbers[-1])


def limit(key: str, *, on: date | None = None) -> Limit:
    """A default number that is a span of time."""
    return setting(key, on=on).limit


def rules_for(entry: MatterEntry) -> tuple[RouteRule, ...]:
    """The active routing rules that speak of a matter or of its category."""
    routes = memory.ROUTES.get()
    return (*routes.get(entry.code, ()), *routes.get(entry.category, ()))


def nearest(department: str, path: str) -> UnitRef | None:
    """The unit of a department that serves an area or the nearest above it."""
    unit = unit_for(department, path)
    return memory.unit_ref(unit) if unit else None


def route_for(entry: MatterEntry, area_path: str, *, without: Collection[int] = ()) -> Route:
    """Who handles a matter in an area, and why; `without` names units that may get nothing of it."""
    departments = catalogue().departments
    return choose(entry, area_path, rules_for(entry), nearest, departments, without=without)
