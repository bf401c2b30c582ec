"""What the store writes to the disk and under which numbers: files, locks on them, and intents."""

from pathlib import Path

import pyarrow as pa
import pytest

from alder.engine import delta_table, intent, locks, submission
from alder.engine.intent import WriteKind
from alder.engine.sql_text import wanted_columns


def test_a_file_that_is_closed_twice_is_written_once(tmp_path: Path) -> None:
    sink = delta_table.DataFileSink(tmp_path / "rows.parquet")
    sink.write(b"rows")
    sink.close()
    sink.close()
    assert (tmp_path / "rows.parquet").read_bytes() == b"rows"


def test_rows_with_a_column_that_the_table_has_no_place_for_are_refused() -> None:
    held = pa.schema([("a", pa.int64()), ("b", pa.int32())])
    assert delta_table.to_schema(pa.table({"a": [1]}), held).to_pylist() == [{"a": 1, "b": None}]
    with pytest.raises(KeyError, match="without a place in the table: c"):
        delta_table.to_schema(pa.table({"a": [1], "c": [2]}), held)


def test_a_load_holds_at_most_a_million_files() -> None:
    last = (1 << 20) - 1
    assert submission.load_of(submission.number(7, last)) == 7
    with pytest.raises(OverflowError, match="at most a million files"):
        submission.number(7, last + 1)


def test_a_load_takes_another_number_where_one_that_ended_meanwhile_had_its_own(tmp_path: Path) -> None:
    first = 4_000_000_000
    committed = iter([first, first + 1, first + 1])
    announced = intent.begin(tmp_path, WriteKind.LOAD, lambda: next(committed))
    assert announced.number == first + 2
    assert intent.pending(tmp_path) == {first + 2}, "the number that was had is let go"
    announced.done()


def test_a_lock_on_a_file_that_was_made_again_meanwhile_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, flock = tmp_path / "commit", locks.fcntl.flock
    times: list[int] = []

    def made_again(descriptor: int, how: int) -> None:
        if not times:
            path.unlink()
            path.touch()
        times.append(how)
        flock(descriptor, how)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(locks.fcntl, "flock", made_again)
        held = locks.take(path)
    assert len(times) == 2
    assert locks.try_lock(path) is None, "it is the file at the path that is locked"
    held.release()
    assert locks.try_lock(path) is not None


def test_an_amount_that_a_file_lacks_has_the_digits_of_its_column() -> None:
    wanted = pa.schema([("paid", pa.decimal128(9, 2))])
    assert wanted_columns(wanted, pa.schema([]), {}) == ['CAST(NULL AS DECIMAL(9,2)) AS "paid"']
