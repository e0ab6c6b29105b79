"""How much room an agency's files take, and how much they may: one agency does not fill the disk of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.untrusted.guards import size_text
from publicvalue.web.settings.environment import QUOTA
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Blob, ResultFile, StoredFile, WrittenOver
from publicvalue.words.text import Text

KEEPERS: list[Callable[[Agency], QuerySet[Any]]] = [
    lambda agency: StoredFile.objects.filter(version__assessment__agency=agency, blob__isnull=False),
    lambda agency: ResultFile.objects.filter(version__assessment__agency=agency),
    lambda agency: WrittenOver.objects.filter(version__assessment__agency=agency),
]
"""What names kept bytes of an agency: files of assessments, results, what was written over; applications add theirs."""
WAITING: list[Callable[[Agency], int]] = []
"""Bytes of an agency that wait apart until somebody takes them; applications add theirs."""


class Room(NamedTuple):
    """Bytes that an agency's evidence takes, and that it may take."""

    used: int
    most: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)

    @property
    def told(self) -> Text:
        return Text(
            "What your agency keeps takes {used} of {most}.", used=size_text(self.used), most=size_text(self.most)
        )


def room_of(agency: Agency) -> Room:
    """Return the room of an agency: equal bytes count once, those that wait as well, and destroyed ones not."""
    kept = Blob.objects.filter(_used_by(agency), erased__isnull=True).aggregate(sum=Sum("size"))["sum"]
    return Room((kept or 0) + sum(one(agency) for one in WAITING), settings.PUBLICVALUE_QUOTA)


def _used_by(agency: Agency) -> Q:
    """Return the bytes that something of an agency names."""
    return reduce(or_, (Q(pk__in=one(agency).order_by().values("blob")) for one in KEEPERS))


def check_room(agency: Agency, file: str, sha256: str, size: int) -> None:
    """Do nothing where an agency has room for a file, or has its bytes already; InputError with the way round.

    Results that the server computes are counted, and refused never: what was handed over has to come to its end.
    """
    if sha256 and Blob.objects.filter(_used_by(agency), pk=sha256, erased__isnull=True).exists():
        return
    room = room_of(agency)
    if size <= room.left:
        return
    what = Text(
        "it takes {size}, and {left} of the {most} of your agency are left",
        size=size_text(size),
        left=size_text(room.left),
        most=size_text(room.most),
    )
    do = Text(
        "save it as Parquet, destroy files that wait and are not wanted, have an administrator destroy evidence that is"
        " not needed any more, or ask whoever runs the server to raise {variable}",
        variable=QUOTA,
    )
    raise InputError([Problem(Place(file), what, Text("a file for which there is room"), do)])
