"""Of the log of a table those files are needed that no checkpoint stands for: the rest may be tidied away."""

from alder.engine.receipts import TableState


def needed(*files: str) -> set[str]:
    return {*TableState(log=dict.fromkeys(files, (1, ""))).needed()}


def entry(number: int) -> str:
    return f"{number:020d}.json"


def checkpoint(number: int) -> str:
    return f"{number:020d}.checkpoint.parquet"


def test_without_a_checkpoint_every_entry_is_needed() -> None:
    assert needed(entry(0), entry(1)) == {entry(0), entry(1)}


def test_the_latest_checkpoint_stands_for_the_entries_up_to_its_own_and_for_earlier_checkpoints() -> None:
    hint = "_last_checkpoint"
    held = (*(entry(n) for n in range(4)), checkpoint(1), checkpoint(2), hint)
    assert needed(*held) == {checkpoint(2), entry(3), hint}
