"""Publishing is what hands out: an agency's later numbers are held against it, without anybody marking anything."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import InputError
from publicvalue.measures.privacy.ledger import LedgerEntry, entries_under_key
from publicvalue.measures.privacy.same_people import Source
from publicvalue.results.handed_out import Run
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions
from publicvalue.web.stores.handed_out import check_told, forget_told, keep_told, ledger_of
from publicvalue.web.stores.models import StoredFile, ToldRun, Version
from publicvalue.workflow.states import State

pytestmark = pytest.mark.usefixtures("within")

FILES = {"assessment.yaml": b"", "evidence/survey.csv": b"ease\n4\n"}


def told(by: User, agency: Agency, slug: str, people: range, state: State = State.APPROVED) -> Version:
    """Return a version whose numbers rest on people, as if it had been computed."""
    version = actions.start(by, agency, slug, slug, FILES)
    everybody = np.array(people, dtype=np.uint64)
    file = Source("survey", everybody, ("ease", "name"), np.column_stack([everybody % 5, everybody + 100]))
    key = ledger_of(version).key
    (entries,) = entries_under_key([[LedgerEntry(("ease",), file, (everybody,), "Ease of use")]], key)
    keep_told(by, version, version.snapshot, Run(slug, "", tuple(entries)), key)
    Version.objects.filter(pk=version.pk).update(state=state)
    return version


@pytest.mark.parametrize("state", [State.PUBLISHED, State.CORRECTED, State.WITHDRAWN])
def test_a_version_is_not_published_beside_one_of_a_few_people_less(author: User, agency: Agency, state: State) -> None:
    told(author, agency, "first", range(40), state)
    for slug, people in (("same", range(40)), ("more", range(45)), ("others", range(200, 243))):
        check_told(version := told(author, agency, slug, people), version.snapshot)
    second = told(author, agency, "second", range(42))
    assert len(ledger_of(second).earlier().given) == 1
    with pytest.raises(InputError) as raised:
        check_told(second, second.snapshot)
    (problem,) = raised.value.problems
    assert problem.what == "a few people could be told from these numbers together with published ones: Ease of use"


def test_drafts_stand_in_nobodys_way(author: User, agency: Agency) -> None:
    told(author, agency, "draft", range(40), State.DRAFT)
    second = told(author, agency, "second", range(42))
    check_told(second, second.snapshot)
    assert ledger_of(second).handed_out == ()


def test_results_of_which_nobody_knows_whom_they_tell_of_are_not_published(author: User, agency: Agency) -> None:
    version = told(author, agency, "first", range(40))
    for snapshot in ("another", version.snapshot):
        with pytest.raises(InputError, match="nobody knows of whom the numbers of these results tell"):
            check_told(version, snapshot)
        # Destroyed evidence takes along what is known of its people, published or not.
        forget_told(StoredFile.objects.get(version=version, name="evidence/survey.csv").sha256)
    assert ToldRun.objects.get(version=version).content is None


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_nobody_is_remembered_of_evidence_that_was_destroyed_while_numbers_were_found(
    state: State, author: User, administrator: User, agency: Agency
) -> None:
    version = told(author, agency, "first", range(40), state)
    run, key = Run("first", "", ()), ledger_of(version).key
    keep_told(author, version, version.snapshot, run, key)
    assert ToldRun.objects.get(version=version).content is not None
    actions.erase_evidence(administrator, version, "evidence/survey.csv", "on order")
    # The worker had read the rows before.
    keep_told(author, version, version.snapshot, run, key)
    assert ToldRun.objects.get(version=version).content is None
