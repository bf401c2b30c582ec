"""Check 10: pictures. What is drawn is judged as the table that it shows; a picture of dots is for eyes as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.outputs.content import RASTER, Form
from alder.outputs.cover_sheet import Part
from alder.outputs.drawings import drawings
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.readers.pages import MANY_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output

_DRAWN = RASTER | {Form.SVG}


def plots_come_with_tables(output: Output) -> Iterator[OutputFinding]:
    """Points that are people, points beyond whiskers, pictures without their tables, what becomes of drawings."""
    yield from drawings(output)
    for content in output.leaving:
        said = set(output.said_of(content).statistic)
        place = FindingPlace(content.name)
        if content.points >= MANY_POINTS or "SCAT" in said:
            yield OutputFinding(
                OutputCheck.PLOTS,
                "SCAT",
                Weight.HELD,
                place,
                "it draws points one by one, and each may be a person",
                f"Draw fields (hexagons, squares) with {output.threshold} people or more in each, and "
                f"attach their counts.",
                max(content.points, 1),
            )
        elif content.points and "BOX" in said:
            yield OutputFinding(
                OutputCheck.PLOTS,
                "BOX",
                Weight.HELD,
                place,
                "points are drawn beyond the whiskers, each of them a person",
                "Draw boxes without outliers, with whiskers at the 5th and 95th percentile.",
                content.points,
            )
        if content.form not in _DRAWN:
            continue
        if content.form in RASTER:
            yield OutputFinding(
                OutputCheck.PLOTS,
                "VEC",
                Weight.LOOK,
                place,
                "it is a picture, and no program can read the figures in it",
                "Two people look at it beside its table.",
            )
        if not _has_table(output, content) and "SCAT" not in said:
            yield OutputFinding(
                OutputCheck.PLOTS,
                "HIST",
                Weight.HELD,
                place,
                "the picture comes without the table that it shows",
                "Attach the table, with counts, and name it on the cover sheet (counts).",
            )


def _has_table(output: Output, content: OutputContent) -> bool:
    """Whether a file holds what a picture shows: the one that is named, one of like name, or the only one."""
    said = output.said_of(content)
    named = said.table or said.counts
    others = [
        other
        for other in output.contents
        if other is not content and output.tables(other) and output.part(other) is not Part.EARLIER
    ]
    if named:
        return any(other.name == named for other in others)
    stem = _stem(content)
    return any(_stem(other).startswith(stem) or stem.startswith(_stem(other)) for other in others) or (
        len(others) >= 1 and sum(1 for one in output.leaving if one.form in _DRAWN) == 1
    )


def _stem(content: OutputContent) -> str:
    return content.name.rpartition("/")[2].partition(".")[0].lower()
