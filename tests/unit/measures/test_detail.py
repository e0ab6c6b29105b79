from __future__ import annotations

import pytest

from publicvalue.errors import MethodError
from publicvalue.measures.result import ColumnId, Detail

RATES = Detail("Rates", ("group", "percent"), (("a", 1.0), ("b", None)), ("label", "percent"))


def test_column_is_found_by_what_it_holds_and_not_by_its_heading() -> None:
    assert RATES.column("percent") == (1.0, None)
    assert RATES.column("low") is None
    assert Detail("Plain", ("percent",), ((1.0,),)).column("percent") is None


@pytest.mark.parametrize("ids", [("label",), ("percent", "percent")])
def test_detail_refuses_ids_that_do_not_say_which_column_is_which(ids: tuple[ColumnId, ...]) -> None:
    with pytest.raises(MethodError, match="one id a column, each once"):
        Detail("Rates", ("group", "percent"), (), ids)
