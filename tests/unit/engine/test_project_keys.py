"""A project's keys: the same throughout a project, different between projects, and their secret kept."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pytest

from alder.engine.project_keys import Project, project_in
from alder.errors import StoreError, UsageError


def test_a_secret_is_made_once_and_its_owner_alone_can_read_it(tmp_path: Path) -> None:
    first, again = project_in(tmp_path, "attainment-2026"), project_in(tmp_path, "attainment-2026")
    file = tmp_path / "keys" / "attainment-2026.key"
    assert first == again
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_keys_differ_between_projects_and_kinds_and_not_within(tmp_path: Path) -> None:
    one, other = project_in(tmp_path, "one"), project_in(tmp_path, "other")
    assert one.key("ULN", "1000000019") == project_in(tmp_path, "one").key("ULN", "1000000019")
    keys = {one.key("ULN", "1000000019"), other.key("ULN", "1000000019"), one.key("UPN", "1000000019")}
    assert len(keys) == 3
    assert all(len(k) == 24 and "1000000019" not in k for k in keys)
    assert one.fingerprint != other.fingerprint


def test_a_column_of_keys_keeps_what_is_missing(tmp_path: Path) -> None:
    project = project_in(tmp_path, "one")
    found = project.keys("ULN", pa.chunked_array([["1"], [None, "1"]])).to_pylist()
    assert found == [project.key("ULN", "1"), None, project.key("ULN", "1")]


def test_the_secret_is_not_shown() -> None:
    assert repr(Project("one", b"secret")) == "Project(name='one')"


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    project_in(tmp_path, "one")
    file = tmp_path / "keys" / "one.key"
    file.chmod(0o640)
    with pytest.raises(StoreError, match="others than its owner") as error:
        project_in(tmp_path, "one")
    assert "chmod 600" in error.value.next


@pytest.mark.parametrize("text", ["", "not hexadecimal", "ab" * 31, "é"])
def test_a_damaged_secret_is_refused_and_not_made_anew(tmp_path: Path, text: str) -> None:
    project_in(tmp_path, "one")
    file = tmp_path / "keys" / "one.key"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(StoreError, match="cannot be read"):
        project_in(tmp_path, "one")


@pytest.mark.parametrize("name", ["", "Upper", "a/b", "..", "a" * 61, "-dash", "a b"])
def test_a_name_is_small_letters_digits_and_dashes(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a project"):
        project_in(tmp_path, name)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written") as error:
        project_in(tmp_path, "one")
    assert str(tmp_path) in error.value.where


def test_of_two_processes_that_make_a_secret_at_once_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, other = os.link, []

    def late(source: Path, target: Path) -> None:
        if not other:
            other.append(b"")
            monkeypatch.setattr(os, "getpid", lambda: -1)
            other[0] = project_in(tmp_path, "one").secret
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    assert project_in(tmp_path, "one").secret == other[0]
