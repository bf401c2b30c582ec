"""A cover sheet to fill in: what can be seen of the files is written, what only their author knows is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.checks.counts import base_of
from alder.outputs.content import RASTER, Form
from alder.outputs.cover_sheet import Part
from alder.outputs.output_rules import OUTPUT_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output

_RULES = frozenset(rule.id for rule in OUTPUT_RULES)
_BY_FORM = {
    Form.CODE: "CODE",
    Form.LOG: "LOG",
    Form.NOTEBOOK: "NB",
    Form.WORD: "TEXT",
    Form.TEXT: "TEXT",
    Form.SVG: "HIST",
}


def drafted(output: Output) -> str:
    """The text of the cover sheet. Lines that begin with # are for whoever fills it in."""
    return (
        "\n".join([*_about_all(output), *(line for content in output.contents for line in _about(output, content))])
        + "\n"
    )


def _about_all(output: Output) -> Iterator[str]:
    yield f"title = {json.dumps('')}            # a title that somebody outside the project understands"
    yield 'shows = ""            # what it shows, in one or two sentences'
    yield 'population = ""       # whom it is about: ages, funding, year, providers, who is left out'
    yield "# people = 0          # how many they are, before weighting"
    yield 'unit = "learners"     # what a count counts: learners, aims, programmes, employers, providers'
    yield "weighted = false"
    yield f"threshold = {output.threshold}"
    counts = [
        v for table in output.tables_in(output.leaving) for column in table.of("FREQ") for v in column.values if v > 0
    ]
    base = base_of(np.array(counts)) if counts else 1
    yield f"rounding = {base if base > 1 else 0}          # the base of rounding; 0: none"
    yield 'suppression = ""      # what is hidden, by which rule, and how it is marked'
    yield "# names_providers = false"
    yield 'sources = []          # what it is made from, as alder sources lists them: ["ilr"]'


def _table_shown(output: Output, content: OutputContent) -> str:
    """The one table that leaves with a drawing, or the one of like name; else a line to fill in."""
    tables = [one.name for one in output.leaving if output.tables(one) and output.part(one) is Part.OUTPUT]
    tables = [name for name in tables if " > " not in name]
    stem = content.name.rpartition(".")[0]
    alike = [name for name in tables if name.rpartition(".")[0] == stem]
    found = alike if len(alike) == 1 else tables
    return f"table = {json.dumps(found[0])}" if len(found) == 1 else '# table = ""'


def _about(output: Output, content: OutputContent) -> Iterator[str]:
    if " > " in content.name:
        return
    tables = output.tables(content)
    kinds = list(dict.fromkeys(column.kind for table in tables for column in table.columns if column.kind in _RULES))
    if not kinds and content.form in RASTER:
        kinds = ["HIST"]
    kinds = kinds or [_BY_FORM[content.form]] if content.form in _BY_FORM or kinds else ["TEXT"]
    part = output.part(content)
    yield ""
    yield "[[files]]"
    yield f"name = {json.dumps(content.name)}"
    yield f'kind = "{part}"       # output | supporting | code | earlier'
    yield f"statistic = {json.dumps(kinds)}    # alder outputs rules lists the kinds"
    if part is not Part.OUTPUT:
        return
    columns = {
        column.heading: column.kind
        for table in tables
        for column in table.columns
        if column.heading and column.kind in _RULES
    }
    if len(set(columns.values())) > 1:
        said = ", ".join(
            f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(kind)}" for name, kind in columns.items()
        )
        yield f"columns = {{ {said} }}"
    if set(kinds) - {"FREQ", "CODE", "TEXT"}:
        yield '# n = ""              # the column with the people behind each row, or their number'
        yield '# counts = ""         # or the supporting file with the counts'
    if content.form is Form.SVG:
        yield f"{_table_shown(output, content)}     # the table that it shows, and from which it is drawn anew"
        yield '# figures = ""        # the heading of the column that is drawn, where the table has several'
        yield '# chart = ""          # lines | bars | dots, if not as suits the table'
    yield '# relation = ""       # how it differs from what left before: same people, some of them, another year'
    yield "# structural = []     # cells that are zero by definition"
    yield '# exception = ""      # "EXT: the limit is one by design"'
