"""Commands as a user gives them, in one call."""

from __future__ import annotations

from click.testing import CliRunner, Result

from publicvalue.cli.main import main


def run(*words: object) -> Result:
    """Run a command; an error that it does not tell is the test's."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def output_of(*words: object) -> str:
    """Run a command that ends well, and return what it says."""
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output
