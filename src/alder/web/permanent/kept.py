"""Keeping a table for good under a short id that nobody can guess, and finding it again."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from alder.errors import UsageError
from alder.publishing.tables.frozen import frozen_text, thawed
from alder.web.permanent.models import FrozenTable
from alder.web.publications.models import DataSetVersion

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


class TooMuch(Exception):
    """The table is too large to be frozen."""


def keep(table: ChosenTable, facts: TableSource, *, version: UUID, query: str) -> FrozenTable:
    """The frozen copy of a table; the one that is there already if the same table was frozen before.

    Addresses are left out of what is kept: they are those of the copy, wherever the site is then.
    """
    if len(table.figures) > MOST_FIGURES:
        raise TooMuch
    text = frozen_text(table, replace(facts, address="", source="")).encode()
    if len(text) > MOST_BYTES:
        raise TooMuch
    digest = hashlib.sha256(text).hexdigest()
    if found := FrozenTable.objects.filter(digest=digest).first():
        return found  # also one that was taken away: its page says why
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
        found.id
        for found in DataSetVersion.objects.filter(data_set=data_set)
        if str(found.number) == version or str(found.id) == version
    ]
    if not versions:
        raise UsageError(f"the data set has no version {version}")
    return FrozenTable.objects.filter(version__in=versions, taken_away="").update(text=b"", taken_away=reason)


def opened(found: FrozenTable) -> tuple[ChosenTable, TableSource]:
    """The table as it was."""
    return thawed(text_of(found))


def text_of(found: FrozenTable) -> str:
    """The table as text, which `thawed` reads."""
    return zlib.decompress(bytes(found.text)).decode()
