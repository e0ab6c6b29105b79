"""Commands whose help is written in the language that is spoken: each paragraph and each option is a text."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

import click

from publicvalue.cli.terminal.language import spoken
from publicvalue.words.text import Text

REST = 40
"""Letters of the shortest line that tells what a command does."""


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a docstring, each on one line: so they stand in the catalogues."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text or "").split("\n\n") if part.strip()]


def first_context(command: click.Command) -> click.Context:
    """Return the context of the first command as it is run: Click keeps what its help option is called for good."""
    return click.Context(command, info_name="publicvalue", **command.context_settings)


def help_texts(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield every text of the help of a command and of those below it."""
    yield from paragraphs(command.help)
    for option in command.get_params(context):
        if isinstance(option, click.Option) and option.help:
            yield option.help
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from help_texts(child, click.Context(child, info_name=name, parent=context))


class Command(click.Command):
    """A command with such help."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        prefix = Text("Usage:")
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{spoken().write(prefix)} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write what the command does."""
        for paragraph in paragraphs(self.help):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(spoken().word(paragraph))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, one in each row."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option) and not one.hidden]
        with formatter.section(spoken().write(Text("Options"))):
            formatter.write_dl([option_row(one, ctx) for one in options])

    def short_help_of(self, limit: int) -> str:
        """Return what the command does in one line of a list."""
        first = spoken().word(paragraphs(self.help)[0])
        return textwrap.shorten(first.partition(". ")[0].rstrip(".") + ".", limit, placeholder="...")


class CommandGroup(Command, click.Group):
    """A group of such commands."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands below."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the commands, one in each row."""
        names = sorted(self.commands)
        limit = max(formatter.width - 6 - max(map(len, names)), REST)
        rows = [(name, _short_help(self.commands[name], limit)) for name in names]
        with formatter.section(spoken().write(Text("Commands"))):
            formatter.write_dl(rows)


def _short_help(command: click.Command, limit: int) -> str:
    return command.short_help_of(limit) if isinstance(command, Command) else command.get_short_help_str(limit)


def option_row(option: click.Option, context: click.Context) -> tuple[str, str]:
    """Return an option's names, and what it does in the spoken language."""
    names, _ = option.get_help_record(context) or ("", "")
    known = option.get_help_extra(context)
    more: list[str] = [Text("default: {value}", value=known["default"])] if known.get("default") else []
    more += [known["range"]] if known.get("range") else []
    more += [Text("required")] if option.required else []
    limits = f"[{'; '.join(map(spoken().write, more))}]" if more else ""
    return names, "  ".join(filter(None, (spoken().word(option.help or ""), limits)))
