"""Long work: asked for once, told how far it is, stopped, and taken up again once when its worker was killed."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from publicvalue.errors import EvidenceError, NotPermittedError, Place, Problem
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.verification import head, verify_trail
from publicvalue.web.jobs import actions, tasks, work
from publicvalue.web.jobs.cleaning import clean_notices
from publicvalue.web.jobs.models import Job, Notice, Stage
from publicvalue.web.jobs.taken_up import take_up
from publicvalue.web.jobs.tasks import UnforeseenError, run_job
from publicvalue.web.jobs.watch import StoppedError, Watch
from publicvalue.web.jobs.work import JobResults
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.actions import start
from publicvalue.web.stores.models import ResultFile, Version
from publicvalue.words.stored import to_data, words_from
from publicvalue.words.text import Text
from publicvalue.workflow.roles import Role

Member = Callable[..., User]
Fake = Callable[[Callable[[Job, Watch], None]], None]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    return start(author, agency, "permits", "Permits", {"assessment.yaml": b"assessment: {}\n"})


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Let jobs do something that is quickly done."""

    def replace(what: Callable[[Job, Watch], None]) -> None:
        monkeypatch.setattr(tasks, "KINDS", {work.ASSESS: what})

    return replace


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def write(job: Job, watch: Watch) -> None:
    watch.step(Text("Writing"))
    watch.share(50.0)
    JobResults(None, job.version, job.by, watch, frozenset()).write("report", {"results.json": b"{}"})


def silent(job: Job) -> None:
    """Leave a job as a worker does that was killed a while ago."""
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(stage=Stage.RUNNING, beat=long_ago)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=long_ago)


def waiting_tasks() -> list[list[int]]:
    return [one.args_kwargs["args"] for one in DBTaskResult.objects.filter(status=TaskResultStatus.READY)]


def test_a_job_writes_its_results_and_tells(author: User, version: Version, does: Fake) -> None:
    does(write)
    job = actions.assess(author, version)
    assert (now(job).stage, waiting_tasks()) == (Stage.WAITING, [[job.pk, 1]])
    assert run_job.call(job.pk, 1) == Stage.DONE
    assert [file.name for file in ResultFile.objects.all()] == ["results.json"]
    assert words_from(Notice.objects.get(user=author).text) == "The assessment Permits was computed."
    ((notice, new),) = actions.see_notices(author)
    assert (notice.address, new) == (f"/jobs/{job.pk}/", True)
    assert verify_trail().problems == ()


def test_a_notice_stays_for_a_while_after_it_was_told(author: User, client: Client) -> None:
    for days, text in ((40, "old"), (2, "lately"), (0, "today")):
        made = timezone.now() - dt.timedelta(days=days)
        Notice.objects.create(user=author, text=to_data(Text("The report on {title} is ready.", title=text)), made=made)
    client.force_login(author)
    assert clean_notices() == 0, "what was never told stays"
    first, again = (client.get("/en/").content.decode() for _ in range(2))
    # What was never told is told however old it is; what was told stays some weeks, and is not called new again.
    assert [first.count(f"The report on {one} is ready.") for one in ("today", "lately", "old")] == [1, 1, 1]
    assert [again.count(f"The report on {one} is ready.") for one in ("today", "lately", "old")] == [1, 1, 0]
    assert (first.count(">unread<"), again.count(">unread<")) == (3, 0)
    assert (clean_notices(), Notice.objects.count()) == (1, 2), "what nobody is shown any more goes"


def test_a_version_is_computed_once_at_a_time(author: User, version: Version, does: Fake) -> None:
    does(write)
    job, before = actions.assess(author, version), head()
    assert (actions.assess(author, version), head()) == (job, before)
    run_job.call(job.pk, 1)
    assert actions.assess(author, version) != job


def test_only_people_of_the_agency_ask(version: Version, member: Member, other_agency: Agency) -> None:
    for user in (member(Role.AUDITOR), member(Role.ASSESSOR, other_agency)):
        with pytest.raises(NotPermittedError):
            actions.assess(user, version)


def test_the_same_attempt_runs_once(author: User, version: Version, does: Fake) -> None:
    does(write)
    job = actions.assess(author, version)
    assert [run_job.call(job.pk, 1), run_job.call(job.pk, 1)] == [Stage.DONE, ""]
    assert Notice.objects.count() == 1


def test_problems_are_kept_with_their_places(author: User, version: Version, does: Fake, client: Client) -> None:
    def fail(_job: Job, _watch: Watch) -> None:
        raise EvidenceError([Problem(Place("a.csv", row=7, field="x"), Text("it is wrong"), do=Text("mend it"))])

    does(fail)
    job = actions.assess(author, version)
    assert run_job.call(job.pk, 1) == Stage.FAILED
    assert words_from(now(job).problems[0]["what"]) == "it is wrong"
    client.force_login(author)
    page = client.get(f"/en/jobs/{job.pk}/").content.decode()
    assert "a.csv, row 7: it is wrong" in " ".join(page.split())
    assert "What to do: mend it" in page


def test_a_defect_ends_the_job_and_is_told_plainly(author: User, version: Version, does: Fake) -> None:
    def fail(_job: Job, _watch: Watch) -> None:
        raise ValueError("Ana, 12 March")

    does(fail)
    job = actions.assess(author, version)
    with pytest.raises(UnforeseenError) as raised:
        run_job.call(job.pk, 1)
    kept = "".join(traceback.format_exception(raised.value))
    assert ("UnforeseenError" in kept, "Ana" in kept) == (True, False), "the log alone tells of cells"
    assert now(job).stage == Stage.FAILED
    assert "a defect of the program" in words_from(now(job).problems[0]["what"])


def test_a_waiting_job_is_cancelled_at_once(author: User, version: Version, does: Fake) -> None:
    does(write)
    job = actions.cancel(author, actions.assess(author, version))
    assert (job.stage, run_job.call(job.pk, 1)) == (Stage.CANCELLED, "")
    assert not ResultFile.objects.exists()


def test_a_running_job_stops_with_its_next_step_and_writes_nothing(author: User, version: Version, does: Fake) -> None:
    def cancelled(job: Job, watch: Watch) -> None:
        actions.cancel(author, job)
        write(job, watch)

    does(cancelled)
    job = actions.assess(author, version)
    assert run_job.call(job.pk, 1) == Stage.CANCELLED
    assert not ResultFile.objects.exists()


def test_a_colleague_does_not_cancel_and_an_administrator_does(
    author: User, version: Version, member: Member, administrator: User
) -> None:
    job = actions.assess(author, version)
    with pytest.raises(NotPermittedError, match="only what is your own"):
        actions.cancel(member(Role.ASSESSOR), job)
    assert actions.cancel(administrator, job).stage == Stage.CANCELLED


def test_a_killed_worker_leaves_its_job_to_be_taken_up_once(author: User, version: Version, does: Fake) -> None:
    does(write)
    job = actions.assess(author, version)
    silent(job)
    assert (take_up(), take_up()) == ([job], [])
    assert (now(job).stage, now(job).attempt, waiting_tasks()) == (Stage.WAITING, 2, [[job.pk, 2]])
    assert run_job.call(job.pk, 2) == Stage.DONE
    assert DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count() == 1


def test_a_worker_that_was_thought_dead_writes_nothing(author: User, version: Version, does: Fake) -> None:
    def slow(job: Job, watch: Watch) -> None:
        silent(job)
        take_up()
        write(job, watch)

    does(slow)
    job = actions.assess(author, version)
    run_job.call(job.pk, 1)
    assert (now(job).stage, now(job).attempt) == (Stage.WAITING, 2)
    assert not ResultFile.objects.exists()


def test_the_end_is_not_lost_between_results_and_job(author: User, version: Version) -> None:
    job = actions.assess(author, version)
    job = tasks.take(job.pk, 1)
    Job.objects.filter(pk=job.pk).update(attempt=2)
    with pytest.raises(StoppedError):
        JobResults(None, job.version, job.by, Watch(job), frozenset()).write("report", {"results.json": b"{}"})
    assert not ResultFile.objects.exists()


def test_a_job_whose_worker_is_killed_twice_fails(author: User, version: Version) -> None:
    job = actions.assess(author, version)
    silent(job)
    take_up()
    silent(job)
    assert take_up() == [job]
    assert (now(job).stage, waiting_tasks()) == (Stage.FAILED, [])
    assert "stopped twice" in words_from(now(job).problems[0]["what"])


def test_a_worker_killed_before_it_began_is_noticed(author: User, version: Version) -> None:
    job = actions.assess(author, version)
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=long_ago)
    assert take_up() == [job]
    assert waiting_tasks() == [[job.pk, 2]]


def test_jobs_that_live_are_left_alone(author: User, version: Version) -> None:
    job = actions.assess(author, version)
    Job.objects.update(stage=Stage.RUNNING, beat=timezone.now())
    assert (take_up(), now(job).attempt) == ([], 1)


def test_a_page_shows_how_far_a_job_is(author: User, version: Version, client: Client) -> None:
    job = actions.assess(author, version)
    assert tasks.take(job.pk, 1) == job
    Watch(now(job)).step(Text("Counting"))
    client.force_login(author)
    response = client.get(f"/en/jobs/{job.pk}/")
    assert response["Refresh"] == "3"
    assert "is being computed. Counting" in " ".join(response.content.decode().split())
    assert client.post(f"/en/jobs/{job.pk}/cancel/").status_code == 302
    assert "It stops after its present step." in client.get(f"/en/jobs/{job.pk}/").content.decode()
