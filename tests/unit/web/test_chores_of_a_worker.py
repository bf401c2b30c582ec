"""One thing that fails keeps no other from being done, and what waits longest does not stand in the way of the rest."""

from __future__ import annotations

import pytest

from alder.errors import Inconsistency
from alder.governance import Denied
from alder.web.work import chores

OUTCOMES = {
    "done": None,
    "early": None,
    "denied": Denied("Somebody was quicker."),
    "disk": OSError(5, "Input/output error"),
    "torn": Inconsistency("its events say otherwise"),
}


@pytest.mark.parametrize(
    ("due",                                "most", "looked_at",                           "count"),
    [
        ("done done done",                 50,     "done done done",                      3),
        ("disk torn denied early done",    50,     "disk torn denied early done",         1),
        ("early early early done",         1,      "early early early done",              1),
        ("done disk done done",            2,      "done disk done",                      2),
        ("",                               50,     "",                                    0),
    ],
)  # fmt: skip
def test_so_many_are_done_and_the_others_passed_over(due: str, most: int, looked_at: str, count: int) -> None:
    seen = []

    def do(what: str) -> bool:
        seen.append(what)
        if (error := OUTCOMES[what]) is not None:
            raise error
        return what == "done"

    assert chores.one_by_one(due.split(), do, most=most) == count
    assert seen == looked_at.split()


def test_a_fault_of_alder_itself_is_not_passed_over() -> None:
    with pytest.raises(ZeroDivisionError):
        chores.one_by_one([0], lambda number: 1 // number)


def test_a_chore_of_a_minute_is_done_once_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now, done = [1_000.0], []
    monkeypatch.setattr(chores.time, "monotonic", lambda: now[0])
    chore = chores.once_a_minute(lambda: done.append(now[0]))
    for second in (0, 1, 59, 60, 61, 121):
        now[0] = 1_000.0 + second
        chore()
    assert done == [1_000.0, 1_060.0, 1_121.0]
