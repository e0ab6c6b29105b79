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
        (b"[" * 200 + b"]" * 200, "it is nested too deep"),
        (b'["\\ud800"]', "a text in it holds half a sign"),
        (b"[" + b"0," * 2_000_000 + b"0]", "it holds more than 2,000,000 values"),
        # Looking for what stands twice takes no longer than reading.
        (b'{%s"last": 2, "last": 1}' % b"".join(b'"%d":1,' % n for n in range(100_000)), "the key 'last' stands twice"),
    ],
)
def test_json_that_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_strict_json(content)
    assert str(caught.value) == what
