"""Compiled SQL, kept on disk so that an expression is compiled once for all runs.

A key covers whatever the SQL depends on: the source of the functions that build it, the schemas, the dialect and the
versions of Alder, Ibis and the SQL writer. A wrong or missing entry costs a compilation, never a wrong answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.model.expr import Expression


def folder() -> Path:
    """Where compiled SQL lies: `ALDER_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("ALDER_CACHE")
    base = Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "alder"
    return base / "sql"


@cache
def _versions() -> str:
    return " ".join(f"{p}={version(p)}" for p in ("ibis-framework", "sqlglot", "duckdb"))


@cache
def source_of(function: Callable[..., object]) -> str:
    """The text of a function, for use in a key. Its module's text counts too: it may use names defined there."""
    module = inspect.getmodule(function)
    if module is not None and module.__file__:
        return _module_text(module.__file__) + function.__qualname__
    return inspect.getsource(function)


@cache
def _module_text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def key_of(*parts: object) -> str:
    """A key over texts, functions, lists of these and anything whose `str` says all that matters."""
    digest = hashlib.sha256(_versions().encode())
    for part in parts:
        digest.update(b"\0" + _text(part).encode())
    return digest.hexdigest()[:40]


def _text(part: object) -> str:
    """What a part of a key says in every run: the text of a function, whose `str` would say where it lies in memory."""
    if callable(part):
        return source_of(part)
    if isinstance(part, list | tuple):
        return "[" + ", ".join(_text(p) for p in part) + "]"
    return str(part)


def kept(key: str, dialect: str) -> str | None:
    """What is kept under `key`; None where nothing is, or where it cannot be read."""
    try:
        return _file(key, dialect).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def keep(key: str, dialect: str, text: str) -> None:
    """Keep a text for later runs. A folder that cannot be written to costs them a compilation, and this one nothing."""
    path = _file(key, dialect)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(temporary).replace(path)


def sql(key: str | None, dialect: str, compile: Callable[[], str]) -> str:
    """The SQL kept under `key`, compiled and kept now if it is not there."""
    if key is None:
        return compile()
    text = kept(key, dialect)
    if text is None:
        text = compile()
        keep(key, dialect, text)
    return text


def written(build: Callable[[], Expression], key: str | None, dialect: str) -> str:
    """The SQL of an expression, which is built only where none is kept under `key`."""

    def compile() -> str:
        from alder.model import expr  # costs an import that a run with kept SQL does without

        return expr.to_sql(build(), dialect)

    return sql(key, dialect, compile)


def _file(key: str, dialect: str) -> Path:
    return folder() / f"{key}.{dialect}.sql"
