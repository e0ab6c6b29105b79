"""JSON from elsewhere is read strictly, whatever stands in it."""

from __future__ import annotations

import pytest

from publicvalue.files.untrusted.strict_json import read_strict_json


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"[" * 100_000, "it is nested too deep"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands twice"),
        (b"[NaN]", "NaN is no number"),
        (b"9" * 5_000, "99999999999999999999... has 5,000 digits"),
    ],
)
def test_json_that_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_strict_json(content)
    assert str(caught.value) == what
