"""What is shown of a protected table: each of its outputs, and what must be read with it wherever its figures go.

`protect` gives a table to this module, so the table itself knows none of its writers. Each is imported when it is first
used: whoever protects a table and prints it needs neither Parquet nor pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.ledger.cautions import Cautions
from alder.rights import for_everybody

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from alder.disclosure.protected import Protected
    from alder.model.coverage import Whole
    from alder.model.statistic import FrameRows


def cautions(table: Protected) -> Cautions:
    """What must be read with a table, part by part."""
    from alder.disclosure import notes, provider_bands
    from alder.disclosure.notes import heading, protection_words, source_words

    about, quality = table.about, table.quality
    return Cautions(
        title=heading(table),
        summary=about.reads_as or about.definition,
        measure=about.measure,
        version=about.version,
        definition=about.definition,
        source=source_words(table),
        coverage=about.coverage,
        protection="\n".join(protection_words(table)),
        grade=quality.grade.value,
        meaning=quality.grade.meaning,
        because=tuple((q.field, q.why) for q in quality.because),
        breaks=tuple((b.year.label, b.text) for b in quality.breaks),
        care=tuple((c.code, c.text) for c in quality.caveats),
        lines=(*notes.statements_of_quality(table), *provider_bands.fifth_lines(table)),
        definitions=tuple(strength.to_object() for strength in quality.strengths),
        notes=about.notes,
        made_up=about.made_up,
    )


def frame(table: Protected, rows: FrameRows, scope: str) -> pa.Table:
    """One row a combination, totals apart, numbers and symbols in columns of their own."""
    from alder.disclosure.data_columns import figure_table

    return figure_table(table).frame(rows, scope)


def check_csv(table: Protected, path: Path, whole: Whole | str | None) -> None:
    """Refuse a name that no data file has, and totals of which something untrue is said."""
    from alder.disclosure.totals import totals_of
    from alder.show.data_pair import check_name

    check_name(path)
    totals_of(table.about.group, table.filters, whole)


@for_everybody()
def write_csv(table: Protected, path: Path, whole: Whole | str | None) -> list[Path]:
    """The data file, its metadata file, and its notes beside them."""
    from alder.disclosure.data_columns import data_table
    from alder.disclosure.notes import notes
    from alder.disclosure.totals import totals_in_file, totals_of
    from alder.show import data_pair

    data_pair.check_name(path)
    about = totals_of(table.about.group, table.filters, whole)
    said = totals_in_file(table.about.group, about)
    words = notes(table) + (f"\n{said}\n" if said else "")
    return data_pair.write(data_pair.pair_of(data_table(table), about), path, words)


@for_everybody()
def write_parquet(table: Protected, path: Path) -> None:
    """The Arrow table, with what must travel with it in the metadata of the file."""
    from alder.disclosure.data_columns import data_table, metadata
    from alder.show import parquet

    parquet.write_figures(data_table(table), metadata(table), path)


@for_everybody()
def write_html(table: Protected, path: Path, boundaries: pa.Table | None) -> None:
    """One page that a person reads, with a map where there are boundaries of its places."""
    from alder.disclosure.sheet import page

    path.write_text(page(table, boundaries), encoding="utf-8", newline="\n")


def notebook(table: Protected) -> str:
    """The table with its company, in a snippet that brings its own styles."""
    from alder.disclosure.sheet import notebook

    return notebook(table)


def text(table: Protected, width: int) -> str:
    """The table as the terminal shows it."""
    from alder.disclosure.notes import sectioned
    from alder.show.terminal import text

    return text(sectioned(table), width)
