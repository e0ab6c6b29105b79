"""How much room an agency's evidence takes, and how much it may: one agency does not fill the disk of all."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.untrusted.guards import size_text
from publicvalue.web.evidence.models import Upload
from publicvalue.web.settings.environment import QUOTA
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Blob, StoredFile
from publicvalue.web.stores.waiting import STAYS
from publicvalue.words.text import Text


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
            "Your agency's evidence takes {used} of {most}.", used=size_text(self.used), most=size_text(self.most)
        )


def room_of(agency: Agency) -> Room:
    """Return the room of an agency: equal bytes count once, those that wait as well, and destroyed ones not."""
    files = StoredFile.objects.filter(version__assessment__agency=agency, blob__erased__isnull=True)
    kept = Blob.objects.filter(pk__in=files.values("blob")).aggregate(sum=Sum("size"))["sum"] or 0
    waiting = Upload.objects.filter(
        version__assessment__agency=agency, taken__isnull=True, at__gt=timezone.now() - STAYS
    ).aggregate(sum=Sum("size"))["sum"]
    return Room(kept + (waiting or 0), settings.PUBLICVALUE_QUOTA)


def check_room(agency: Agency, file: str, sha256: str, size: int) -> None:
    """Do nothing where an agency has room for a file, or has its bytes already; InputError with the way round."""
    if StoredFile.objects.filter(version__assessment__agency=agency, blob=sha256, blob__erased__isnull=True).exists():
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
