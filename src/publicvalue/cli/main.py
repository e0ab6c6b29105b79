"""The `publicvalue` command."""

from __future__ import annotations

import gc
import os

import click

from publicvalue import __version__
from publicvalue.cli.assessments import assess, check, compare, explain, new
from publicvalue.cli.before_go_live.business_cases import business_case
from publicvalue.cli.before_go_live.deliveries import delivery
from publicvalue.cli.before_go_live.gates import gate
from publicvalue.cli.before_go_live.plans import plan
from publicvalue.cli.bringing.answers import answers
from publicvalue.cli.bringing.appraisals import add, answer, export, import_workbook
from publicvalue.cli.bringing.instruments import instrument
from publicvalue.cli.country.readiness import country
from publicvalue.cli.country.region import region
from publicvalue.cli.frameworks import framework
from publicvalue.cli.next_evidence import next_evidence
from publicvalue.cli.portfolio import portfolio
from publicvalue.cli.publishing.briefs import brief, citizens
from publicvalue.cli.publishing.handed_out import published
from publicvalue.cli.publishing.signing import keys, sign
from publicvalue.cli.publishing.verify import bundle_verify
from publicvalue.cli.registers import register
from publicvalue.cli.results import report
from publicvalue.cli.terminal.problems import ReportsProblems, end_in_order
from publicvalue.cli.web import audit, manage, web

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Linear algebra on one processor, unless somebody says otherwise.

Our matrices are small: threads cost more than they gain, and last digits would depend on how many there are.
"""

GARBAGE_AFTER = 100_000
"""New objects after which Python looks for cycles among them."""


@click.group(cls=ReportsProblems, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publicvalue")
@click.option(
    "--lang",
    metavar="LANGUAGE",
    expose_value=False,
    help="Language of all that is said: en, es. It may stand behind any command."
    "  [default: PUBLICVALUE_LANG, else that of the machine]",
)
def main() -> None:
    """Find out whether the AI that a government uses creates public value.

    An assessment is a folder with assessment.yaml and evidence/. Start one with `publicvalue new`, list what is still
    wrong with `publicvalue check`, and write its report with `publicvalue assess`.
    """
    # Loading makes many objects and hardly any cycles: looking for cycles as often as usual costs a tenth of a run.
    gc.set_threshold(GARBAGE_AFTER)
    # Read when NumPy is loaded, which no command has done yet.
    os.environ.update(ONE_THREAD | os.environ)
    end_in_order()


COMMANDS = (
    new,
    answer,
    import_workbook,
    export,
    add,
    check,
    assess,
    explain,
    next_evidence,
    compare,
    business_case,
    plan,
    gate,
    delivery,
    portfolio,
    country,
    region,
    report,
    brief,
    citizens,
    published,
    bundle_verify,
    sign,
    keys,
    framework,
    instrument,
    answers,
    register,
    web,
    manage,
    audit,
)
for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
