"""Background jobs as the administrator sees them: counts, what failed, run again, given up, and the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.doors.office import failed_job
from tests.town import Town
from wangge.jobs import actions, registry, runner
from wangge.jobs.models import Job, State
from wangge.journal.models import Entry
from wangge.portal.admin_pages import words

pytestmark = pytest.mark.django_db
PAGE = "/office/jobs/"


def test_the_counts_agree_with_the_table(town: Town) -> None:
    now = timezone.now()
    failed_job(town)
    actions.add("sheets.run", {"run": 1}, at=now)
    actions.add("sheets.run", {"run": 2}, at=now, run_at=now + timedelta(hours=1))

    context = town.client("sysadmin").get(PAGE).context

    due = Job.objects.filter(state=State.QUEUED, run_at__lte=timezone.now()).count()
    assert [count["figure"] for count in context["counts"]] == [due, 1, 0, 1]


def test_a_failed_job_runs_again(town: Town) -> None:
    job_id = failed_job(town)["job_id"]

    town.client("sysadmin").post(f"{PAGE}{job_id}/retry/")

    job = Job.objects.get(pk=job_id)
    assert (job.state, job.attempts) == (State.QUEUED, 0)
    assert Entry.objects.filter(verb="jobs.retry", subject=f"job:{job_id}").exists()


def test_a_failed_job_is_given_up_after_a_question(town: Town) -> None:
    job_id = failed_job(town)["job_id"]
    client = town.client("sysadmin")

    question = client.get(f"{PAGE}{job_id}/discard/").content.decode()
    client.post(f"{PAGE}{job_id}/discard/")

    assert "不能恢复" in question
    assert not Job.objects.filter(pk=job_id).exists()
    assert client.get(f"{PAGE}{job_id}/discard/").status_code == 404


def test_a_job_that_waits_again_is_not_retried_twice(town: Town) -> None:
    job_id = failed_job(town)["job_id"]
    client = town.client("sysadmin")
    client.post(f"{PAGE}{job_id}/retry/")

    assert client.post(f"{PAGE}{job_id}/retry/").status_code == 409


def test_a_worker_that_stands_still_is_said(town: Town) -> None:
    client = town.client("sysadmin")
    assert "后台好像没有在工作" in client.get(PAGE).content.decode()

    runner.run_due(at=timezone.now())

    assert "后台好像没有在工作" not in client.get(PAGE).content.decode()


def test_every_kind_of_job_has_words() -> None:
    kinds = {kind.removeprefix(registry.EVERY) for kind in registry.HANDLERS if not kind.startswith("test")}

    assert sorted(kinds - set(words.JOBS)) == []


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (timedelta(days=1), "每天"),
        (timedelta(hours=1), "每小时"),
        (timedelta(minutes=1), "每分钟"),
        (timedelta(minutes=10), "每 10 分钟"),
    ],
)
def test_a_period_is_said_as_people_say_it(period: timedelta, said: str) -> None:
    assert words.every(period) == said
