"""A residents' team proposes a small project, gets a yes, budget and help, reports, is appraised."""

from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit, out_of_reach
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day, words
from wangge.people.models import Unit
from wangge.promises import rules
from wangge.promises.actions._common import note
from wangge.promises.actions.promises import Given, make
from wangge.promises.models import Project, Promise
from wangge.promises.rules import PROJECT_FLOW, Origin


@transaction.atomic
def propose_project(
    unit: Unit | None,
    area: Area,
    *,
    team: str,
    title: str,
    words_: str,
    spot: str = "",
    budget_asked: int = 0,
    by: Acting,
    at: datetime,
) -> Project:
    """Write down what a team wants to do; anybody of the grid writes it down for them."""
    need_unit(by, unit, area, Permit.PROJECT_EDIT)
    made = Project(
        unit=unit,
        area=area,
        area_path=area.path,
        team=words(team, field="team", most=40, name="自治队伍", may_be_empty=False),
        title=words(title, field="title", most=60, name="项目", may_be_empty=False),
        words=words(words_, field="words", most=500, name="想做什么", may_be_empty=False),
        spot=words(spot, field="spot", most=60, name="在哪里", may_be_empty=True),
        budget_asked=budget_asked,
        proposed_at=at,
    )
    made.save(force_insert=True)
    note(by, "propose_project", f"project:{made.pk}", made.title, at)
    return made


def _take(project: Project, verb: str, *, by: Acting) -> Project:
    permit = Permit(PROJECT_FLOW.permits(verb)[0])
    mine = Project.objects.open_to(by, permit).select_for_update(of=("self",)).select_related("area", "unit")
    fresh = mine.filter(pk=project.pk).first()
    if fresh is None:
        raise out_of_reach()
    fresh.state = PROJECT_FLOW.step(fresh.state, verb)
    return fresh


@transaction.atomic
def agree_project(
    project: Project,
    *,
    unit: Unit,
    due_on: date,
    budget_given: int = 0,
    help_: str = "",
    by: Acting,
    at: datetime,
) -> Project:
    """Yes, with so much money and this help, until a day: from now on it is a public promise."""
    fresh = _take(project, "agree", by=by)
    given = Given(
        title=fresh.title,
        keeper=fresh.team,
        due_on=due_on,
        origin=Origin.PROJECT,
        origin_ref=f"project:{fresh.pk}",
        public_words=fresh.title,
    )
    fresh.promise = make(unit, fresh.area, given, by=by, at=at)
    fresh.unit, fresh.budget_given, fresh.decided_at = unit, budget_given, at
    fresh.help = words(help_, field="help", most=200, name="给的帮助", may_be_empty=True)
    fresh.save(update_fields=["state", "promise", "unit", "budget_given", "help", "decided_at"])
    note(by, "agree_project", f"project:{fresh.pk}", f"{budget_given} 元", at)
    return fresh


@transaction.atomic
def decline_project(project: Project, *, answer: str, by: Acting, at: datetime) -> Project:
    """Not now, and why."""
    fresh = _take(project, "decline", by=by)
    fresh.answer = words(answer, field="answer", most=200, name="原因", may_be_empty=False)
    fresh.decided_at = at
    fresh.save(update_fields=["state", "answer", "decided_at"])
    note(by, "decline_project", f"project:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def report_project(project: Project, *, report: str, spent: int, by: Acting, at: datetime) -> Project:
    """The team reports what came of it and what it cost; its promise is proved by it."""
    fresh = _take(project, "report", by=by)
    if fresh.budget_given is not None and spent > fresh.budget_given:
        raise Refused(f"用了 {spent} 元，多于给的 {fresh.budget_given} 元，请先说明。", field="spent")
    fresh.report = words(report, field="report", most=500, name="完成情况", may_be_empty=False)
    fresh.spent = spent
    fresh.save(update_fields=["state", "report", "spent"])
    Promise.objects.filter(project=fresh, state=rules.State.DOING).update(
        state=rules.State.PROVED,
        proof=fresh.report[:300],
        done_on=local_day(at),
        proved_by=by.person_id,
    )
    note(by, "report_project", f"project:{fresh.pk}", f"{spent} 元", at)
    return fresh


@transaction.atomic
def end_project(project: Project, *, reason: str, by: Acting, at: datetime) -> Project:
    """It will not be finished, and why; its promise is taken back in the open."""
    fresh = _take(project, "end", by=by)
    fresh.answer = words(reason, field="reason", most=100, name="原因", may_be_empty=False)
    fresh.closed_at = at
    fresh.save(update_fields=["state", "answer", "closed_at"])
    Promise.objects.filter(project=fresh).update(state=rules.State.DROPPED, reason=fresh.answer, closed_at=at)
    note(by, "end_project", f"project:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def appraise_project(
    project: Project, *, asked: int, useful: int, appraisal: str, by: Acting, at: datetime
) -> Project:
    """Those it serves were asked whether it is of use; its promise is kept."""
    fresh = _take(project, "appraise", by=by)
    if fault := rules.appraisal_fault(asked=asked, useful=useful):
        raise Refused(fault, field="useful")
    fresh.asked_n, fresh.useful_n, fresh.closed_at = asked, useful, at
    fresh.appraisal = words(appraisal, field="appraisal", most=200, name="评议意见", may_be_empty=True)
    fresh.save(update_fields=["state", "asked_n", "useful_n", "appraisal", "closed_at"])
    Promise.objects.filter(project=fresh, state=rules.State.PROVED).update(
        state=rules.State.KEPT, confirmed_by=by.person_id, closed_at=at
    )
    note(by, "appraise_project", f"project:{fresh.pk}", f"{useful}/{asked}", at)
    return fresh
