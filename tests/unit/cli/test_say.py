from __future__ import annotations

from publicvalue.cli.terminal.say import plain


def test_what_moves_the_cursor_is_seen_and_lines_stay_lines():
    assert plain("a\x1b[2K\rb\n\tñ\u202e") == "a\\x1b[2K\\rb\n\tñ\\u202e"
