"""Makes up the cases and the answers of examples/made-up-survey, from a true model that is stated here.

    python scripts/make_up_survey.py [FOLDER]

Nobody was asked. The answers have the file forms of KoboToolbox (citizens) and ODK Central (staff). The same seed gives
the same files, byte for byte.
"""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from made_up_answers import Person, best_worst_of, dealt, kobo_csv, odk_csv  # noqa: E402 - the tests write the same forms
from publicvalue.actions.bringing.answers import load_form  # noqa: E402
from publicvalue.framework.questions.model import Question  # noqa: E402
from publicvalue.instruments.answers.reading import holds  # noqa: E402
from publicvalue.instruments.forms.model import Form  # noqa: E402

SEED = 20261130
FRAMEWORK = "public-value/1.0"

Floats = np.ndarray

# The true model: what each construct owes to others; the rest of its variance, to 1, is its own.
TRUE_PATHS: Mapping[str, Mapping[str, float]] = {
    "perceived_quality": {},
    "perceived_usefulness": {"perceived_quality": 0.40},
    "perceived_transparency": {"perceived_quality": 0.30},
    "ai_attitude": {},
    "satisfaction": {"perceived_quality": 0.50, "perceived_usefulness": 0.30},
    "procedural_justice": {"perceived_transparency": 0.60},
    "trust_in_agency": {
        "satisfaction": 0.25,
        "perceived_transparency": 0.15,
        "procedural_justice": 0.45,
        "ai_attitude": 0.15,
    },
    "trust_in_government": {"trust_in_agency": 0.60},
    "legitimacy": {"procedural_justice": 0.35, "trust_in_agency": 0.45},
}
# Where each construct stands on its scale, 0 to 1, and how far an item follows its construct (the loading).
LEVELS = {"perceived_quality": 0.66, "perceived_transparency": 0.34, "procedural_justice": 0.42, "ai_attitude": 0.45}
LOADING = 0.85
SPREAD = 0.24
DONT_KNOW = 0.004

DISTRICTS = {"north": (6_200, 160), "south": (3_100, 140), "coast": (900, 100)}
"""District -> adults who had a decision in the last three months, and how many of them were drawn by lot."""
RESPONSE = 0.6

STAFF_PATHS: Mapping[str, Mapping[str, float]] = {
    "staff_competence": {},
    "staff_trust_in_system": {"staff_competence": 0.30},
    "staff_usefulness": {"staff_trust_in_system": 0.60},
    "job_insecurity": {},
    "ai_attitude": {},
    "readiness_to_change": {"staff_usefulness": 0.40, "staff_competence": 0.30, "job_insecurity": -0.30},
}
STAFF = 72
ITEM_LEVELS = {
    "competence_develop_or_use": 0.55,
    "competence_new_ways": 0.40,
    "competence_change_procedures": 0.25,
    "competence_new_solutions": 0.35,
}
POINTS = {"citizens": (0.15, 0.20, 0.30, 0.35), "public_servants": (0.35, 0.35, 0.15, 0.15)}
EXPECTED_RIGHT = {"citizens": 64, "public_servants": 92}

CASES, OFFICERS = 600, 12
RIGHT_ADVICE, FOLLOWS_RIGHT, FOLLOWS_WRONG = 0.80, 0.94, 0.70


def constructs(paths: Mapping[str, Mapping[str, float]], people: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Draw the constructs of all people, each with a variance of 1 in the population."""
    ids = list(paths)
    loads = np.array([[paths[target].get(source, 0.0) for source in ids] for target in ids])
    own = np.zeros(len(ids))
    for place in range(len(ids)):
        total = np.linalg.inv(np.eye(len(ids)) - loads)
        before = total @ np.diag(own) @ total.T
        own[place] = 1 - before[place, place]
    drawn = np.zeros((len(ids), people))
    for place in range(len(ids)):
        drawn[place] = loads[place] @ drawn + np.sqrt(own[place]) * rng.standard_normal(people)
    return dict(zip(ids, drawn, strict=True))


def answer_scale(form: Form, question: Question, latent: float, rng: np.random.Generator) -> str:
    """Answer a scale: the construct with an error, on the points of the scale."""
    codes = form.instruments.choice_lists[question.choices].answers
    if rng.random() < DONT_KNOW and "dont_know" in form.instruments.choice_lists[question.choices].codes:
        return "dont_know"
    level = ITEM_LEVELS.get(question.id, LEVELS.get(question.construct, 0.58 if question.construct else 0.70))
    noise = LOADING * latent + np.sqrt(1 - LOADING**2) * rng.standard_normal()
    at = level + SPREAD * noise
    at = 1 - at if question.reversed else at
    return codes[int(np.clip(round(at * (len(codes) - 1)), 0, len(codes) - 1))]


def answer(form: Form, question: Question, latents: Mapping[str, float], rng: np.random.Generator) -> Person:
    """Answer one question of any type."""
    answers = form.instruments.choice_lists[question.choices].answers if question.choices else ()
    mood = float(np.mean(list(latents.values())))
    if question.use == "consent":
        return {question.id: answers[0]}
    if question.type == "scale":
        return {question.id: answer_scale(form, question, latents.get(question.construct, mood), rng)}
    if question.type == "choose_one":
        return {question.id: str(rng.choice(answers))}
    if question.type == "choose_several":
        return {question.id: " ".join(sorted(rng.choice(answers, size=2, replace=False)))}
    if question.type == "number":
        middle = EXPECTED_RIGHT[form.audience] if question.id == "expected_right" else 75
        return {question.id: str(int(np.clip(rng.normal(middle, 12), 0, 100)))}
    if question.type == "allocation":
        wanted = np.array(POINTS[form.audience]) * np.exp(0.4 * rng.standard_normal(len(answers)))
        points = np.floor(100 * wanted / wanted.sum()).astype(int)
        points[0] += 100 - points.sum()
        return {f"{question.id}_{code}": str(n) for code, n in zip(answers, points, strict=True)}
    if question.type == "best_worst":
        liked = dict(zip(answers, np.linspace(0, 1, len(answers)), strict=True))
        return best_worst_of(question, lambda code: liked[code] + 0.5 * rng.gumbel())
    return {}


def answer_form(form: Form, latents: Mapping[str, float], fixed: Person, rng: np.random.Generator) -> Person:
    """Answer a whole form, question by question, where its conditions hold."""
    person: Person = {}
    for question in form.asked:
        if not all(holds(condition, form.instruments, person) for condition in question.relevant):
            continue
        given = {question.id: fixed[question.id]} if question.id in fixed else answer(form, question, latents, rng)
        person |= dealt(form, question, given, person)
    return person


def make_sample(rng: np.random.Generator) -> list[dict[str, str]]:
    """Draw the people who are invited."""
    codes = rng.permutation(np.arange(1_000, 10_000))[: sum(drawn for _, drawn in DISTRICTS.values())]
    rows = []
    for district, (population, drawn) in DISTRICTS.items():
        for _ in range(drawn):
            code = f"P{codes[len(rows)]}"
            row = {"sample_code": code, "stratum": district, "weight": f"{population / drawn:.4f}"}
            rows.append({**row, "population": str(population)})
    return rows


def make_citizens(form: Form, sample: Sequence[Mapping[str, str]], rng: np.random.Generator) -> list[Person]:
    """Answer for the invited people who take part, with a few faults that real files have."""
    invited = [one for one in sample if rng.random() < RESPONSE]
    latents = constructs(TRUE_PATHS, len(invited), rng)
    people = []
    for place, one in enumerate(invited):
        fixed = {"sample_code": one["sample_code"], "remarks": ""}
        fixed["received_decision"] = "yes" if rng.random() < 0.92 else "no"
        fixed["sex"] = str(rng.choice(["woman", "man", "other", "no_say"], p=[0.55, 0.42, 0.015, 0.015]))
        fixed["disability"] = str(rng.choice(["yes", "no", "no_say"], p=[0.12, 0.85, 0.03]))
        shares = [0.17, 0.25, 0.28, 0.28, 0.02]
        fixed["age_group"] = str(
            rng.choice(["under_30", "from_30_to_44", "from_45_to_59", "from_60", "no_say"], p=shares)
        )
        people.append(answer_form(form, {id: float(values[place]) for id, values in latents.items()}, fixed, rng))
    people[4]["trust_honest"] = "-99"
    people[7]["trust_honest"] = "7"
    people[11]["points_citizen"] = str(int(people[11]["points_citizen"]) + 87)
    people[15]["consent"] = "refused"
    people[19]["sample_code"] = "P0000"
    people[23]["sample_code"] = people[22]["sample_code"]
    people[27]["remarks"] = "My name is Ana Pérez and I live at the harbour."
    return people


def make_staff(form: Form, rng: np.random.Generator) -> list[Person]:
    """Answer for the staff, all of whom are asked."""
    latents = constructs(STAFF_PATHS, STAFF, rng)
    people = []
    for place in range(STAFF):
        fixed = {"sample_code": "", "remarks": ""}
        fixed["role"] = str(rng.choice(["leader", "manager", "case_handler", "specialist"], p=[0.08, 0.17, 0.65, 0.10]))
        fixed["system_use"] = str(rng.choice(["daily", "weekly", "rarely", "never"], p=[0.55, 0.3, 0.1, 0.05]))
        people.append(answer_form(form, {id: float(values[place]) for id, values in latents.items()}, fixed, rng))
    return people


def make_cases(rng: np.random.Generator) -> list[dict[str, str]]:
    """Make up permit cases: what the system advised, what the officer decided, what turned out to be right."""
    follow = dict(zip(range(1, OFFICERS + 1), rng.normal(0, 0.05, OFFICERS), strict=True))
    rows = []
    for place in range(1, CASES + 1):
        officer = int(rng.integers(1, OFFICERS + 1))
        truth = rng.random() < 0.4
        advice = truth if rng.random() < RIGHT_ADVICE else not truth
        share = (FOLLOWS_RIGHT if advice == truth else FOLLOWS_WRONG) + follow[officer]
        decision = advice if rng.random() < share else not advice
        days = int(rng.gamma(4, 4)) + 1
        stood = decision == truth
        yes_no = {"advice": advice, "decision": decision, "truth": truth, "stood": stood, "within_standard": days <= 20}
        texts = {name: "yes" if value else "no" for name, value in yes_no.items()}
        rows.append({"case": f"C{place:04d}", "officer": f"officer {officer}", **texts, "days": str(days)})
    return rows


def table(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Write a table as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def make_files() -> dict[str, bytes]:
    """Return every made-up file by its path in the example."""
    streams = [np.random.default_rng(one) for one in np.random.SeedSequence(SEED).spawn(4)]
    citizens, staff = load_form(FRAMEWORK, "citizens"), load_form(FRAMEWORK, "public_servants")
    sample = make_sample(streams[0])
    return {
        "answers/sample.csv": table(sample),
        "answers/citizens-kobo.csv": kobo_csv(citizens, make_citizens(citizens, sample, streams[1])),
        "answers/staff-odk.csv": odk_csv(staff, make_staff(staff, streams[2]), split=True),
        "evidence/cases.csv": table(make_cases(streams[3])),
    }


def main() -> None:
    """Write the files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "made-up-survey"
    for name, content in make_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        print(f"Wrote {folder / name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
