"""What happens by itself: each month's agenda, what was not held, reminders of promises, the birthdays."""

from datetime import datetime, timedelta

from wangge.gatherings import actions as gatherings
from wangge.jobs import registry
from wangge.kernel.words import local_day
from wangge.life import actions


@registry.periodic("life.agenda", every=timedelta(days=1), after=timedelta(hours=1))
def make_agenda(*, at: datetime) -> None:
    """Every night, so that a plan adopted today and a month that begins are found alike."""
    actions.seed()
    gatherings.make_agenda(on=local_day(at))


@registry.periodic("life.tell", every=timedelta(days=1), after=timedelta(hours=8))
def tell(*, at: datetime) -> None:
    """In the morning: what was not held, and promises that are nearly due or over."""
    actions.flag_unheld(at=at)
    actions.remind_promises(at=at)


@registry.periodic("life.birthdays", every=timedelta(days=1), after=timedelta(hours=2))
def birthdays(*, at: datetime) -> None:
    """The list of the year; who joined the register meanwhile is added."""
    actions.list_birthdays(year=local_day(at).year, at=at)


@registry.periodic("life.deeds", every=timedelta(days=1), after=timedelta(hours=4))
def note_deeds(*, at: datetime) -> None:
    """Hazards that members found, good deeds that they promised: what somebody else verified."""
    actions.note_deeds(at=at)


@registry.periodic("life.retention", every=timedelta(days=1), after=timedelta(hours=3), is_atomic=False)
def retention(*, at: datetime) -> None:
    """Every night what was kept long enough goes; how much stands in the same report as the cases'."""
    while actions.apply_retention(at=at):
        pass
