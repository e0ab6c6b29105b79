"""Groups from one column, or from several together: women in the north are a group of their own.

A group that is at a disadvantage in two ways can be hidden in the average of either. Several columns in the role
`group` are combined into one label for each case, such as "women x north"; a case in which one of them is blank has no
group.

Source: K. Crenshaw (1989), Demarginalizing the intersection of race and sex, University of Chicago Legal Forum 1989(1),
139-167.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import ibis.expr.types as ir

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Role
from publicvalue.words.text import Text, listed

GROUP = Role(
    "group",
    "category",
    Text("the group that the case belongs to; of several columns, each combination that occurs is a group"),
    repeated=True,
)
BETWEEN = " x "


def combine_groups(evidence: EvidenceTable) -> EvidenceTable:
    """Return the evidence with one column `group`, whose labels join those of all columns in that role."""
    rows = evidence.rows
    if "group" in rows.columns:
        return evidence
    columns: list[ir.StringColumn] = [
        rows[f"group_{place + 1}"].cast("string") for place in range(len(evidence.roles["group"]))
    ]
    label = reduce(lambda joined, column: joined + BETWEEN + column, columns)
    return replace(evidence, rows=rows.mutate(group=label))


def name_columns(columns: Sequence[str]) -> Text:
    """Return the file's columns that make the groups, for messages: "'sex' and 'district'"."""
    return listed(Text("{column:quoted}", column=column) for column in columns)
