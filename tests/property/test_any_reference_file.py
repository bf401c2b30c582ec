"""Whatever has happened to a file of reference data, the answer is a table or a message that a person can act on."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.properties import tried
from tests.support.unreadable_reference_tables import text

from alder.engine.staging import Staging
from alder.engine.store import Store
from alder.errors import AlderError
from alder.files.archive import packed_files
from alder.sources.reference.reference_rows import fill_tables, open_published
from alder.sources.reference.table_catalogue import recognise

GOOD = text().encode()
PIECES = st.sampled_from(
    [
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"\x00",
        b"\xff",
        b"\xe9",
        b"'",
        b";",
        b"",
        b" ",
        b"1E+9",
        b"99999999999999999999",
        b"NULL",
    ]
)
CHANGES = st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), PIECES), max_size=4)


def changed(changes: list[tuple[int, int, bytes]]) -> bytes:
    content = GOOD
    for place, length, piece in changes:
        content = content[:place] + piece + content[place + length :]
    return content


@settings(max_examples=tried(150), deadline=None)
@given(changes=CHANGES, packed=st.booleans(), cut=st.integers(0, 20))
@example(changes=[(len(GOOD) - 2, 0, b',"')], packed=False, cut=0)
@example(changes=[(0, 40, b'"')], packed=False, cut=0)
def test_a_changed_file_is_read_or_answered(changes: list[tuple[int, int, bytes]], packed: bool, cut: int):
    content = gzip.compress(changed(changes)) if packed else changed(changes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("FrameworkAims.csv.gz" if packed else "FrameworkAims.csv")
        path.write_bytes(content[: len(content) - cut])
        try:
            (source,) = packed_files(path)
            file = open_published(path, source)
            incoming = Staging(Store(Path(folder) / "store", {}))
            wanted = [(k, incoming.table(k.name, "", k.schema)) for k in recognise(file.names, path.name)]
            tables = fill_tables(file, wanted) if wanted else []
        except AlderError as error:
            told = bool(error.where and error.next)
            tables = []
        else:
            told = True
        assert told
        for table in tables:
            rows = table.piece.read()
            assert rows.schema == table.layout.schema
            assert rows.num_rows + table.unusable <= changed(changes).count(b"\n") + changed(changes).count(b"\r")
            for key in table.layout.keys:
                assert rows[key].null_count == 0
