"""Judge all new submissions of a load by the rules of their years, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import submission
from alder.rules import runner
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.shape import FILE_SCHEMA
from alder.sources.ilr.submissions import FINDING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.engine.base import Engine
    from alder.sources.ilr.header import Header


@dataclass(frozen=True)
class Judged:
    """What the rules found in each submission, and the name of the book that each year was judged by."""

    findings: pa.Table
    books: dict[str, str]


def file_of(header: Header, number: int, return_number: str) -> dict[str, object]:
    """What rules about the file itself look at."""
    return {
        "submission": number,
        "collection_year": header.year.label,
        "UKPRN": header.ukprn,
        "LearningProviderUKPRN": header.provider_ukprn,
        "FilePreparationDate": header.prepared,
        "ReturnNumber": return_number,
    }


def judge(engine: Engine, files: Sequence[Mapping[str, object]]) -> Judged:
    """Run the rules over files, whose tables `engine` holds; `file_of` says what a rule may know of each."""
    outcome = runner.run(engine, ilr, pa.Table.from_pylist(list(files), schema=FILE_SCHEMA))
    findings = outcome.broken.select(["submission", *FINDING.names])
    return Judged(
        findings.cast(pa.schema([submission.STAMP[0], *FINDING])), {b.year.label: b.name for b in outcome.books}
    )
