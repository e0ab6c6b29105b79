"""The demonstration brings real examples by the actions that people use, as far as each has come."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.business_case.models import CaseReport
from publicvalue.web.demonstration import loading, people
from publicvalue.web.jobs.models import Job, Notice
from publicvalue.web.public.models import Publication
from publicvalue.web.register.models import RecordedGate, System
from publicvalue.web.stores.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]


YEARS = ("licensing-assistant/1-one-day", "licensing-assistant/3-year")
STORIES = {
    YEARS[0]: loading.publish_and_correct,
    YEARS[1]: loading.publish_and_hear,
    "food-inspections": loading.ask_colleague,
}

SCORE = (r"\d+ \(\d+ to \d+\)", r"[\d.]+\s%", r"\w+ \(\d of 5\)")

LINK = re.compile(r'href="(/es/[^"#?]*)"')


def unfolded(page: str) -> str:
    """Return what a page shows before anything is unfolded."""
    return re.sub("<details.*?</details>", "", page, flags=re.DOTALL)


def see_work(client: Client) -> None:
    """Look at the scores of a draft and at a panel, as somebody who works on both."""
    # Who works on it sees each score with its interval, how much of it is evidenced, and how well.
    client.force_login(User.objects.get(email=people.ASSESSOR.email))
    scores = client.get("/en/assessments/made-up-ministry/food-inspections/scores/").content.decode()
    (whole, *_) = re.findall(r"<tr[^>]*><th scope=.row.*?</tr>", scores)
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", whole)
    assert [bool(re.fullmatch(form, one)) for form, one in zip(SCORE, cells, strict=True)] == [True, True, True], cells
    assert scores.count(">Evidenced</th>") == 5
    # From the whole one step after the other down to the file, its hash and its rows.
    at = "/en/assessments/made-up-ministry/food-inspections/scores/public_value/"
    for _ in range(3):
        page = client.get(at).content.decode()
        at = re.search(r"One step further down</h2>\s*<ul[^>]*><li><a[^>]* href=.([^\"]+)", page)[1]
    last = client.get(at).content.decode()
    assert "One step further down" not in last
    assert re.search(r"evidence/[\w-]+\.csv", last)
    # Two have judged the red lines apart: where they said the same it is settled, and the rest waits for a reason.
    panel = client.get("/en/assessments/made-up-ministry/sorting-of-complaints-made-up/assessors/").content.decode()
    assert "They answered 6 of 8 questions alike" in panel
    assert (panel.count(">settled</strong>"), panel.count(">they differ</strong>")) == (6, 2)


def see_what_was_taken_back(client: Client) -> None:
    """Look at a correction, a withdrawal and a remark, as a citizen, an author, a reviewer and an auditor."""
    at, work = (
        "/en/systems/licensing-assistant-made-up/",
        "/en/assessments/made-up-ministry/licensing-assistant-1-one-day/",
    )
    gone, mended, history = (
        client.get(f"{at}{one}").content.decode() for one in ("assessments/1/", "assessments/2/", "history/")
    )
    assert "This version was withdrawn on" in gone
    assert "It rested on a page that was changed since." in gone
    assert "as it stood on 28 August 2025" in mended
    for told in ("Version 1 of its assessment was withdrawn", "Version 2 of its assessment was published"):
        assert told in history
    seen = {one: Client() for one in (people.ASSESSOR, people.REVIEWER, people.AUDITOR)}
    for one, browser in seen.items():
        browser.force_login(User.objects.get(email=one.email))
    assert (
        "On two Sundays it told me"
        in seen[people.ASSESSOR].get("/en/register/licensing-assistant-made-up/").content.decode()
    )
    timeline = seen[people.REVIEWER].get(f"{work}review/").content.decode()
    assert "Dario began a correction." in timeline
    trail = seen[people.AUDITOR].get("/en/audit/?q=licensing-assistant-1-one-day").content.decode()
    assert "The page was changed after it was read." in trail
    assert trail.count("It rested on a page that was changed since.") >= 1


def dead_links(email: str) -> list[str]:
    """Return what does not answer of all that the first pages of somebody lead to, in Spanish."""
    client, seen = Client(), {"/es/"}
    client.force_login(User.objects.get(email=email))
    found = [page_of(client, "/es/")]
    seen |= {link for _, page in found for link in LINK.findall(page)}
    found += [page_of(client, one) for one in sorted(seen - {"/es/"})]
    assert len(found) > 6
    return [one for one, page in found if not page]


def page_of(client: Client, address: str) -> tuple[str, str]:
    """Return an address and its page; nothing where it is none."""
    answer = client.get(address, follow=True)
    return address, answer.content.decode() if answer.status_code == 200 and not answer.streaming else ""


def test_examples_are_brought_once_and_show_years_gates_and_work(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    assert STORIES.items() <= loading.STORIES.items()
    monkeypatch.setattr(loading, "STORIES", STORIES)
    told: list[str] = []
    loading.load(told.append)
    loading.load(told.append)
    names = [f"Bringing the example {name}" for name in (*STORIES, "complaints-case")]
    assert told == ["Making up a ministry and its people", *names]
    assert verify_trail().problems == ()
    with scopes_disabled():
        states = {one.assessment.slug: one.state for one in Version.objects.order_by("number")}
        slugs = dict(Publication.objects.values_list("number", "version__assessment__slug"))
        system = System.objects.get(slug="licensing-assistant-made-up")
        asked = [one.address for one in Notice.objects.filter(user__email=people.CONTRIBUTOR.email)]
        gates = [(one.gate, one.day.isoformat(), one.decision) for one in RecordedGate.objects.order_by("number")]
        kinds = {one.kind for one in CaseReport.objects.all()}
        (waiting,) = Job.objects.exclude(stage="done")
    # One system, assessed twice: its record was brought up to date, and its years stand beside each other.
    first, last = (name.replace("/", "-") for name in YEARS)
    drafts = {"food-inspections": "draft", "sorting-of-complaints-made-up": "draft"}
    assert states == {first: "published", last: "published", **drafts}
    assert slugs == {1: first, 2: first, 3: last}
    see_what_was_taken_back(client)
    assert (system.state, system.phase) == ("public", "use")
    page = client.get("/en/systems/licensing-assistant-made-up/").content.decode()
    assert "Promised and delivered" in page
    assert "within what was forecast" in page
    # What it is stands once, above what was found; what the agency does about it stands below.
    assert unfolded(page).count("Answers questions on business licences by chat") == 1
    assert "it looks again in 2027.</li>" in page, "a reason ends as a sentence"
    assert "7 of 8 planned actions are done." in page
    assert "The desk sees no step that people should take back" in page
    assert "has not published what it does" not in page
    over_time = client.get("/es/systems/licensing-assistant-made-up/over-time/").content.decode()
    assert [period in over_time for period in ("2025-03-01 – 2025-08-31", "2025-09-01 – 2026-08-31")] == [True, True]
    case = client.get("/en/systems/sorting-of-complaints-made-up/").content.decode()
    assert case.count("On which conditions") == 3
    assert unfolded(case).count("Is the public problem stated") == 0 < case.count("Is the public problem stated")
    see_work(client)
    assert {one.name: found for one in people.EVERYBODY if (found := dead_links(one.email))} == {}
    # Each gate on its day, by somebody who brought none of it; a colleague was asked; long work waits for its worker.
    assert gates == [
        ("idea", "2023-09-04", "go"),
        ("pilot", "2024-01-15", "go"),
        ("go_live", "2024-07-01", "conditions"),
        ("yearly", "2025-07-14", "conditions"),
        ("yearly", "2026-07-13", "conditions"),
    ]
    assert kinds == {"case", "gate", "delivery", "standing", *(f"gate-{number}" for number in range(1, 6))}
    assert waiting.wanted["kind"] == "plan"
    apart = "/assessments/made-up-ministry/sorting-of-complaints-made-up/assessors/"
    assert asked == [apart, apart, "/assessments/made-up-ministry/food-inspections/red_line/legal_basis/"]


def test_where_no_examples_are_the_start_and_the_first_pages_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, client: Client, settings: Any
) -> None:
    settings.PUBLICVALUE_DEMONSTRATION = True
    said = "There are no examples here"
    monkeypatch.setattr(loading, "EXAMPLES", tmp_path)
    told: list[str] = []
    loading.load(told.append)
    assert [str(one).split(":")[0] for one in told] == ["Making up a ministry and its people", said]
    for address in ("/en/", "/en/demonstration/"):
        assert said in client.get(address).content.decode(), address
    assert "Aquí no hay ejemplos" in client.get("/es/demonstration/").content.decode()
    monkeypatch.undo()
    assert said not in client.get("/en/demonstration/").content.decode(), "a checkout has them"
