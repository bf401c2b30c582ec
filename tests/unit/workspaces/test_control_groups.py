"""Whether a run is put into a control group, and why not where it is not: what is promised is tried first."""

from __future__ import annotations

from pathlib import Path

import pytest

from alder.workspaces import control_group
from alder.workspaces.control_group import ControlGroup, own_group
from alder.workspaces.run_limits import RunLimits

MOST = RunLimits(memory_mb=64, processes=20, processors=1).of_a_group()


def _tree(folder: Path, controllers: str) -> Path:
    """Files that are called as those of a control group are, and that no kernel stands behind."""
    (folder / "cgroup.procs").write_text("")
    (folder / "cgroup.controllers").write_text(controllers)
    return folder


def test_limits_are_written_as_the_kernel_takes_them() -> None:
    assert MOST == {
        "memory.max": 64_000_000,
        "memory.swap.max": 0,
        "memory.oom.group": 1,
        "pids.max": 22,
        "cpu.max": "100000 100000",
    }


def test_a_system_without_control_groups_or_without_a_part_for_this_account_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_group, "_own", lambda: None)
    assert own_group(MOST) == (None, "This system has no control groups of the second version.")
    monkeypatch.setattr(control_group, "_own", lambda: tmp_path / "nobody's")
    assert own_group(MOST) == (None, "No part of the tree of control groups was given to this account.")
    monkeypatch.setattr(control_group, "_own", lambda: _tree(tmp_path, "cpu io"))
    assert own_group(MOST) == (None, "The part of the tree that was given to this account lacks: memory, pids.")


def test_a_group_that_holds_nothing_is_not_relied_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_group, "_own", lambda: _tree(tmp_path, "cpu io memory pids"))
    monkeypatch.setattr(ControlGroup, "__exit__", lambda *_: None)  # plain files cannot be taken away as groups can
    monkeypatch.setattr(ControlGroup, "ran_out_of_memory", lambda _: False)
    assert own_group(MOST) == (None, "A control group was made, and the kernel let it take more memory than it may.")
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+cpu +memory +pids"


def test_what_the_kernel_counted_is_read_from_the_group(tmp_path: Path) -> None:
    (tmp_path / "memory.peak").write_text("4096\n")
    for ended in (0, 1):
        (tmp_path / "memory.events").write_text(f"low 0\noom 1\noom_kill {ended}\n")
        assert ControlGroup(tmp_path).ran_out_of_memory() is bool(ended)
    assert [ControlGroup(tmp_path).number(name) for name in ("memory.peak", "pids.peak")] == [4096, 0]
