"""Returns of fictitious providers as files, block by block: of which years, ready on which day, in which order.

Some blocks are told and written together, so that what costs the same for one learner and for thousands is paid seldom.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError
from alder.model.period import AcademicYear, ReturnNumber
from alder.rights import for_everybody
from alder.synth.population.draws import BLOCK, day_number
from alder.synth.population.fictitious import MERESHIRE, Provider, provider, real_places
from alder.synth.population.story import Story
from alder.synth.returns.block_roll import BlockRoll
from alder.synth.returns.heading import ReturnForm, ReturnHeading, order
from alder.synth.returns.looked_up_faults import LOOKED_UP
from alder.synth.returns.parquet_form import ParquetReturn
from alder.synth.returns.planted_faults import BREACHES, MISFITS, PlantedFault, plant
from alder.synth.returns.return_tables import tables
from alder.synth.returns.roll import Snapshot
from alder.synth.returns.xml_form import XmlReturn, learner_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.synth.population.fictitious import Places
    from alder.synth.returns.planted_faults import Edits, FaultKind

FINAL = (ReturnNumber.R14,)
KINDS = (*MISFITS, *BREACHES)


@dataclass(frozen=True)
class WrittenReturn:
    """One return that was written."""

    path: Path
    provider: Provider
    year: AcademicYear
    number: ReturnNumber
    learners: int
    learning_deliveries: int
    bytes: int
    planted: tuple[PlantedFault, ...] = ()


@dataclass
class _Draft:
    """A return while it is being written."""

    heading: ReturnHeading
    file: XmlReturn | ParquetReturn
    learners: int = 0
    learning_deliveries: int = 0
    planted: list[PlantedFault] = field(default_factory=list)

    def finish(self) -> WrittenReturn | None:
        """What was written. A return without learners is none: it would be refused, so nothing is left of it."""
        if self.learners == 0:
            self.file.discard()
            return None
        path, size = self.file.finish()
        of = self.heading
        counts = (self.learners, self.learning_deliveries, size)
        return WrittenReturn(path, of.provider, of.year, of.number, *counts, tuple(self.planted))


@for_everybody()
def write_returns(
    out: str | Path,
    *,
    years: Sequence[AcademicYear],
    providers: int = 1,
    learners: int = 100,
    returns: Sequence[ReturnNumber] = FINAL,
    seed: int = 1,
    errors: float = 0.0,
    all_rules: bool = False,
    zipped: bool = False,
    form: ReturnForm = ReturnForm.XML,
    postcodes: Iterable[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[WrittenReturn]:
    """Write returns of `providers` fictitious providers, each with `learners` learners in a full year.

    Early returns hold those who have started by then; a provider with nobody yet makes none. The same seed gives the
    same files; more learners, providers, years or returns change nothing in the others. With `errors`, known faults are
    planted in that share of learners and listed in `planted.csv`; with `all_rules` also those that only made-up
    reference tables show. As Parquet a return is a folder with a file a table. With `postcodes`, people live, learn and
    work at these real places instead of made-up ones, most of them near the provider. `progress` is told of each
    block's learners as they are written.
    """
    if providers < 1 or learners < 1:
        raise UsageError("at least one provider and one learner are needed")
    if not 0 <= errors <= 1:
        raise UsageError("the share of learners with errors lies between 0 and 1", where="For example --errors 0.02.")
    if form is ReturnForm.PARQUET and (errors or zipped):
        raise UsageError(
            "a return as Parquet has no planted errors and no ZIP file",
            where="Some errors are texts that do not fit their column, and Parquet is compressed as it is.",
            next="Leave out --errors and --zip, or write XML.",
        )
    if all_rules and not errors:
        raise UsageError(
            "no errors are planted, so there are none for all rules to find",
            next="Say in which share of learners:  --errors 0.02 --all-rules",
        )
    for year in years:
        order(year)
    kinds = (*KINDS, *LOOKED_UP) if all_rules else KINDS
    world = MERESHIRE if postcodes is None else real_places(postcodes)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[WrittenReturn] = []
    for number in range(providers):
        for year in sorted(set(years)):
            headings = [ReturnHeading(provider(number), year, which) for which in sorted(set(returns))]
            drafts = [_Draft(h, _begin(folder, h, form, zipped=zipped)) for h in headings]
            _tell(drafts, learners, seed, errors, kinds, world, progress)
            written += [made for draft in drafts if (made := draft.finish())]
    if not written:
        raise UsageError(
            "no learner has started by then, so there is no return to make",
            next="Ask for more learners, or for a later return such as R14.",
        )
    if errors:
        _list_planted(folder / "planted.csv", written)
    return written


def _begin(folder: Path, heading: ReturnHeading, form: ReturnForm, *, zipped: bool) -> XmlReturn | ParquetReturn:
    if form is ReturnForm.PARQUET:
        return ParquetReturn(folder / heading.name, heading.year, heading.number)
    return XmlReturn(folder, heading, zipped=zipped)


def _tell(
    drafts: Sequence[_Draft],
    learners: int,
    seed: int,
    errors: float,
    kinds: Sequence[FaultKind],
    world: Places,
    progress: Callable[[int], None] | None,
) -> None:
    """All returns of a provider for a year, side by side: the story of a block is worked out once for all of them."""
    of = drafts[0].heading
    for blocks, places in _blocks(learners):
        roll = BlockRoll(Story(seed, of.provider, blocks, of.year.start, world), places)
        for draft in drafts:
            now = Snapshot(roll, day_number(draft.heading.prepared))
            found = tables(now)
            if isinstance(draft.file, XmlReturn):
                edits: Edits = {}
                if errors:
                    edits, planted = plant(found, now, draft.heading.number, errors, kinds)
                    draft.planted += planted
                (text,) = learner_texts(draft.heading.tree, found, edits=edits)
                draft.file.add(text)
            else:
                draft.file.add(found, np.full(roll.size, of.ukprn))
            draft.learners += len(found.learners["learner"])
            draft.learning_deliveries += len(found.learners["learning_delivery"])
        if progress:
            progress(places)


_TOGETHER = 8
"""So many blocks are written at once. More is hardly quicker and takes more memory: about 100 MB for eight."""


def _blocks(learners: int) -> Iterator[tuple[range, int]]:
    """Blocks that are written together, and how many of their places are asked for."""
    for first in range(0, learners, _TOGETHER * BLOCK):
        places = min(_TOGETHER * BLOCK, learners - first)
        yield range(first // BLOCK, (first + places - 1) // BLOCK + 1), places


def _list_planted(path: Path, written: Sequence[WrittenReturn]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("file", "rule", "LearnRefNumber", "AimSeqNumber", "field", "what"))
        for planted in written:
            for p in planted.planted:
                lines.writerow((planted.path.name, p.rule, p.learner_ref, p.aim_seq or "", p.field, p.what))


def parse_years(texts: Iterable[str]) -> list[AcademicYear]:
    """Read `2025/26`, or `2018/19..2020/21` for all from the first to the last."""
    found: set[AcademicYear] = set()
    for text in texts:
        first, _, last = text.partition("..")
        begin, end = AcademicYear.parse(first), AcademicYear.parse(last or first)
        if end < begin:
            raise UsageError(f"{text} ends before it begins", where="Years are written 2018/19..2020/21.")
        found |= {AcademicYear(y) for y in range(begin.start, end.start + 1)}
    return sorted(found)
