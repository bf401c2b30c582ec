"""Kinds of statistics that a cover sheet declares or a heading names, and that no figure tells by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.checks.figures import people_behind
from alder.outputs.cover_sheet import Part
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.output_rules import Stance, output_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output

_ASKED_FIRST = {
    "SYN": (
        "synthetic data leaves only where the owner of the data agrees",
        "Ask for an exception that names the agreement.",
    ),
    "NN": (
        ("such a model leaves only if that was planned before the project began, with a report of attacks on it"),
        "Ask for an exception that names the plan, and attach the report.",
    ),
    "FE": (
        "effects, residuals and predicted values of single units are not let out",
        "Summarise them, or ask for an exception that names the owner's agreement.",
    ),
    "DP": ("a person checks how much of the privacy budget the noise uses", "State epsilon and sensitivity."),
}
"""What stands or falls with something that is not in the file: what to say, and what to do."""
_BY_UNIT = re.compile(
    (
        r"\bresid(?:ual)?s?\b|\bfitted\b|\bpredict(?:ed|ion)s?\b|\brandom effects?\b|\bblups?\b"
        r"|\by_?hat\b|\bpropensity\b|\bstudentized\b"
    ),
    re.IGNORECASE,
)
FEWEST_UNITS = 15
"""So many rows with a residual each are units; fewer may be the residuals of groups in a table."""
NEARLY_ONE = 0.999


def what_is_declared_keeps_its_rule(output: Output) -> Iterator[OutputFinding]:
    """Kinds that never leave, that leave by agreement alone, and those that need very many people."""
    for content in output.leaving:
        said = output.said_of(content)
        for kind in dict.fromkeys((*said.statistic, *said.columns.values())):
            yield from _declared(output, content, kind)
        yield from _weighted(output, content)
        for table in output.tables(content):
            if len(table.rows) < FEWEST_UNITS:
                continue
            for column in table.columns:
                if _BY_UNIT.search(column.heading.replace("_", " ")) and column.is_number.all():
                    yield OutputFinding(
                        OutputCheck.RECORDS,
                        "FE",
                        output.weight(content, "FE"),
                        table.place(0, column),
                        _ASKED_FIRST["FE"][0],
                        _ASKED_FIRST["FE"][1],
                        len(table.rows),
                    )


def _declared(output: Output, content: OutputContent, kind: str) -> Iterator[OutputFinding]:
    excepted = output.is_excepted(content, kind)
    place = FindingPlace(content.name)
    if output_rule(kind).stance is Stance.NEVER:
        yield OutputFinding(
            OutputCheck.RECORDS if kind == "MICRO" else OutputCheck.TYPE,
            kind,
            output.weight(content, kind),
            place,
            f"the cover sheet says that it is a {output_rule(kind).name}, which does not leave",
            "Hand in tables of groups instead.",
        )
    elif kind in _ASKED_FIRST:
        what, mend = _ASKED_FIRST[kind]
        weight = Weight.LOOK if excepted or kind == "DP" else Weight.HELD
        yield OutputFinding(OutputCheck.MODELS if kind == "NN" else OutputCheck.TYPE, kind, weight, place, what, mend)
    elif kind == "DENS":
        said = output.said_of(content)
        people = said.n if isinstance(said.n, int) and said.n else output.cover.people
        needed = output.threshold * output.limits.densest
        if not people or people < needed:
            yield OutputFinding(
                OutputCheck.PLOTS,
                "DENS",
                Weight.LOOK if excepted else Weight.HELD,
                place,
                f"a density needs {needed} people behind it, and "
                + ("fewer are" if people else "nothing says how many are"),
                "State the number of people (n), or draw a histogram with its table.",
            )
    elif kind == "CORR":
        for table in output.tables(content):
            for column in table.of("CORR"):
                rows = np.flatnonzero(np.abs(column.values) >= NEARLY_ONE)
                off = [row for row in rows.tolist() if len(set(table.labels[row]) | {column.heading}) > 1]
                if off and people_behind(output, content, table) is not None:
                    yield OutputFinding(
                        OutputCheck.MODELS,
                        "CORR",
                        Weight.LOOK,
                        table.place(off[0], column),
                        "a correlation is 1 or -1: one value follows from the other",
                        "See whether two people are behind it, or a sum and its part.",
                        len(off),
                    )


def _weighted(output: Output, content: OutputContent) -> Iterator[OutputFinding]:
    """Weighted figures are judged by the people before weighting, which somebody has to show."""
    if not output.cover.weighted or output.part(content) is not Part.OUTPUT or not output.tables(content):
        return
    said = output.said_of(content)
    unweighted = any(
        re.search(r"unweighted|\bn\b|sample|base", column.heading, re.IGNORECASE)
        for table in output.tables(content)
        for column in table.of("FREQ")
    )
    if not (unweighted or said.n or output.counts_behind(content)):
        yield OutputFinding(
            OutputCheck.COUNTS,
            "WEIGHT",
            output.weight(content, "WEIGHT"),
            FindingPlace(content.name),
            "its figures are weighted, and nothing says how many people there are before weighting",
            "Attach the unweighted counts as a supporting file (counts), or give a column with them (n).",
        )
