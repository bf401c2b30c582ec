"""What is written is what is read, however the file is cut into blocks and however its XML is written."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.support.ilr_files import message, whole_learner
from tests.support.properties import tried
from tests.support.random_returns import record

from alder.model.period import AcademicYear
from alder.sources.ilr.schema import entities, tree
from alder.sources.ilr.xml import reader, scan
from alder.sources.ilr.xml.scan import Tape

YEARS = [AcademicYear(y) for y in (2016, 2018, 2020, 2023, 2025)]


@pytest.mark.parametrize("year", YEARS, ids=str)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_what_is_written_is_what_is_read(year: AcademicYear, seed: int, tmp_path: Path):
    chance = Random(seed)
    learner = next(e for e in tree(year).children if e.element == "Learner")
    written = [record(learner, chance) for _ in range(chance.randint(1, 6))]
    path = tmp_path / "file.xml"
    path.write_bytes(message([("Learner", elements) for elements, _ in written], year))
    reading = reader.read(path)
    tables = reading.table_all()
    assert reading.findings == []
    rows = tables["learner"].drop_columns(["learner", "line"]).to_pylist()
    assert [{k: v for k, v in row.items() if v is not None} for row in rows] == [values for _, values in written]
    in_file = Counter(n.rpartition("}")[2] for n in (e.tag for e in etree.parse(str(path)).iter()))
    for table, entity in entities().items():
        if table not in ("source_file", "prior_attain"):
            assert tables[table].num_rows == in_file[entity.element], table


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of learners with and without faults, some written in unusual XML."""
    body = [whole_learner(f"L{n}", **({"Sex": "FF"} if n % 7 == 3 else {})) for n in range(25)]
    text = message(body, AcademicYear(2020)).decode()
    text = text.replace("L9<", "<!-- a comment <Sex> > --><![CDATA[L9]]><", 1).replace("<ULN>", "<ULN >", 3)
    path = tmp_path_factory.mktemp("several") / "file.xml"
    path.write_bytes(text.encode())
    return path


@settings(max_examples=10, deadline=None)
@given(size=st.integers(150, 9000))
def test_the_size_of_the_blocks_changes_nothing(several: Path, size: int):
    whole = reader.read(several)
    expected = whole.table_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "CHUNK", size)
        patch.setattr(scan, "LONGEST", 400)
        patch.setattr(scan, "_FEED", 64)
        cut = reader.read(several)
        tables = cut.table_all()
    assert tables == expected
    assert cut.findings == whole.findings
    assert (cut.learners_read, cut.learners) == (whole.learners_read, whole.learners) == (25, 21)


pieces = st.sampled_from(
    [
        *("<a>", "</a>", "<b/>", "<b />", "text", "\n", "a > b", "<!-- <c> -->", "<![CDATA[ <d> ]]>", "<?p <e> ?>"),
        *('<f g=">">', "<f g='/>'/>", "<!-- \n -->", "&amp;", "=", "<h\n\ti = 'x'\n>"),
    ]
)


@settings(max_examples=tried(100), deadline=None)
@given(parts=st.lists(pieces, max_size=25), cuts=st.lists(st.integers(0, 200), max_size=4))
def test_lines_and_depths_are_those_of_the_parser(parts: list[str], cuts: list[int]):
    document = _closed(parts)
    root = etree.fromstring(document)
    expected = [(e.sourceline, len(list(e.iterancestors()))) for e in root.iter(etree.Element)]
    # The parser gives an element the line of the end of its start tag; ours is that of its beginning.
    starts = [line - etree_lines(e) for (line, _), e in zip(expected, root.iter(etree.Element), strict=True)]
    tape, left = Tape(1, 0), b""
    edges = sorted({min(c, len(document)) for c in cuts} | {0, len(document)})
    for low, high in itertools.pairwise(edges):
        left += document[low:high]
        left = left[tape.read(left) :]
    assert left == b""
    lines, depths = tape.take(len(expected))
    assert list(depths) == [d for _, d in expected]
    assert list(lines) == starts
    assert len(tape.take(1)[0]) == 0
    assert np.all(np.diff(lines) >= 0)


def etree_lines(element: etree._Element) -> int:
    """Line ends inside the start tag of an element of these documents."""
    return 2 if element.tag == "h" else 0


def _closed(parts: list[str]) -> bytes:
    """The pieces as a document: closing tags without an opening one left out, what is open closed at the end."""
    out, open_names = ["<root>"], ["root"]
    for part in parts:
        if part.startswith("</"):
            if len(open_names) > 1:
                out.append(f"</{open_names.pop()}>")
            continue
        out.append(part)
        if part.startswith("<") and part[1].isalpha() and not part.endswith("/>"):
            open_names.append(part[1])
    return "".join([*out, *(f"</{name}>" for name in reversed(open_names))]).encode()


def test_blocks_hold_whole_learners(several: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "CHUNK", 1500)
    monkeypatch.setattr(scan, "LONGEST", 400)
    blocks = list(reader.read(several).blocks())
    assert len(blocks) > 5
    for block in blocks:
        if "learner" in block.tables:
            kept = block.tables["learner"]["learner"].to_pylist()
            assert block.tables["learning_delivery"]["learner"].to_pylist() == kept
    assert pa.concat_tables([b.tables["learner"] for b in blocks if "learner" in b.tables]).num_rows == 21
