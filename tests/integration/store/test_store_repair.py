"""Damage to a store is noticed and named, and what the files allow is brought back; nothing is deleted."""

import json
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support import deliveries
from tests.support.commands import run
from tests.support.stores import LEARNER, TABLES, before_receipts, count_by_file, counted_in, keep, store_in

import alder
from alder.engine import commit, intent, locks, reference, submission
from alder.engine import repair as repairing
from alder.engine.compaction import optimise
from alder.engine.delta_table import DataFile, Delta
from alder.engine.integrity import check_integrity
from alder.engine.receipts import Acknowledged
from alder.engine.repair import repair
from alder.engine.store import Store
from alder.errors import StoreError

FIRST = "file | ukprn | return | learners\n north R04 | 10000001 | R04 | 3"
SECOND = "file | ukprn | return | learners\n south R04 | 10000002 | R04 | 4"
THIRD = "file | ukprn | return | learners\n west R04 | 10000003 | R04 | 5"
SEEN = {"north R04": 3, "south R04": 4}
KINDS = ("tables/learner", "tables/submission", "reference/provider", "extracts/plams")


def provider(store: Store, name: str) -> None:
    rows = pa.table({"ukprn": [10000001], "name": [name]})
    reference.add(store, [(reference.Edition("provider", name), rows)])


def deliver(folder: Path, person: str) -> None:
    text = f"PupilMatchingRefAnonymous | ACADYR | QN | NCYear\n{person} | 2018/2019 | 60012345 | 12"
    alder.open(folder / "store").load_source(deliveries.written(folder, text, f"{person}.csv"), source="plams")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two returns, two editions of a reference table and two deliveries."""
    folder = tmp_path_factory.mktemp("made")
    store = store_in(folder / "store")
    keep(store, FIRST)
    keep(store, SECOND)
    for name in ("North", "Northfield"):
        provider(store, name)
    for person in "AB":
        deliver(folder, person)
    return folder / "store"


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "store")
    return tmp_path / "store"


def seen(place: Path) -> tuple[object, ...]:
    """What a reader sees of returns, reference tables and deliveries."""
    store = store_in(place)
    rows = reference.get(store, "provider")
    with store.engine(tables=["learner"]) as engine:
        people = engine.schema("plams").names and deliveries.counting(
            alder.open(place), "plams", "PupilMatchingRefAnonymous"
        )
        return counted_in(engine), rows and rows["name"].to_pylist(), people


@pytest.fixture(scope="module")
def before(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """What a reader sees of the store as it was made."""
    shutil.copytree(made, copied := tmp_path_factory.mktemp("seen") / "store")
    return seen(copied)


def edition(place: Path, name: str) -> pa.Table:
    store = store_in(place)
    (found,) = (e for e in reference.editions(store) if e.edition == name)
    return reference.rows_with(store, found, "name", name)


def entries(place: Path, table: str) -> list[Path]:
    return sorted((place / table / "_delta_log").glob("*.json"))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def missing(path: Path) -> None:
    path.unlink()


DAMAGES = (emptied, cut, missing)


@pytest.mark.parametrize("table", KINDS)
@pytest.mark.parametrize("which", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_an_entry_of_a_log_that_is_damaged_loses_nothing(
    damage: Callable[[Path], None], which: int, table: str, place: Path, before: tuple[object, ...]
) -> None:
    entry = entries(place, table)[which]
    damage(entry)
    assert seen(place) == before, "the receipts say what is held"
    name = entry.relative_to(place).as_posix()
    assert check_integrity(store_in(place)).faults == (f"{name}: missing, or not as it was written",)
    files = {p: p.read_bytes() for p in place.glob("*/*/*.parquet")}
    for change in (lambda: keep(store_in(place), THIRD), lambda: optimise(store_in(place), grace=timedelta(0))):
        with pytest.raises(StoreError, match="nothing more is written"):
            change()
    assert repair(store_in(place)).done == (f"{table}: its log was damaged, and is written anew",)
    assert {p: p.read_bytes() for p in place.glob("*/*/*.parquet")} == files
    assert not check_integrity(store_in(place), deep=True).faults
    assert seen(place) == before
    assert not repair(store_in(place)).done, "a second time there is nothing to do"
    keep(store_in(place), THIRD)
    assert count_by_file(store_in(place)) == {**SEEN, "west R04": 5}
    assert not check_integrity(store_in(place)).faults


def test_what_a_repair_replaces_is_set_aside(place: Path) -> None:
    entry = entries(place, "tables/learner")[-1]
    cut(entry)
    rest = entry.read_bytes()
    repair(store_in(place))
    (old,) = place.glob(f"aside/*/tables/learner/_delta_log/{entry.name}")
    assert old.read_bytes() == rest


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def ended_early(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def altered(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"load":', b'"lord":', 1)
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize("damage", [*DAMAGES, torn, altered])
def test_receipts_that_are_damaged_are_refused_until_they_are_repaired(
    damage: Callable[[Path], None], place: Path
) -> None:
    keep(store_in(place), THIRD)
    before = seen(place)
    damage(place / "receipts.jsonl")
    uses = (
        seen,
        lambda p: check_integrity(store_in(p)),
        lambda p: keep(store_in(p), FIRST),
        lambda p: optimise(store_in(p)),
    )
    for use in uses:
        with pytest.raises(StoreError, match="acknowledged") as refused:
            use(place)
        assert "alder store repair" in str(refused.value)
    files = {p: p.read_bytes() for p in place.glob("*/*/*.parquet")}
    assert repair(store_in(place)).done
    assert {p: p.read_bytes() for p in place.glob("*/*/*.parquet")} == files
    assert seen(place) == before
    assert not check_integrity(store_in(place), deep=True).faults
    assert keep(store_in(place), THIRD) == [], "what is held is still known"


def test_a_load_that_was_accepted_before_it_was_killed_keeps_its_rows_where_receipts_are_lost(place: Path) -> None:
    """It was killed between the two: its submissions are in their table, and that it is at work is still written."""
    keep(store_in(place), THIRD)
    before = seen(place)
    load = max(submission.load_of(n) for n in store_in(place).submissions()["submission"].to_pylist())
    (place / "loads" / f"{load}.json").write_text(json.dumps({"load": load, "doing": "load"}))
    missing(place / "receipts.jsonl")
    repair(store_in(place))
    assert seen(place) == before
    assert not check_integrity(store_in(place)).faults


@pytest.mark.parametrize("written", [True, False], ids=["lists say it", "lists not written any more"])
@pytest.mark.parametrize("last", [1, 3], ids=["last edition and deliveries", "last delivery"])
def test_editions_and_deliveries_beyond_torn_receipts_are_brought_back(
    last: int, written: bool, place: Path, before: tuple[object, ...]
) -> None:
    path = place / "receipts.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    if written:
        path.write_bytes(b"".join(lines[:-last]) + lines[-last][:50])
    else:  # a kill just after the receipt of a delivery, and then only the end of another line is lost
        lists = place / "extracts" / "deliveries.json"
        lists.write_text(json.dumps(json.loads(lists.read_text())[:-1]))
        path.write_bytes(b"".join(lines) + lines[-1][:50])
    assert repair(store_in(place)).done
    assert seen(place) == before
    found = check_integrity(store_in(place), deep=True)
    assert not found.faults
    assert not any("left alone" in note for note in found.notes), "no file lies about that no receipt names"


def test_a_receipt_that_another_thread_read_meanwhile_is_no_list_that_ends_early(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, loaded = store_in(place), []
    is_ahead = type(reader)._is_ahead

    def meanwhile(store: Store, state: Acknowledged) -> bool:
        if store is reader and not loaded:
            loaded.extend(keep(store_in(place), THIRD))
            found = is_ahead(store, state)
            store.receipts.read()  # as another thread does
            return found
        return is_ahead(store, state)

    monkeypatch.setattr(Store, "_is_ahead", meanwhile)
    assert count_by_file(reader) == {**SEEN, "west R04": 5}
    assert loaded


def test_receipts_that_end_early_are_noticed_by_readers_too(place: Path) -> None:
    keep(store_in(place), THIRD)
    ended_early(place / "receipts.jsonl")
    with pytest.raises(StoreError, match="ends too early"):
        store_in(place).submissions()
    repair(store_in(place))
    assert count_by_file(store_in(place)) == {**SEEN, "west R04": 5}
    assert not check_integrity(store_in(place)).faults


def test_a_receipt_altered_before_the_last_stock_harms_nobody_and_is_noticed(place: Path) -> None:
    optimise(store_in(place))
    before = seen(place)
    altered(place / "receipts.jsonl")
    assert seen(place) == before
    assert any("line 2: altered" in f for f in check_integrity(store_in(place)).faults)
    repair(store_in(place))
    assert seen(place) == before
    assert not check_integrity(store_in(place)).faults


def test_a_beginning_of_a_receipt_that_nobody_writes_any_more_is_refused_until_it_is_repaired(
    place: Path, before: tuple[object, ...]
) -> None:
    with (place / "receipts.jsonl").open("ab") as receipts:
        receipts.write(b'{"number":9,"doing":"lo')
    for change in (lambda: keep(store_in(place), THIRD), lambda: commit.remove_superseded(store_in(place))):
        with pytest.raises(StoreError, match="acknowledged ends too early"):
            change()
    assert repair(store_in(place)).done
    assert seen(place) == before
    assert keep(store_in(place), THIRD) == ["west R04"]


@pytest.mark.parametrize("table", KINDS)
def test_receipts_that_are_lost_together_with_an_entry_of_a_log_are_found_again_by_files_and_lists(
    table: str, place: Path, before: tuple[object, ...]
) -> None:
    missing(place / "receipts.jsonl")
    emptied(entries(place, table)[-1])
    assert repair(store_in(place)).done[0].startswith("receipts.jsonl: begun anew from what the tables say")
    assert list(place.glob(f"aside/*/{table}/_delta_log")), "the damaged log is kept"
    assert seen(place) == before
    assert not check_integrity(store_in(place), deep=True).faults


def test_a_receipt_that_was_cut_while_it_was_written_was_never_acknowledged(
    place: Path, before: tuple[object, ...]
) -> None:
    store = store_in(place)
    with store.begin():  # a load at work; the next one finds it killed
        whole = (place / "receipts.jsonl").read_bytes()
        (place / "receipts.jsonl").write_bytes(whole + b'{"number":9,"doing":"lo')
        assert seen(place) == before
    keep(store_in(place), THIRD)
    assert count_by_file(store_in(place)) == {**SEEN, "west R04": 5}
    assert not check_integrity(store_in(place)).faults


@pytest.mark.parametrize("table", [t for t in KINDS if t != "tables/submission"])
def test_a_deep_check_notices_every_flipped_bit_of_rows(table: str, place: Path) -> None:
    (path, *_) = sorted((place / table).glob("*.parquet"))
    whole = path.read_bytes()
    chance = random.Random(1)
    for _ in range(20):
        path.write_bytes(flipped(whole, chance))
        assert len(check_integrity(store_in(place), deep=True).faults) >= 1
    path.write_bytes(whole)
    assert not check_integrity(store_in(place), deep=True).faults


@pytest.mark.parametrize(
    "of", ["tables/learner/_delta_log/00000000000000000001.json", "receipts.jsonl", "reference/editions.json"]
)
def test_the_ordinary_check_notices_every_flipped_bit_of_logs_and_lists(of: str, place: Path) -> None:
    path = place / of
    whole = path.read_bytes()
    chance = random.Random(2)
    for _ in range(20):
        path.write_bytes(flipped(whole, chance))
        assert not is_whole(place)
    path.write_bytes(whole)
    assert is_whole(place)


def flipped(whole: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]


def is_whole(place: Path) -> bool:
    try:
        return not check_integrity(store_in(place)).faults
    except StoreError:
        return False


def test_rows_that_are_lost_are_named_by_return_and_can_be_loaded_again(place: Path) -> None:
    at = ["--store", place]
    lost = place / "tables" / "learner" / store_in(place).part_files("learner")[0].name
    lost.unlink()
    said = run("store", "check", *at, exit=14)
    assert f"tables/learner/{lost.name}: missing" in said
    assert "This is about:\n  10000001 2020/21 R04  north R04\n\n" in said
    assert "alder store repair --take-out" in said
    assert "10000001 2020/21 R04  north R04" in run("store", "repair", *at, exit=14), "what is gone cannot be made anew"
    said = run("store", "repair", "--take-out", *at)
    assert "Load or add these again:\n  10000001 2020/21 R04  north R04\n\nThe store is whole." in said
    assert count_by_file(store_in(place)) == {"south R04": 4}
    assert keep(store_in(place), FIRST) == ["north R04"]
    assert count_by_file(store_in(place)) == SEEN
    assert run("store", "check", "--deep", *at).endswith("The store is whole.\n")


@pytest.mark.parametrize("table", KINDS)
def test_rows_altered_without_another_length_are_said_in_words(table: str, place: Path) -> None:
    (*_, file) = sorted((place / table).glob("*.parquet"))
    data = file.read_bytes()
    summary = int.from_bytes(data[-8:-4], "little")
    file.write_bytes(data[: -8 - summary] + b"\xff" * summary + data[-8:])
    with pytest.raises(StoreError, match="a file with rows of the store was altered") as refused:
        seen(place)
    assert file.name in str(refused.value)
    assert "alder store check" in str(refused.value)


def test_no_figure_is_made_of_a_store_that_lost_rows(place: Path) -> None:
    (place / "tables" / "learner" / store_in(place).part_files("learner")[0].name).unlink()
    with pytest.raises(StoreError, match="a file with rows of the store is lost") as refused:
        count_by_file(store_in(place))
    assert "alder store check" in str(refused.value)


@pytest.mark.parametrize(
    ("table", "what"),
    [("reference/provider", "reference table provider North"), ("extracts/plams", "delivery plams: B.csv")],
)
def test_lost_rows_of_editions_and_deliveries_are_named_and_taken_out(table: str, what: str, place: Path) -> None:
    path = sorted((place / table).glob("*.parquet"))[0 if table.startswith("reference") else -1]
    emptied(path)
    with pytest.raises(StoreError, match="was altered"):
        store_in(place).engine(tables=()) if table.startswith("extracts") else edition(place, "North")
    found = check_integrity(store_in(place))
    assert found.concerned == (what,)
    done = repair(store_in(place), take_out=True)
    assert done.taken_out == found.concerned
    assert not check_integrity(store_in(place), deep=True).faults
    assert list(place.glob(f"aside/*/{table}/{path.name}")), "what was there is kept"


def test_old_files_stay_for_a_day(place: Path) -> None:
    store = store_in(place)
    files = len(list(place.glob("tables/*/*.parquet")))
    done = optimise(store)
    assert (done.removed, done.waiting) == (0, files)
    assert (optimise(store).removed, optimise(store, grace=timedelta(0)).removed) == (0, files)
    assert commit.remove_superseded(store, timedelta(0)) == (0, 0), "they are gone once"


def test_a_file_that_no_receipt_names_is_never_removed(place: Path) -> None:
    for name in ("part-00000-4711-c000.snappy.parquet", "5-0001-3309afd5.parquet"):
        shutil.copy(next(place.glob("tables/learner/*.parquet")), place / "tables" / "learner" / name)
    keep(store_in(place), THIRD)
    optimise(store_in(place), grace=timedelta(0))
    assert len(list(place.glob("tables/learner/*.parquet"))) == 3
    found = check_integrity(store_in(place))
    assert not found.faults
    assert found.notes == (
        "tables/learner/5-0001-3309afd5.parquet: nothing says what it is, so it is left alone (1 more)",
    )
    assert not repair(store_in(place)).done, "rows of returns that are held are not taken in twice"
    assert check_integrity(store_in(place)).notes == found.notes


def test_receipts_grow_with_what_is_loaded_and_not_with_what_is_held(tmp_path: Path) -> None:
    for n in range(25):
        keep(store_in(tmp_path / "store"), f"file | ukprn\n {n} | {10000001 + n}")
    lines = (tmp_path / "store" / "receipts.jsonl").read_bytes().splitlines()
    assert max(map(len, lines[12:])) < 1.2 * len(lines[2]) + 900, "but for a checkpoint of each table, every tenth time"
    optimise(store_in(tmp_path / "store"))
    store = store_in(tmp_path / "store")
    assert store.submissions().num_rows == 25
    last = json.loads((tmp_path / "store" / "receipts.jsonl").read_bytes().splitlines()[-1])
    assert last["whole"], "a reader begins here"


def test_the_last_stock_is_found_wherever_it_is(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    optimise(store_in(place))
    keep(store_in(place), THIRD)
    before = seen(place)
    for block in (1, 7, 4096):
        monkeypatch.setattr("alder.engine.receipts._BLOCK", block)
        assert seen(place) == before


def test_a_store_without_receipts_is_read_as_it_is(place: Path, before: tuple[object, ...]) -> None:
    """But that it was read: that is an event, also in a store which only releases before events wrote to."""
    before_receipts(place)
    for name in ("trail.jsonl", "locks/trail"):
        (place / name).unlink()
    there = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    assert seen(place) == before
    assert not check_integrity(store_in(place)).faults
    new = {place / "trail.jsonl", place / "locks" / "trail"}
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file() and p not in new} == there
    assert b'"action":"Read"' in (place / "trail.jsonl").read_bytes()


def test_the_first_change_takes_stock_and_makes_older_releases_refuse(place: Path) -> None:
    before_receipts(place)
    keep(store_in(place), THIRD)
    first, *_ = (json.loads(line) for line in (place / "receipts.jsonl").read_bytes().splitlines())
    assert [r[4] for r in first["returns"]] == ["north R04", "south R04"]
    assert all(len(row[5]) == 64 for table in first["tables"].values() for row in table.get("add", ()))
    assert json.loads((place / "alder-store.json").read_text()) == {"format": 2}
    assert not check_integrity(store_in(place), deep=True).faults


def test_a_deep_check_puts_down_checksums_that_an_older_release_did_not_write(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_receipts(place)
    monkeypatch.setattr("alder.engine.commit.CHEAP", 0)
    keep(store_in(place), THIRD)
    assert check_integrity(store_in(place), deep=True).notes == (
        "The checksums of 10 files that an earlier release wrote are put down now.",
    )
    assert not check_integrity(store_in(place), deep=True).notes
    (path, *_) = sorted((place / "tables" / "learner").glob("*.parquet"))
    path.write_bytes(flipped(path.read_bytes(), random.Random(3)))
    assert check_integrity(store_in(place), deep=True).faults


@pytest.mark.parametrize("table", ["tables/learner", "tables/submission"])
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("damage", DAMAGES)
def test_an_older_store_whose_log_was_damaged_is_found_again_by_its_files(
    damage: Callable[[Path], None], which: int, table: str, place: Path, before: tuple[object, ...]
) -> None:
    before_receipts(place)
    damage(entries(place, table)[which])
    if damage is emptied:
        for use in (seen, lambda p: check_integrity(store_in(p)), lambda p: keep(store_in(p), THIRD)):
            with pytest.raises(StoreError, match="may be missing"):
                use(place)
    repair(store_in(place))
    assert seen(place) == before
    assert not check_integrity(store_in(place), deep=True).faults
    keep(store_in(place), THIRD)
    assert count_by_file(store_in(place)) == {**SEEN, "west R04": 5}


def test_an_older_release_at_work_is_waited_for(place: Path) -> None:
    before_receipts(place)
    (place / "loads" / "7.json").write_text('{"doing": "load"}')
    with locks.take(place / "loads" / "7.json"), pytest.raises(StoreError, match="an earlier release"):
        keep(store_in(place), THIRD)
    assert not (place / "receipts.jsonl").exists()
    keep(store_in(place), THIRD)
    assert not intent.pending(store_in(place).loads)


def test_other_programs_read_what_was_repaired(place: Path) -> None:
    before = {t: {f.name for f in Delta(place / "tables" / t).files()} for t in TABLES}
    for table in TABLES:
        missing(entries(place, f"tables/{table}")[0])
    repair(store_in(place))
    assert {t: {f.name for f in Delta(place / "tables" / t).files()} for t in TABLES} == before


def test_a_whole_store_needs_no_repair_and_nothing_is_taken_out_of_it(place: Path) -> None:
    there = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    done = repair(store_in(place), take_out=True)
    assert (done.done, done.taken_out, done.left.faults) == ((), (), ())
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()} == there


def test_a_whole_store_of_an_older_release_needs_no_repair(place: Path) -> None:
    before_receipts(place)
    there = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    assert not repair(store_in(place)).done
    assert check_integrity(store_in(place)).submissions == 2
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}.items() >= {
        p: data for p, data in there.items() if p.suffix == ".parquet"
    }.items(), "at most stock is taken of it"


def test_a_list_of_editions_that_is_gone_is_written_as_it_was_acknowledged(
    place: Path, before: tuple[object, ...]
) -> None:
    lists = place / "reference" / "editions.json"
    listed = lists.read_bytes()
    lists.unlink()
    assert check_integrity(store_in(place)).faults == ("reference/editions.json: is not what was acknowledged",)
    assert repair(store_in(place)).done == ("reference/editions.json: written as it was acknowledged",)
    assert lists.read_bytes() == listed
    assert seen(place) == before


def test_rows_that_another_program_wrote_again_are_noticed_by_their_length(place: Path) -> None:
    (path, *_) = sorted((place / "tables" / "learner").glob("*.parquet"))
    size = path.stat().st_size
    pq.write_table(pq.read_table(path, partitioning=None), path, compression="none")
    (fault,) = check_integrity(store_in(place)).faults
    name = path.relative_to(place).as_posix()
    assert fault == f"{name}: has {path.stat().st_size:,} bytes, should have {size:,}"


def by_another_program(log: Path, *, submission: int = 1 << 20) -> None:
    """As Spark would: a commit of a file of its own."""
    (file, *_) = sorted(log.parent.glob("*.parquet"))
    name = "part-00000-4711-c000.snappy.parquet"
    shutil.copy(file, log.parent / name)
    Delta(log.parent).commit(pa.schema([]), [DataFile(name, 3, file.stat().st_size, submission, submission)])


def by_another_program_without_statistics(log: Path) -> None:
    by_another_program(log, submission=0)


def without_a_byte(log: Path) -> None:
    (log / f"{len([*log.glob('*.json')]):020d}.json").write_bytes(b"")


def no_json(log: Path) -> None:
    (log / f"{len([*log.glob('*.json')]):020d}.json").write_bytes(b"{{{\n")


@pytest.mark.parametrize(
    ("says_more", "said"),
    [
        (by_another_program, "says more than was acknowledged, so nothing more is written"),
        (by_another_program_without_statistics, "does not say of which submissions it holds rows"),
        (without_a_byte, "was damaged, so nothing more is written"),
        (no_json, "the table log could not be used"),
    ],
)
def test_a_log_that_says_more_than_was_acknowledged_is_refused_and_made_anew(
    says_more: Callable[[Path], None], said: str, place: Path, before: tuple[object, ...]
) -> None:
    says_more(place / "tables" / "learner" / "_delta_log")
    (more,) = entries(place, "tables/learner")[-1:]
    assert seen(place) == before, "the receipts say what is held"
    assert check_integrity(store_in(place)).faults == (
        f"{more.relative_to(place).as_posix()}: says more than was acknowledged",
    )
    with pytest.raises(StoreError, match=said):
        keep(store_in(place), THIRD)
    assert repair(store_in(place)).done == (
        "tables/learner: its log says more than was acknowledged, and is written anew",
    )
    assert seen(place) == before
    assert not check_integrity(store_in(place), deep=True).faults
    assert keep(store_in(place), THIRD) == ["west R04"]


def test_an_older_store_to_which_another_program_wrote_is_found_again_by_its_files(
    place: Path, before: tuple[object, ...]
) -> None:
    before_receipts(place)
    by_another_program_without_statistics(place / "tables" / "learner" / "_delta_log")
    for use in (seen, lambda p: keep(store_in(p), THIRD)):
        with pytest.raises(StoreError, match="does not say of which submissions") as refused:
            use(place)
        assert "alder store repair" in str(refused.value)
    assert repair(store_in(place)).done == (
        "tables/learner: 2 files that nothing named hold rows of returns, and are taken in",
        "tables/learner: its log was damaged, and is written anew",
    )
    assert seen(place) == before
    assert keep(store_in(place), THIRD) == ["west R04"]


@pytest.mark.parametrize("optimised", [False, True], ids=["", "with a checkpoint"])
@pytest.mark.parametrize("by", [lambda place: keep(store_in(place), THIRD), lambda place: repair(store_in(place))])
def test_what_a_killed_load_put_into_a_log_is_undone_by_whoever_comes_next(
    by: Callable[[Path], object], optimised: bool, place: Path
) -> None:
    if optimised:
        optimise(store_in(place))
    before = count_by_file(store_in(place))
    number = 4711
    (place / "loads" / f"{number}.json").write_text(json.dumps({"load": number, "doing": "load"}))
    table = place / "tables" / "learner"
    (file, *_) = sorted(table.glob("*.parquet"))
    left = table / file.name.replace(file.name.split("-")[0], str(number), 1)
    shutil.copy(file, left)
    Delta(table).commit(LEARNER, [DataFile(left.name, 3, left.stat().st_size, number << 20, number << 20)])
    assert count_by_file(store_in(place)) == before, "no reader ever saw a row of it"
    assert not check_integrity(store_in(place)).faults
    by(place)
    assert not left.exists()
    assert left.name not in {f.name for f in Delta(table).files()}
    assert not check_integrity(store_in(place), deep=True).faults
    assert {n: rows for n, rows in count_by_file(store_in(place)).items() if n in before} == before


def test_of_files_that_are_gone_those_are_found_again_that_an_optimise_had_joined(place: Path, tmp_path: Path) -> None:
    """As where a copy of a store is put together of files of two days: the rows of returns are what counts."""
    shutil.copytree(place, tmp_path / "later")
    optimise(store_in(tmp_path / "later"), grace=timedelta(0))
    keep(store_in(place), THIRD)
    for path in place.glob("tables/learner/*.parquet"):
        path.unlink()
    (joined,) = (tmp_path / "later").glob("tables/learner/*.parquet")
    number, rest = joined.name.split("-", 1)
    another = f"{int(number) + 7}-{rest}"  # loads of one second in two stores have the same number
    shutil.copy(joined, place / "tables" / "learner" / another)
    assert repair(store_in(place)).done == (
        "tables/learner: 1 files that nothing named hold rows of returns, and are taken in",
    )
    found = check_integrity(store_in(place), deep=True)
    assert found.concerned == ("10000003 2020/21 R04  west R04",), "what is in no file is still missed"
    repair(store_in(place), take_out=True)
    assert count_by_file(store_in(place)) == SEEN


def test_a_repair_that_is_stopped_is_noticed_and_goes_on_where_it_was(
    place: Path, before: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing(place / "receipts.jsonl")
    damaged = entries(place, "tables/learner")[0]
    emptied(damaged)

    def stop(work: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(repairing, "_new_logs", stop)
        with pytest.raises(KeyboardInterrupt):
            repair(store_in(place))
    name = damaged.relative_to(place).as_posix()
    assert f"{name}: missing, or not as it was written" in check_integrity(store_in(place)).faults
    with pytest.raises(StoreError, match="nothing more is written"):
        keep(store_in(place), THIRD)
    assert "tables/learner: its log was damaged, and is written anew" in repair(store_in(place)).done
    assert seen(place) == before
    assert not check_integrity(store_in(place), deep=True).faults


def test_a_table_whose_rows_were_all_taken_out_is_repaired_like_any_other(tmp_path: Path) -> None:
    place = tmp_path / "store"
    keep(store_in(place), FIRST)
    for path in place.glob("tables/learn*/*.parquet"):
        path.unlink()
    repair(store_in(place), take_out=True)
    optimise(store_in(place), grace=timedelta(0))
    assert store_in(place).submissions().num_rows == 0
    missing(place / "receipts.jsonl")
    repair(store_in(place))
    cut(*(place / "tables" / "learner" / "_delta_log").glob("*.checkpoint.parquet"))
    assert repair(store_in(place)).done == ("tables/learner: its log was damaged, and is written anew",)
    assert not check_integrity(store_in(place), deep=True).faults
    assert keep(store_in(place), FIRST) == ["north R04"]
    assert count_by_file(store_in(place)) == {"north R04": 3}


def test_a_return_that_was_taken_out_is_named_again_where_lost_receipts_bring_its_row_back(place: Path) -> None:
    """Its row stays on the disk for a day, and without receipts nothing says why no log names it."""
    (place / "tables" / "learner" / store_in(place).part_files("learner")[0].name).unlink()
    repair(store_in(place), take_out=True)
    missing(place / "receipts.jsonl")
    assert repair(store_in(place)).left.faults == ("north R04: 0 rows of learner, was accepted with 3",)
    assert repair(store_in(place), take_out=True).taken_out == ("10000001 2020/21 R04  north R04",)
    assert count_by_file(store_in(place)) == {"south R04": 4}


def test_submissions_whose_own_row_is_lost_are_named_and_taken_out(place: Path) -> None:
    lost, _ = store_in(place).part_files("submission")
    (place / "tables" / "submission" / lost.name).unlink()
    assert check_integrity(store_in(place)).concerned == ("10000001 2020/21 R04  north R04",)
    assert repair(store_in(place), take_out=True).taken_out == ("10000001 2020/21 R04  north R04",)
    assert count_by_file(store_in(place)) == {"south R04": 4}
    assert keep(store_in(place), FIRST) == ["north R04"]
    assert count_by_file(store_in(place)) == SEEN


def test_of_returns_in_one_file_only_that_is_taken_out_which_lost_rows(tmp_path: Path) -> None:
    """Only a store without receipts can be short of rows in files that are whole: nothing says what they held."""
    place = tmp_path / "store"
    keep(store_in(place), f"{FIRST}\n south R04 | 10000002 | R04 | 4")
    (path,) = place.glob("tables/learner/*.parquet")
    rows = pq.read_table(path, partitioning=None)
    first = rows["submission"][0]
    pq.write_table(rows.filter(pa.array([n == first for n in rows["submission"]])), path)
    before_receipts(place)
    missing(entries(place, "tables/learner")[-1])
    report = repair(store_in(place))
    assert report.left.faults == ("south R04: 0 rows of learner, was accepted with 4",)
    assert repair(store_in(place), take_out=True).taken_out == ("10000002 2020/21 R04  south R04",)
    assert count_by_file(store_in(place)) == {"north R04": 3}
    assert not check_integrity(store_in(place), deep=True).faults


def test_rows_that_a_store_without_receipts_lost_are_named(place: Path) -> None:
    before_receipts(place)
    gone = [sorted((place / table).glob("*.parquet"))[0] for table in ("tables/learner", "reference/provider")]
    lists = place / "extracts" / "deliveries.json"
    lists.write_text(json.dumps(json.loads(lists.read_text())[:-1]))  # a delivery that is not listed does not count
    for path in gone:
        path.unlink()
    found = check_integrity(store_in(place))
    assert {*found.faults} == {f"{path.relative_to(place).as_posix()}: missing, or not readable" for path in gone}
    keep(store_in(place), THIRD)
    after = check_integrity(store_in(place), deep=True).faults
    assert {*after} == {*found.faults}, "stock is taken of what is lost too, so it stays known"


def test_the_first_change_undoes_no_optimise_of_an_older_release(place: Path) -> None:
    """Of one that was killed all is in the logs or nothing: the rows are the same either way."""
    before_receipts(place)
    (place / "loads" / "7.json").write_text('{"doing": "optimise"}')
    keep(store_in(place), THIRD)
    assert count_by_file(store_in(place)) == {**SEEN, "west R04": 5}
    assert not intent.pending(store_in(place).loads)


def test_a_store_is_checked_without_the_tables_that_a_project_does_not_know(place: Path) -> None:
    found = check_integrity(Store(place, {"learner": LEARNER}))
    assert (found.submissions, found.faults) == (2, ())


def test_what_is_set_aside_twice_is_there_twice(place: Path) -> None:
    store, path = store_in(place), place / "reference" / "editions.json"
    for text in ("first", "second", "third"):
        path.write_text(text)
        store.set_aside(path, "now")
    there = sorted(p.read_text() for p in (place / "aside" / "now" / "reference").iterdir())
    assert there == ["first", "second", "third"]
