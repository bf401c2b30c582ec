"""A power cut at any moment loses nothing acknowledged and shows nothing half loaded, whatever the disk kept."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support import deliveries, power_cuts, stores

import alder
from alder.engine import compaction, extracts, receipts, reference
from alder.engine.integrity import check_integrity
from alder.engine.repair import repair
from alder.engine.store import Store
from alder.errors import StoreError

HELD = "file | ukprn | return | learners\n north R04 | 10000001 | R04 | 3\n south R04 | 10000002 | R04 | 4"
NEW = "file | ukprn | return | learners\n north R06 | 10000001 | R06 | 5\n west R06 | 10000003 | R06 | 6"
LATER = "file | ukprn | return | learners\n east R06 | 10000004 | R06 | 2"

DAMAGED = object()
"""What a reader sees of a store that refuses to answer."""

pytestmark = power_cuts.FOLLOWED


@dataclass(frozen=True)
class Doing:
    """Something that changes a store, what it needs before, and what a reader sees of it."""

    before: Callable[[Store], object]
    does: Callable[[Store], object]
    sees: Callable[[Store], object]


def learners(store: Store) -> dict[str, int]:
    """How many rows each current file has, by the Parquet files that a reader is given."""
    current = store.current()
    names = dict(zip(current["submission"].to_pylist(), current["file_name"].to_pylist(), strict=True))
    files = store.files("learner", current)
    store.check_there("learner", [f for f in store.part_files("learner") if f.name in {p.name for p in files}])
    numbers = [n for f in files for n in pq.read_table(f, columns=["submission"], partitioning=None)[0].to_pylist()]
    return dict(Counter(names[n] for n in numbers if n in names))


def providers(name: str) -> Callable[[Store], object]:
    rows = pa.table({"ukprn": [10000001], "name": [name]})
    return lambda store: reference.add(store, [(reference.Edition("provider", name), rows)])


def provider(store: Store) -> object:
    rows = reference.get(store, "provider")
    return (rows and rows["name"].to_pylist(), [e.edition for e in reference.editions(store)])


def deliver(person: str) -> Callable[[Store], object]:
    def do(store: Store) -> object:
        text = f"PupilMatchingRefAnonymous | ACADYR | QN | NCYear\n{person} | 2018/2019 | 60012345 | 12"
        file = deliveries.written(store.folder.parent.parent, text, f"{person}.csv")
        return alder.open(store.folder).load_source(file, source="plams")

    return do


def people(store: Store) -> object:
    found = [store.folder / "extracts" / d.table / d.part for d in extracts.deliveries(store)]
    return [pq.read_table(p, partitioning=None)["PupilMatchingRefAnonymous"].to_pylist() for p in found]


def spoiling(name: str) -> Callable[[Store], object]:
    """A store with two loads, in which one of its files has been emptied since."""

    def do(store: Store) -> object:
        stores.keep(store, HELD)
        stores.keep(store, NEW)
        return (store.folder / name).write_bytes(b"")

    return do


def restored(store: Store) -> object:
    return repair(store)


def nothing(store: Store) -> None:
    """A folder in which no store is yet."""


DOINGS = {
    "load": Doing(lambda s: stores.keep(s, HELD), lambda s: stores.keep(s, NEW), learners),
    "first load": Doing(nothing, lambda s: stores.keep(s, NEW), learners),
    "optimise": Doing(
        lambda s: (stores.keep(s, HELD), stores.keep(s, NEW)),
        lambda s: compaction.optimise(s, grace=timedelta(0)),
        learners,
    ),
    "reference": Doing(providers("North"), providers("Northfield"), provider),
    "repair of a log": Doing(spoiling("tables/learner/_delta_log/00000000000000000000.json"), restored, learners),
    "repair of the receipts": Doing(spoiling("receipts.jsonl"), restored, learners),
    "removal": Doing(
        lambda s: (providers("North")(s), providers("Northfield")(s)),
        lambda s: reference.remove(s, "provider", "Northfield"),
        provider,
    ),
    "delivery": Doing(deliver("A"), deliver("B"), people),
}


def cuts(
    doing: Doing,
    folder: Path,
    kinds: Callable[[], list[str]],
    forgotten: Callable[[Path], bool] = lambda path: False,
) -> int:
    """Do something, cut at every flush, and look at what may be found after each; returns how many were looked at.

    What is found once more to the byte, as after a flush that added nothing to what is sure, comes to what it came to.
    """
    disk_root = folder / "disk"
    disk_root.mkdir()
    place = disk_root / "store"
    doing.before(stores.store_in(place))
    try:
        before = seen(doing, place)
    except StoreError:
        before = DAMAGED
    looked = 0
    survived: set[str] = set()

    # What it comes to is known before, from a run without a cut on a copy.
    trial = folder / "trial" / "store"
    if place.exists():
        shutil.copytree(place, trial)
    else:
        trial.parent.mkdir()
    doing.does(stores.store_in(trial))
    done = seen(doing, trial)
    states = [done if before is DAMAGED else before, done]

    def look(disk: power_cuts.Disk) -> None:
        nonlocal looked
        for kind in kinds():
            looked += 1
            found = folder / "found"
            disk.after_cut(found, kind)
            content = f"{states} {content_of(found)}"
            try:
                if content not in survived:
                    survives(doing, found / "store", states, kind)
                survived.add(content)
            finally:
                shutil.rmtree(found)

    with power_cuts.cut_at_every_flush(disk_root, look, forgotten) as disk:
        doing.does(stores.store_in(place))
        states = [done]  # from here on it is acknowledged
        look(disk)
    return looked


def content_of(folder: Path) -> str:
    """A digest of all names in a folder and of all bytes."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        digest.update(repr((name, path.read_bytes() if path.is_file() else None)).encode())
    return digest.hexdigest()


def seen(doing: Doing, place: Path) -> object:
    try:
        return doing.sees(stores.store_in(place)) or None
    except StoreError as error:
        if "no store here yet" in str(error):
            return None
        raise


def survives(doing: Doing, place: Path, allowed: list[object], kind: str) -> None:
    """The store is one of what it was and what it became, is whole or says so, is repaired, and goes on."""
    try:
        assert seen(doing, place) in allowed, f"a reader saw {seen(doing, place)}, with {kind} on the disk"
    except StoreError as refused:
        _names_a_way_on(refused)
    if not place.exists() or not (place / "alder-store.json").exists():
        assert None in allowed
    elif not whole(place):
        repair(stores.store_in(place))
    assert seen(doing, place) in allowed, f"after a repair a reader saw {seen(doing, place)}, with {kind}"
    stores.keep(stores.store_in(place), LATER)
    if doing.sees is not learners:
        assert seen(doing, place) in allowed
    store = stores.store_in(place)
    assert learners(store)["east R06"] == 2
    found = check_integrity(store, deep=True)
    assert not found.faults, (kind, found.faults)
    for table in store.schemas:
        assert {f.name for f in store.delta(table).files()} == {f.name for f in store.part_files(table)}, (
            "others read on"
        )


def _names_a_way_on(refused: StoreError) -> None:
    assert "alder store" in str(refused), str(refused)


def whole(place: Path) -> bool:
    try:
        return not check_integrity(stores.store_in(place)).faults
    except StoreError:
        return False


@pytest.mark.parametrize("name", DOINGS)
def test_whatever_was_acknowledged_is_there_after_a_power_cut_at_any_flush(name: str, tmp_path: Path) -> None:
    """At each flush one of the things that the disk may hold is looked at, others in each run."""
    chance = random.Random()
    looked = cuts(
        DOINGS[name], tmp_path, lambda: [chance.choice([*power_cuts.KINDS[:3], f"mixture {chance.random()}"])]
    )
    assert looked > 5


@pytest.mark.long
@pytest.mark.parametrize("name", DOINGS)
def test_whatever_was_acknowledged_is_there_after_any_power_cut(name: str, tmp_path: Path) -> None:
    """At each flush each of these, and four mixtures."""
    chance = random.Random()
    cuts(DOINGS[name], tmp_path, lambda: [*power_cuts.KINDS, *(f"mixture {chance.random()}" for _ in range(4))])


@pytest.mark.parametrize("left_out", ["rows", "receipts", "folders of tables"])
def test_a_flush_that_is_left_out_is_noticed_here(left_out: str, tmp_path: Path) -> None:
    forgotten = {
        "rows": lambda path: path.suffix == ".parquet",
        "receipts": lambda path: path.name == receipts.LIST,
        "folders of tables": lambda path: path.parent.name == "tables",
    }[left_out]
    with pytest.raises((AssertionError, StoreError)):
        cuts(DOINGS["load"], tmp_path, lambda: ["nothing more"], forgotten)
