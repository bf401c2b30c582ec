"""Whatever stands in a pair of files, it is screened or said to be unreadable; what is written reads as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.pairs import COLUMNS, LISTS, write_pair

from alder.errors import UnreadableFile
from alder.model.geographic_levels import LEVEL_BY_TEXT
from alder.publishing.screener import NO_LISTS, CheckOutcome, Stage, can_be_accepted, screen, screen_files, screener
from alder.publishing.screener.subject import KNOWN_COLUMNS
from alder.publishing.standard.data_set import DataSetFiles, MetaFile, read_pair
from alder.publishing.standard.periods import IDENTIFIER_BY_TEXT
from alder.show.data_pair import META_COLUMNS, MetaRow

NAMES = st.sampled_from(sorted({*KNOWN_COLUMNS, *COLUMNS, "age", "band", "urn", "ethnicity_minor", "characteristic"}))
CELLS = st.sampled_from(
    [
        "",
        " ",
        "x",
        "z",
        "c",
        "Total",
        "all",
        "NA",
        "..",
        "Not available",
        "E92000001",
        "England",
        "202425",
        "2024",
        "='1",
    ]
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=5)
LEVELS = st.sampled_from(sorted(LEVEL_BY_TEXT))
IDENTIFIERS = st.sampled_from(sorted(IDENTIFIER_BY_TEXT))
ROWS = st.builds(
    MetaRow,
    col_name=NAMES,
    col_type=st.sampled_from(["Filter", "Indicator", "filter", ""]),
    label=CELLS,
    indicator_unit=CELLS,
    indicator_dp=CELLS,
    filter_hint=CELLS,
    filter_grouping_column=NAMES | st.just(""),
    filter_default=CELLS,
)


BYTES = st.binary(max_size=200) | st.lists(
    st.sampled_from(
        [
            b'"',
            b",",
            b"\n",
            b"\r",
            b"\r\n",
            b"\x81",
            b"\xe9",
            b";",
            b"a",
            b"time_period",
            b"col_name",
            b"\x1f\x8b",
            b" ",
        ]
    ),
    max_size=30,
).map(b"".join)
"""Bytes of any kind, and those of which files that look like CSV are made."""

ACCEPTABLE = {check.name for check in screener if can_be_accepted(check.name)}


@st.composite
def data_sets(draw: st.DrawFn, *, sound: bool = False) -> DataSetFiles:
    """A pair that has the columns it needs, with odd cells; where it is sound, it has all that later checks rest on."""
    names = list(dict.fromkeys([*COLUMNS, *draw(st.lists(NAMES, max_size=12))]))
    size = draw(st.integers(0, 6))
    kinds = {"geographic_level": LEVELS, "time_identifier": IDENTIFIERS}
    if sound:
        names = list(dict.fromkeys([*names, *sorted(KNOWN_COLUMNS)]))
        kinds = {
            "geographic_level": LEVELS | CELLS,
            "time_identifier": IDENTIFIERS | CELLS,
            "time_period": st.sampled_from(["2024", "202425", "202420"]),
        }
    columns = {n: draw(st.lists(kinds.get(n, CELLS), min_size=size, max_size=size)) for n in names}
    table = pa.table({n: pa.array(cells, pa.string()) for n, cells in columns.items()})
    rows = draw(st.lists(ROWS, max_size=4))
    if sound:
        free = st.sampled_from([n for n in names if n not in KNOWN_COLUMNS])
        kind = st.sampled_from(["Filter", "Indicator"])
        group = free | st.just("")
        rows = [
            replace(row, col_name=draw(free), col_type=draw(kind), filter_grouping_column=draw(group)) for row in rows
        ]
    return DataSetFiles("any", table, MetaFile(META_COLUMNS, tuple(rows)), "any.csv", "any.meta.csv")


@settings(deadline=None)
@given(data_sets(), st.booleans())
def test_every_stage_as_far_as_the_first_that_fails(data_set: DataSetFiles, with_lists: bool) -> None:
    screening = screen(data_set, lists=LISTS if with_lists else NO_LISTS)
    assert len(screening.results) + screening.not_run == len(screener)
    last = screening.results[-1].stage
    assert screening.stopped_at in (None, last)
    assert (last is Stage.API) or not screening.passed
    for line in screening.summary(every=True).splitlines():
        assert line.isprintable()
    for result in screening:
        found = result.verdict in (CheckOutcome.FAILURE, CheckOutcome.ADVICE)
        assert bool(result.faults) == found
        for fault in result.faults:
            rows = len(data_set.meta.rows) if fault.file == "meta" else data_set.data.num_rows
            assert fault.line <= rows + 1
            assert fault.lines <= max(rows, 1)


@settings(deadline=None)
@given(data_sets(sound=True))
def test_each_check_answers_about_any_pair_that_has_what_checks_rest_on(data_set: DataSetFiles) -> None:
    """Beyond the stage that would have ended the run, no check is harmed by what an earlier one found."""
    screening = screen(data_set, lists=LISTS, accept=ACCEPTABLE)
    assert screening.passed
    assert len(screening.results) == len(screener)


@settings(deadline=None)
@given(BYTES, BYTES)
@example(b"\x80", b"\x80")
def test_any_bytes_are_screened_or_refused_in_words(data: bytes, meta: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "any.csv")
        file.write_bytes(data)
        Path(folder, "any.meta.csv").write_bytes(meta)
        with suppress(UnreadableFile):
            assert not screen_files(file).passed


@settings(deadline=None)
@given(data_sets())
def test_a_data_set_reads_as_it_was_written(data_set: DataSetFiles) -> None:
    with TemporaryDirectory() as folder:
        data, meta = write_pair(data_set, Path(folder))
        found = read_pair(data, meta)
        assert found.data.to_pylist() == data_set.data.to_pylist()
        assert found.meta.rows == data_set.meta.rows
