"""Writes the reference pages that are made from the code: one for each measure, one for the commands, and a schema.

A page that does not begin with the mark was written by hand and is left alone. The schema of results.json is pinned:
another one with the same number of its format is not written.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from workflow_page import workflow_parts

from publicvalue.cli.main import main as command_line
from publicvalue.cli.terminal.help import first_context
from publicvalue.cli.terminal.problems import EXIT_CODES
from publicvalue.measures.definition import Definition, Role
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.options import StatedOption
from publicvalue.results.codec import result_schema
from publicvalue.schema.statement import fields_of, stated
from publicvalue.schema.wanted import expected_of

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
SCHEMA = REFERENCE / "results.schema.json"
MARK = "<!-- Written by `make docs`; change the code instead. -->"

RAISE_FORMAT = (
    "results.json has another shape now. Raise FORMAT in results/model.py, and run: make docs. "
    "Where this format was never released, remove the file instead, and run it."
)

# A heading in a measure's docstring: a line at the margin, above lines that are indented.
HEADING = re.compile(r"^(\S[^\n]*)\n(?=    )", re.MULTILINE)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Set a Markdown table; nothing when it has no rows."""
    if not rows:
        return ""
    lines = [heads, tuple("---" for _ in heads), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(*parts: str) -> str:
    return "\n\n".join([MARK, *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def definition_text(docstring: str) -> str:
    """Turn a measure's docstring into Markdown: its first sentence, then each heading with its text."""
    headed = HEADING.sub(r"\n### \1\n\n", docstring)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"^    ", "", headed, flags=re.MULTILINE))


def roles_text(definition: Definition) -> str:
    sets = [roles for roles in definition.role_sets if roles]
    if not sets:
        return ""
    tables = [table(("column", "type", "needed", "holds"), [role_row(role) for role in roles]) for roles in sets]
    choice = ["The first of these sets whose needed columns are all there is used."] if len(tables) > 1 else []
    return "\n\n".join(["## Columns", *choice, *tables])


def role_row(role: Role) -> tuple[str, ...]:
    needed = ("yes" if role.required else "no") + (", one or more columns" if role.repeated else "")
    return f"`{role.name}`", role.type.replace("_", "/"), needed, role.text


def described(option: StatedOption) -> str:
    """Return what an option's value must be, where it has no choices."""
    cells = f"cells of `{option.role}`" if option.role else ""
    kind = stated(option.type)
    if kind.type in (int, float, dt.date):
        return expected_of(kind)
    if kind.is_list and (entry := kind.at(0)) and entry.is_shape:
        return "a list, each entry with " + ", ".join(f"`{name}`" for name in fields_of(entry.type))
    if kind.is_named:
        return "a group of fields"
    if kind.is_list:
        return cells or "one text, or a list of them"
    return cells or "a text" if kind.type is str else ""


def option_row(option: StatedOption) -> tuple[str, ...]:
    choices = ", ".join(f"`{choice}`" for choice in option.choices) or described(option)
    default = "needed" if option.required else "" if option.default is None else f"`{option.default}`"
    return f"`{option.name}`", option.text, option.set_by, choices, default


def measure_page(definition: Definition) -> str:
    docstring = inspect.cleandoc(sys.modules[definition.compute.__module__].__doc__ or "")
    facts = [
        f"- Id: `{definition.id}`, version {definition.version}",
        f"- Evidence: {', '.join(definition.kinds)}",
        f"- Units: {', '.join(definition.units) or 'any'}",
    ]
    options = table(("option", "does", "set by", "choices", "default"), [option_row(one) for one in definition.options])
    return page(
        f"# {definition.title}",
        "\n".join(facts),
        "## Definition\n\n" + definition_text(docstring),
        roles_text(definition),
        "## Options\n\n" + options if options else "",
    )


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command below this one that does something, with the way it is called."""
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            yield from commands(child, click.Context(child, info_name=name, parent=context))
    else:
        yield command, context


def parameter_row(parameter: click.Parameter, context: click.Context) -> tuple[str, ...]:
    if isinstance(parameter, click.Option):
        names, text = parameter.get_help_record(context) or ("", "")
        return f"`{names}`", text
    return f"`{parameter.make_metavar(context)}`", "needed" if parameter.required else "may be left out"


def command_text(command: click.Command, context: click.Context) -> str:
    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    arguments = table(("argument or option", "does"), [parameter_row(parameter, context) for parameter in shown])
    return "\n\n".join([f"## {context.command_path}", inspect.cleandoc(command.help or ""), f"    {usage}", arguments])


def cli_page() -> str:
    root = first_context(command_line)
    texts = [command_text(command, context) for command, context in commands(command_line, root)]
    codes = "## Exit codes\n\n" + table(("code", "means"), [(str(code), means) for code, means in EXIT_CODES])
    own = [one for one in command_line.get_params(root) if isinstance(one, click.Option)]
    everywhere = table(("option", "does"), [parameter_row(one, root) for one in own])
    return page("# Commands", inspect.cleandoc(command_line.help or ""), everywhere, *texts, codes)


def pages() -> dict[Path, str]:
    """Return every page that is made from the code, by its path below docs/reference."""
    measures = {Path("measures") / f"{id}.md": measure_page(definition) for id, definition in DEFINITIONS.items()}
    return {Path("cli.md"): cli_page(), Path("workflow.md"): page(*workflow_parts(table)), **measures}


def schema_text() -> str:
    """Return the JSON Schema of results.json as it is pinned."""
    return json.dumps(result_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def format_is_kept(pinned: str, made: str) -> bool:
    """Whether a schema may take the place of the pinned one: it is the same, or its format has another number."""
    if not pinned or json.loads(pinned)["$id"] != json.loads(made)["$id"]:
        return True
    return _without_modules(pinned) == _without_modules(made)


def _without_modules(schema: str) -> object:
    """Return a schema without the modules by which two classes of one name are told apart: a class may move."""
    named = re.sub(r"publicvalue__\w+__", "", schema)
    return json.loads(named, object_pairs_hook=lambda pairs: sorted(pairs, key=repr))


def is_written_by_hand(path: Path) -> bool:
    return path.is_file() and not path.read_text(encoding="utf-8").startswith(MARK)


def main() -> int:
    for name, text in pages().items():
        path = REFERENCE / name
        if is_written_by_hand(path):
            print(f"Left alone, written by hand: docs/reference/{name}")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(pages())} pages in docs/reference")
    if not format_is_kept(SCHEMA.read_text(encoding="utf-8") if SCHEMA.is_file() else "", schema_text()):
        print(f"Left alone: docs/reference/{SCHEMA.name}. {RAISE_FORMAT}")
        return 1
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
