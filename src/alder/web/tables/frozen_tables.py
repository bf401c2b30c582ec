"""Keeping a table for good under a short id that nobody can guess, and what has become of its figures since."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse

from alder.errors import UsageError, present
from alder.publishing.releases import DataSetState, ReleaseState, VersionState
from alder.publishing.tables.frozen import frozen_text, thawed
from alder.web.publications import look_up
from alder.web.publications.models import DataSet, DataSetVersion
from alder.web.tables.models import FrozenTable

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.notes import TableSource

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and figures that cannot be taken for each other when an id is read out or copied by hand."""
LENGTH = 12
"""31 to the power of 12 ids: one that is guessed opens a table once in many million million tries."""
MOST_FIGURES = 50_000
MOST_BYTES = 4_000_000
"""What a frozen table holds at most, in figures and in bytes before it is compressed."""


class TableTooLarge(Exception):
    """The table is too large to be frozen."""


def freeze_table(table: ChosenTable, facts: TableSource, *, version: UUID, query: str) -> FrozenTable:
    """The frozen copy of a table; the one that is there already if the same table was frozen before.

    Addresses are left out of what is kept: they are those of the copy, wherever the site is then.
    """
    if len(table.figures) > MOST_FIGURES:
        raise TableTooLarge
    text = frozen_text(table, replace(facts, address="", source="")).encode()
    if len(text) > MOST_BYTES:
        raise TableTooLarge
    digest = hashlib.sha256(text).hexdigest()
    if frozen := FrozenTable.objects.filter(digest=digest).first():
        return frozen  # also one that was taken away: its page says why
    made = FrozenTable(
        id="".join(secrets.choice(_LETTERS) for _ in range(LENGTH)),
        digest=digest,
        data_set=facts.data_set_id,
        version=version,
        query=query,
        text=zlib.compress(text, 9),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return FrozenTable.objects.get(digest=digest)
    return made


def take_away(data_set: UUID, version: str, reason: str) -> int:
    """The figures of the frozen tables of a version are gone for good; their pages give the reason. How many."""
    versions = [
        published.id
        for published in DataSetVersion.objects.filter(data_set=data_set)
        if str(published.number) == version or str(published.id) == version
    ]
    if not versions:
        raise UsageError(f"the data set has no version {version}")
    return FrozenTable.objects.filter(version__in=versions, taken_away="").update(text=b"", taken_away=reason)


def frozen_table(frozen: FrozenTable) -> tuple[ChosenTable, TableSource]:
    """The table as it was."""
    return thawed(text_of(frozen))


def text_of(frozen: FrozenTable) -> str:
    """The table as text, which `thawed` reads."""
    return zlib.decompress(bytes(frozen.text)).decode()


@dataclass(frozen=True)
class FrozenFate:
    """What readers must be told, in a sentence that is the warning and one that explains it."""

    warning: str
    words: str
    can_be_built: bool
    """Whether there is a version from which the table can be built again."""
    instead: str = ""
    """The page of the data set that has taken the place of this one."""


def fate_of(frozen: FrozenTable) -> FrozenFate | None:
    """None while the version is the newest there is."""
    version = DataSetVersion.objects.filter(id=frozen.version).select_related("release", "data_set").first()
    latest = look_up.latest(frozen.data_set)
    if version is None or not VersionState(version.state).is_live:
        return _withdrawn(version, latest)
    if version.release.state == ReleaseState.WITHDRAWN:
        return FrozenFate(
            "The release with these figures has been withdrawn.", "Do not rely on them.", can_be_built=latest != version
        )
    data_set = version.data_set
    if data_set.state == DataSetState.DEPRECATED and data_set.superseded_by_id:
        return _superseded(data_set)
    if latest is None or latest == version:
        return None
    if (latest.major, latest.minor) == (version.major, version.minor):
        return FrozenFate(
            "These figures have been corrected.",
            f"Version {latest.number} puts something right. Figures here may be wrong.",
            can_be_built=True,
        )
    return FrozenFate(
        "There are newer data.",
        f"These figures are from version {version.number}. Version {latest.number} has been published since, and may "
        "also change figures of earlier times.",
        can_be_built=True,
    )


def _withdrawn(version: DataSetVersion | None, latest: DataSetVersion | None) -> FrozenFate:
    reason = version.withdrawn_for if version else ""
    words = f"The reason given: {reason}" if reason else "Do not rely on them."
    return FrozenFate("These figures have been withdrawn.", words, can_be_built=latest is not None)


def _superseded(data_set: DataSet) -> FrozenFate:
    other = present(data_set.superseded_by, "a data set is superseded by another, and that one is not named")
    return FrozenFate(
        "Another data set has taken the place of this one.",
        f"It is called {other.title}.",
        can_be_built=False,
        instead=reverse("data-set", args=[other.id]),
    )
