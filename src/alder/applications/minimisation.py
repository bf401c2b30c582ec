"""What the fields that are asked for could do to people: counted on made-up records, before anybody sees real ones.

A learner who is alone in what is asked of them could be recognised by whoever knows as much. How many would be is
counted among made-up learners in the forms that are asked for, and again with the one field in a coarser form that
spares most of them. It is an indication: real colleges are larger and smaller than the made-up ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from alder.applications import requested_fields
from alder.applications.requested_fields import AS_COLLECTED
from alder.applications.risk import LOW_SCORE
from alder.look.words import counted, listed, number, sentence
from alder.model.layout import Identifies
from alder.model.period import AcademicYear
from alder.sources.ilr.xml import reader
from alder.synth.returns.writing import FINAL, write_returns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from alder.model.layout import Sensitivity

PROVIDERS, LEARNERS = 3, 2_000
"""As many made-up colleges and learners at each as take about a second to make."""
YEAR = AcademicYear(2025)
BANDED, DERIVED = "banded", "derived"
_FORMS = (DERIVED, BANDED, AS_COLLECTED)
"""From the coarsest."""


@dataclass(frozen=True)
class Minimisation:
    """What is asked for, and what it could do."""

    fields: int
    coarser: int
    """How many of them are asked for in a coarser form than collected."""
    score: int
    sensitivities: Mapping[Sensitivity, tuple[str, ...]]
    counted_by: tuple[str, ...]
    """The fields that made-up learners were told apart by."""
    counted_as_collected: tuple[str, ...]
    """Of these, those that are asked for in a coarser form that has no one way of being made."""
    not_counted: tuple[str, ...]
    """Fields that help to recognise somebody, and that no made-up records were counted by."""
    learners: int = 0
    alone: int = 0
    """Made-up learners whom nobody else is like in these fields."""
    proposal: str = ""
    """The field that would spare most of them in a coarser form; empty where none would."""
    proposed_form: str = ""
    alone_then: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """The statement that applicants confirm and reviewers read."""
        return tuple(self._said())

    def _said(self) -> Iterator[str]:
        coarser = "none" if self.coarser == 0 else "all" if self.coarser == self.fields else number(self.coarser)
        how = f"{coarser} of them in a coarser form than collected. Together they weigh"
        if self.fields == 1:
            how = f"in {'a coarser form than' if self.coarser else 'the form as'} collected. It weighs"
        yield (
            f"You ask for {counted(self.fields, 'field')}, {how} {number(self.score)}: the more a field tells of "
            "somebody, the more it weighs, and half as much in a coarser form. Up to "
            f"{LOW_SCORE}, an application can be of low risk."
        )
        for level, names in self.sensitivities.items():
            if level.value != "E":
                yield f"{sentence(level.meaning)}: {listed(names)}."
        if self.counted_by:
            alone = "nobody is" if self.alone == 0 else f"{number(self.alone)} {'is' if self.alone == 1 else 'are'}"
            yield (
                f"Of {number(self.learners)} made-up learners, {alone} alone with what their records say under "
                f"{listed(self.counted_by)}."
                + (" Whoever knows that much about one of them would know which record is theirs." * bool(self.alone))
            )
        if self.counted_as_collected:
            yield f"For that, these count as collected, whatever form you ask for: {listed(self.counted_as_collected)}."
        if self.proposal:
            then = "nobody" if self.alone_then == 0 else number(self.alone_then)
            yield f"With {self.proposal} {self.proposed_form}, {then} would be."
        if self.not_counted:
            yield f"Not counted, since the records of made-up learners do not hold it: {listed(self.not_counted)}."


def minimisation(rows: Sequence[Mapping[str, Any]]) -> Minimisation:
    """The statement on the rows of G4: `source`, `field` and `form` of each are read."""
    asked: dict[str, str] = {}
    missing: list[str] = []
    for row in rows:
        source, name = str(row.get("source", "")), str(row.get("field", ""))
        found = requested_fields.field_of(source, name)
        if found is None or not _tells(found):
            continue
        if requested_fields.source_id(source) == "ilr" and found.name in learners().column_names:
            asked[found.name] = str(row.get("form"))
        else:
            missing.append(found.name)
    alone = _alone(asked)
    better = min(_coarser(asked), key=_alone, default=asked)
    spares = bool(asked) and _alone(better) < alone
    changed = next((name for name in asked if better[name] != asked[name]), "")
    return Minimisation(
        fields=len(rows),
        coarser=sum(row.get("form") in (BANDED, DERIVED) for row in rows),
        score=requested_fields.score(rows),
        sensitivities=requested_fields.by_sensitivity(rows),
        counted_by=tuple(asked),
        counted_as_collected=tuple(n for n, form in asked.items() if form != AS_COLLECTED and not _has_coarser(n)),
        not_counted=tuple(missing),
        learners=learners().num_rows if asked else 0,
        alone=alone,
        proposal=changed if spares else "",
        proposed_form=better[changed] if spares else "",
        alone_then=_alone(better) if spares else 0,
    )


def _tells(found: Any) -> bool:
    """Whether a field helps to tell people apart: those that are judged so, and what people know of each other."""
    return found.identifies is Identifies.QUASI or found.name in ("Sex", "LLDDHealthProb")


def _coarser(asked: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Each way of asking for one field more coarsely; only dates and postcodes have one that all make alike."""
    for name, form in asked.items():
        if _has_coarser(name):
            yield from ({**asked, name: coarser} for coarser in _FORMS[: _FORMS.index(form)])


def _has_coarser(name: str) -> bool:
    """Whether a field has a coarser form that everybody would make alike."""
    return "Date" in name or "Postcode" in name


def _alone(asked: Mapping[str, str]) -> int:
    """Made-up learners whose values nobody else has."""
    if not asked:
        return 0
    made_up = learners()
    table = made_up.select(list(asked))
    for place, (name, form) in enumerate(asked.items()):
        table = table.set_column(place, name, _as(made_up[name], name, form))
    sizes = table.append_column("n", made_up[next(iter(asked))]).group_by(list(asked)).aggregate([([], "count_all")])
    return int(pc.sum(pc.equal(sizes["count_all"], 1)).as_py() or 0)


def _as(column: pa.ChunkedArray, name: str, form: str) -> pa.ChunkedArray:
    """A column in a form: dates as years, or five of them; postcodes as districts, or the letters of their areas."""
    if form == AS_COLLECTED:
        return column
    if "Date" in name:
        years = pc.year(column)
        return years if form == BANDED else pc.divide(years, 5)
    if "Postcode" in name:
        pattern = r"^(?P<part>[A-Z]{1,2}[0-9][0-9A-Z]?)" if form == BANDED else r"^(?P<part>[A-Z]{1,2})"
        return pc.struct_field(pc.extract_regex(column, pattern), "part")
    return column


@cache
def learners() -> pa.Table:
    """Made-up learners as three colleges return them: the records of the learner, one a person."""
    import pyarrow as pa

    with TemporaryDirectory(prefix="alder-made-up-") as folder:
        written = write_returns(folder, years=[YEAR], providers=PROVIDERS, learners=LEARNERS, returns=FINAL)
        blocks = [block.tables["learner"] for one in written for block in reader.read(one.path).blocks()]
    return pa.concat_tables(blocks)
