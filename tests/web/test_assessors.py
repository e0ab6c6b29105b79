"""Several assessors answer apart: nothing of another's answers is anywhere before all have finished."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, NotPermittedError
from publicvalue.files.frameworks import load_framework
from publicvalue.instruments.appraisal.differences import every_question
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions as assessments
from publicvalue.web.assessments.actions import Answer
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import find_question
from publicvalue.web.assessments.models import Edit, Opinion, Panel
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessors import actions
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.queries import standing_of
from publicvalue.workflow.panels import sealed
from publicvalue.workflow.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FRAMEWORK = load_framework("public-value/1.0").framework
LINES = [find_question(FRAMEWORK, "red_line", one.id) for one in FRAMEWORK.red_lines]
SECRET = "xyzzy the secret of Ana"
SETTINGS = b"assessment: {framework: public-value/1.0}\nsystem: {name: Permits}\n"


@dataclass
class Story:
    version: Version
    ana: User
    ben: User
    panel: Panel

    def answer(self, who: User, answers: dict[str, dict[str, str]]) -> None:
        for key in self.panel.questions:
            question = find_question(FRAMEWORK, *key.split("/"))
            actions.keep(who, self.panel, question, answers.get(key, {"answer": "unknown"}))

    def path(self, name: str, *more: str) -> str:
        return reverse(f"assessors:{name}", args=("permits", "permits", *more))

    def main(self, key: str) -> dict[str, str]:
        with open_record(self.version) as record:
            return dict(value_of(record.appraisal, find_question(FRAMEWORK, *key.split("/"))))


@pytest.fixture
def story(agency: Agency, member) -> Iterator[Story]:
    ana, ben = member(Role.ASSESSOR, name="Ana"), member(Role.CONTRIBUTOR, name="Ben")
    with scopes_disabled():
        version = stores.start(ana, agency, "permits", "Permits", {"assessment.yaml": SETTINGS})
        yield Story(version, ana, ben, actions.begin(ana, version, [ana, ben], ["red_lines"]))


def test_a_panel_needs_two_people_and_open_questions(story: Story, member) -> None:
    actions.end(story.ana, story.panel, "Another one is asked.")
    with pytest.raises(InputError) as caught:
        actions.begin(story.ana, story.version, [story.ana], ["nothing"])
    assert [one.place.field for one in caught.value.problems] == ["people", "parts"]
    reviewer = member(Role.REVIEWER)
    with pytest.raises(InputError):
        actions.begin(story.ana, story.version, [story.ana, reviewer], ["red_lines"])


def test_nothing_of_an_answer_is_anywhere_before_all_have_finished(story: Story, member, administrator: User) -> None:
    first = story.panel.questions[0]
    story.answer(story.ana, {first: {"answer": "no", "fact": SECRET}})
    assert not actions.finish(story.ana, story.panel)
    kind, id = first.split("/")
    pages = [
        story.path("panel"),
        story.path("question", kind, id),
        *(reverse(f"assessments:{name}", args=("permits", "permits")) for name in ("tasks", "so_far", "review")),
        *(reverse(f"assessments:{name}", args=("permits", "permits")) for name in ("export", "leaving", "folder")),
        reverse("assessments:question", args=("permits", "permits", kind, id)),
        reverse("audit_trail"),
        reverse("account"),
    ]
    people = [story.ben, member(Role.REVIEWER), administrator]
    for who in people:
        client = Client()
        client.force_login(who)
        for page in pages:
            assert SECRET not in text_of(client.get(page)), (who, page)
    own = Client()
    own.force_login(story.ana)
    assert SECRET in text_of(own.get(story.path("question", kind, id)))
    assert SECRET not in serializers.serialize("json", [*Entry.objects.all(), *Edit.objects.all()])
    # Not even how far she is: before she finished, her page of the panel alone told it.
    assert not Opinion.objects.exists()


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace")


def test_others_do_not_see_how_far_somebody_is(story: Story) -> None:
    ben = Client()
    ben.force_login(story.ben)
    before = ben.get(story.path("panel")).content
    story.answer(story.ana, {})
    assert ben.get(story.path("panel")).content.split(b"<main")[1] == before.split(b"<main")[1]


def test_a_question_of_a_panel_is_closed_to_everybody_and_cannot_be_spoken_of(story: Story) -> None:
    question = find_question(FRAMEWORK, *story.panel.questions[0].split("/"))
    before = Entry.objects.count()
    for act in (
        lambda: assessments.answer(story.ana, story.version, Answer(question, {"answer": "no"}, seen_of({}))),
        lambda: assessments.take_book(story.ana, story.version, [Answer(question, {"answer": "no"}, seen_of({}))], {}),
        lambda: assessments.keep_draft(story.ana, story.version, question, {"answer": "no"}),
        lambda: assessments.comment(story.ana, story.version, question, "I said no"),
    ):
        with pytest.raises(NotPermittedError):
            act()
    with pytest.raises(InputError, match="still answering apart"):
        assessments.submit(story.ana, story.version, story.version.snapshot, "en")
    assert Entry.objects.count() == before


def test_who_finished_changes_nothing_and_goes_on_while_others_answer(story: Story) -> None:
    with pytest.raises(InputError, match=f"{len(LINES)} questions are not answered"):
        actions.finish(story.ana, story.panel)
    story.answer(story.ana, {})
    actions.finish(story.ana, story.panel)
    with pytest.raises(NotPermittedError):
        story.answer(story.ana, {})
    actions.go_on(story.ana, story.panel)
    story.answer(story.ana, {})
    assert not actions.finish(story.ana, story.panel)


def finished(story: Story) -> list[str]:
    """Let both finish: they differ on the first question, and say the same of the others."""
    first, *rest = story.panel.questions
    same = {key: {"answer": "yes", "fact": "An order of 2019"} for key in rest}
    story.answer(story.ana, {first: {"answer": "no", "fact": SECRET}, **same})
    story.answer(story.ben, {first: {"answer": "yes"}, **same})
    actions.finish(story.ana, story.panel)
    assert actions.finish(story.ben, story.panel)
    return [first, *rest]


def test_once_all_have_finished_everybody_inside_sees_everything_and_the_seals_hold(story: Story, member) -> None:
    first, *rest = finished(story)
    client = Client()
    client.force_login(member(Role.REVIEWER))
    page = client.get(story.path("panel"))
    assert [str(one["state"]) for one in page.context["tasks"]] == ["they differ", *["all agree"] * len(rest)]
    assert SECRET in text_of(client.get(story.path("question", *first.split("/"))))
    entries = [json.loads(one.body) for one in Entry.objects.order_by("number")]
    seals = {one["who"]: one["after"]["seal"] for one in entries if "seal" in one["after"]}
    told = next(one["after"]["answers"] for one in entries if "answers" in one["after"])
    assert seals == {who: sealed(one["answers"], one["key"]) for who, one in told.items()}
    assert verify_trail().problems == ()
    # Both are authors of what comes of it: neither approves it.
    assert {str(story.ana.pk), str(story.ben.pk)} <= standing_of(story.version).authors


def test_the_trail_names_assessors_and_what_they_answered_in_words(story: Story, administrator: User) -> None:
    finished(story)
    client = Client()
    client.force_login(administrator)
    page = text_of(client.get("/en/audit/"))
    assert "assessors: Ana, Ben<br>" in page
    assert "questions: red_line/legal_basis, red_line/" in page
    assert "answers: Ana: answers: red_line/" in page
    assert re.search(r"key of the seal: [0-9a-f]{17}…; Ben: answers: red_line/", page)
    assert "['" not in page
    spoken = text_of(client.get("/es/audit/"))
    assert ("personas que evalúan: Ana, Ben<br>" in spoken, "respuesta: " in spoken) == (True, True)


def test_assessors_of_one_name_are_told_apart_in_the_trail(story: Story, administrator: User) -> None:
    finished(story)
    User.objects.filter(name="Ben").update(name="Ana")
    first, second = User.objects.filter(name="Ana").order_by("pk").values_list("pk", flat=True)
    client = Client()
    client.force_login(administrator)
    page = text_of(client.get("/en/audit/"))
    assert f"assessors: Ana, account {first}, Ana, account {second}<br>" in page
    assert all(f"Ana, account {one}: answers: red_line/" in page for one in (first, second))


def test_a_consensus_becomes_the_answer_and_falls_with_what_it_rests_on(story: Story) -> None:
    first, *rest = finished(story)
    question = find_question(FRAMEWORK, *first.split("/"))
    assert actions.settle_alike(story.ana, story.panel, "All alike.") == len(rest)
    assert actions.settle_alike(story.ana, story.panel, "All alike.") == 0
    assert story.main(rest[0]) == {"answer": "yes", "fact": "An order of 2019"}
    assert story.main(first) == {}
    with pytest.raises(InputError, match="needs an answer and its reason"):
        actions.settle(story.ben, story.panel, Answer(question, {"answer": "no"}, seen_of({})))
    actions.settle(story.ben, story.panel, Answer(question, {"answer": "no"}, seen_of({}), "The order has lapsed."))
    assert story.main(first) == {"answer": "no"}
    snapshot = Version.objects.get(pk=story.version.pk).snapshot
    actions.change_mind(story.ana, story.panel, question, {"answer": "partly", "fact": "Until May"}, "I read it again.")
    assert story.main(first) == {}
    assert Version.objects.get(pk=story.version.pk).snapshot != snapshot
    client = Client()
    client.force_login(story.ana)
    tasks = client.get(story.path("panel")).context["tasks"]
    assert [str(one["state"]) for one in tasks[:2]] == ["open again: somebody changed their mind", "settled"]
    assessments.answer(
        story.ana,
        story.version,
        Answer(find_question(FRAMEWORK, *rest[0].split("/")), {"answer": "partly"}, seen_of(story.main(rest[0]))),
    )
    tasks = client.get(story.path("panel")).context["tasks"]
    assert str(tasks[1]["state"]) == "answered otherwise since"
    assert verify_trail().problems == ()


def test_the_pages_lead_from_beginning_to_consensus(story: Story) -> None:
    ana = Client()
    ana.force_login(story.ana)
    ana.post(story.path("act", "end"), {"reason": "To begin in the browser."})
    chosen = {"people": [story.ana.pk, story.ben.pk], "parts": ["red_lines"]}
    assert ana.post(story.path("begin"), {"people": [story.ana.pk], "parts": []}).status_code == 422
    assert ana.post(story.path("begin"), chosen).status_code == 302
    story.panel = Panel.objects.get(ended=None)
    key = story.panel.questions[0].split("/")
    assert ana.post(story.path("draft", *key), {"fact": "Half writt"}).status_code == 200
    assert "Half writt" in text_of(ana.get(story.path("question", *key)))
    wrong = ana.post(story.path("question", *key), {"answer": "partly", "mend_by": "soon"})
    assert wrong.status_code == 422
    sent = {"answer": "partly", "fact": SECRET, "mend_by": "2027-01-31", "then": "next"}
    assert ana.post(story.path("question", *key), sent)["Location"].endswith(f"{story.panel.questions[1]}/")
    story.answer(story.ben, {})
    actions.finish(story.ben, story.panel)
    for one in story.panel.questions[1:]:
        ana.post(story.path("question", *one.split("/")), {"answer": "unknown"})
    assert ana.post(story.path("act", "finish")).status_code == 302
    assert "Krippendorff" in text_of(ana.get(story.path("panel"))) or "beyond chance" in text_of(
        ana.get(story.path("panel"))
    )
    assert ana.post(story.path("settle", *key), {"answer": "no", "seen": seen_of({})}).status_code == 422
    reason = {"answer": "no", "seen": seen_of({}), "reason": "We looked together."}
    assert ana.post(story.path("settle", *key), reason).status_code == 302
    assert story.main("/".join(key)) == {"answer": "no"}
    changed = {"mind-answer": "no", "mind-why": "I was wrong."}
    assert ana.post(story.path("mind", *key), {"mind-answer": "no"}).status_code == 422
    assert ana.post(story.path("mind", *key), changed).status_code == 302
    assert story.main("/".join(key)) == {}
    html = text_of(ana.get(story.path("question", *key)))
    assert SECRET in html
    assert "I was wrong." not in html


def test_what_was_answered_before_is_asked_again_where_it_is_said_and_stands_until_settled(story: Story) -> None:
    actions.end(story.ana, story.panel, "One line is answered by its owner first.")
    line, key = LINES[0], f"red_line/{LINES[0].id}"
    owners = {"answer": "no", "fact": SECRET}
    assessments.answer(story.ana, story.version, Answer(line, owners, seen_of({})))
    people = [story.ana, story.ben]
    without = actions.begin(story.ana, story.version, people, ["red_lines"])
    assert key not in without.questions
    actions.end(story.ana, without, "The owner's answer is judged, too.")
    story.panel = actions.begin(story.ana, story.version, people, ["red_lines"], again=True)
    assert story.panel.questions == [f"red_line/{one.id}" for one in LINES]
    own = Client()
    own.force_login(story.ben)
    page = own.get(story.path("question", *key.split("/"))).content.decode()
    assert "This question was answered before" in page
    assert SECRET not in page
    assert "1 question was answered before" in own.get(story.path("panel")).content.decode()
    for who in people:
        story.answer(who, {key: {"answer": "yes", "fact": "both"}})
        actions.finish(who, story.panel)
    assert story.main(key) == owners, "it stands while nothing is settled"
    assert SECRET in own.get(story.path("question", *key.split("/"))).content.decode(), "and is shown beside theirs"
    assert actions.settle_alike(story.ana, story.panel, "All alike.") == len(LINES)
    assert story.main(key)["answer"] == "yes"
    assert verify_trail().problems == ()


def test_an_answer_that_was_given_since_is_not_overwritten_by_what_all_said_alike(story: Story) -> None:
    for who in (story.ana, story.ben):
        story.answer(who, {})
        actions.finish(who, story.panel)
    key = f"red_line/{LINES[0].id}"
    assessments.answer(story.ana, story.version, Answer(LINES[0], {"answer": "no", "fact": "since"}, seen_of({})))
    assert actions.settle_alike(story.ana, story.panel, "All alike.") == len(LINES) - 1
    assert story.main(key)["answer"] == "no"


def test_an_earlier_answer_is_kept_from_whoever_answers_until_all_have_finished(story: Story, member) -> None:
    actions.end(story.ana, story.panel, "Its owner answers first.")
    line, core = LINES[0], next(one for one in every_question(FRAMEWORK) if one.kind == "core")
    assessments.comment(story.ana, story.version, line, f"{SECRET} in a comment")
    assessments.answer(story.ana, story.version, Answer(line, {"answer": "no", "fact": SECRET}, seen_of({})))
    owners = {"answer": core.prompt("answer").choices[0].id, "note": SECRET}
    assessments.answer(story.ana, story.version, Answer(core, owners, seen_of({})))
    # What was computed before rests on the earlier answers as well.
    stores.write_results(story.ana, story.version, "report", {"bundle.zip": SECRET.encode()}, "")
    story.panel = actions.begin(
        story.ana, story.version, [story.ana, story.ben], ["red_lines", core_part(core)], again=True
    )
    assert {f"red_line/{line.id}", f"core/{core.id}"} <= set(story.panel.questions)
    colleague, reviewer = member(Role.ASSESSOR, name="Colleague"), member(Role.REVIEWER)
    for who in (story.ana, story.ben, colleague):
        assert secrets_seen(who, (line, core)) == [], who
    assert len(secrets_seen(reviewer, (line, core))) >= 5, "whoever judges the work sees it, in all of these places"
    for who in (story.ana, story.ben):
        story.answer(who, {})
        actions.finish(who, story.panel)
        if who is story.ana:
            assert secrets_seen(story.ben, (line, core)) == []
            assert secrets_seen(story.ana, (line, core)) == []
    assert len(secrets_seen(story.ben, (line, core))) >= 5, "and then everybody does"


def core_part(question) -> str:
    """Return the part of an assessment in which a core question stands."""
    return question.id.split(".")[0]


def secrets_seen(who: User, questions: tuple) -> list[str]:
    """Return the pages and files in which somebody is told the earlier answer, or what was computed of it."""
    client = Client()
    client.force_login(who)
    place = ("permits", "permits")
    names = ("tasks", "so_far", "review", "scores", "report", "workbook", "export", "leaving", "folder", "bundle")
    pages = [reverse(f"assessments:{name}", args=place) for name in names]
    pages += [reverse("assessments:question", args=(*place, one.kind, one.id)) for one in questions]
    pages += [reverse("assessors:panel", args=place), reverse("evidence:list", args=place)]
    pages += [reverse("assessors:question", args=(*place, one.kind, one.id)) for one in questions]
    pages += [reverse("evidence:download", args=(*place, "core-answers")), reverse("audit_trail"), reverse("account")]
    seen = []
    for page in pages:
        response = client.get(page)
        told = text_of(response)
        # The preview says in other words what rests on an answer: there it is told in none.
        preview = page.endswith(("/so-far/", "/scores/")) and "being answered apart" not in told
        if SECRET in told or (response.status_code == 200 and preview):
            seen.append(page)
    return seen
