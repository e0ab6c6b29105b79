"""Commands on gates: decide, and put on record."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import tell_written, will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

FOLDER = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.argument("gate")
@click.option("--record", is_flag=True, help="Put the decision on record, with its forecasts; freezes baseline.csv.")
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: FOLDER/gate-report]")
@limit_options
def gate(folder: Path, gate: str, record: bool, out: Path | None, max_file_size: float) -> None:
    """Decide at a gate: go, go with conditions, not yet or no, with reasons and what would change it.

    FOLDER is what `publicvalue new --before-go-live` made. GATE is idea, pilot, go-live, yearly or retirement. Once a
    gate is on record, a baseline that is changed afterwards is refused.
    """
    from publicvalue.actions.before_go_live.gate_records import RECORD
    from publicvalue.actions.before_go_live.gate_reports import REPORT, write_gate
    from publicvalue.actions.before_go_live.gates import decide_gate, record_decision
    from publicvalue.business_case.gates.decision import open_requirements
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.business_case.gates import decision_text, state_line, tier_texts

    today = dt.datetime.now(dt.UTC).date()
    target = out or folder / "gate-report"
    results = ResultsFolder(target)
    results.check(REPORT)
    will_write(target)
    decided = decide_gate(folder, gate, limits_of(max_file_size), today)
    if record:
        decided = record_decision(folder, decided, today)
    write_gate(decided, results, spoken())
    tell_written(target)
    say(decision_text(decided.decision))
    for text in tier_texts(decided.gates, decided.decision):
        say(text)
    for one in open_requirements(decided.decision):
        say(state_line(one))
    if record:
        say(Text("On record: {file}", file=str(folder / RECORD)))
    say(Text("Report: {page}, and as Markdown and text", page=str(target / "gate.html")))
