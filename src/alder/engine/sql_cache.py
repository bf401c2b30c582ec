"""Compiled SQL, kept on disk so that an expression is compiled once for all runs.

A key covers whatever the SQL depends on: all text of the package that builds it and of those that it builds on, what
the functions named were closed over, the schemas, the dialect and the versions of Ibis and the SQL writer. A missing
entry costs a compilation, never a wrong answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import os
import re
import sys
import tempfile
from dataclasses import fields, is_dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.model.expr import Expression

ROOMS = ("model", "files", "engine", "rules", "sources", "derive", "quality", "measures")
"""The packages whose text may decide what SQL says, from the lowest: each builds on those before it and on no other."""
PACKAGE = Path(sys.modules["alder"].__path__[0])
_MEANS = (".py", ".txt")
"""Code, and the tables of text that declare fields and codes."""
_IN_MEMORY = re.compile(r"\bat 0x[0-9a-fA-F]+")


def folder() -> Path:
    """Where compiled SQL lies: `ALDER_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("ALDER_CACHE")
    base = Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "alder"
    return base / "sql"


@cache
def _versions() -> str:
    return " ".join(f"{p}={version(p)}" for p in ("ibis-framework", "sqlglot", "duckdb"))


def key(room: str, *parts: object) -> str:
    """The key of SQL that the package `room` builds from `parts`: texts, functions, lists of these and plain values.

    Which modules an expression takes its meaning from is not asked: all text of the package counts, and all text of the
    packages below it, so that nobody who moves a helper has to think of keys. Who builds above all rooms, of nothing
    but what a room offers, gives the function too: all text of its module counts.
    """
    digest = hashlib.sha256(_versions().encode())
    for text in (*(_text_of(r) for r in ROOMS[: ROOMS.index(room) + 1]), *map(_said, parts)):
        digest.update(b"\0" + text.encode())
    return digest.hexdigest()[:40]


@cache
def _text_of(room: str) -> str:
    """The digest of all text of a package, down to its last folder.

    It is read anew in each process: times and sizes of files would be quicker by some milliseconds, and say nothing
    where an installer gives every file the same time.
    """
    content = b"".join(b"%s %d\0%s" % (name.encode(), len(text), text) for name, text in _texts(str(PACKAGE / room)))
    if not content:
        raise FileNotFoundError(f"no text in {PACKAGE / room}: `ROOMS` must name the packages that build SQL")
    return hashlib.sha256(content).hexdigest()


def _texts(folder: str) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.endswith(_MEANS):
                yield entry.name, Path(entry.path).read_bytes()
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from ((f"{entry.name}/{name}", text) for name, text in _texts(entry.path))


def _said(part: object, around: tuple[object, ...] = ()) -> str:
    """What a part of a key says in every run: of a function where it stands, and what it was made with."""
    if isinstance(part, list | tuple):
        return "[" + ", ".join(_said(p, around) for p in part) + "]"
    if isinstance(part, partial):
        return _said([part.func, part.args, sorted(part.keywords.items())], around)
    if isinstance(part, dict):
        return _said([*part.items()], around)
    if callable(part) and hasattr(part, "__qualname__") and not isinstance(part, type):
        return "(itself)" if any(part is p for p in around) else _said_of(part, (*around, part))
    text = str(part)
    if _IN_MEMORY.search(text):
        if is_dataclass(part):
            return _said([type(part).__qualname__, *((f.name, getattr(part, f.name)) for f in fields(part))], around)
        raise TypeError(f"a key of compiled SQL names a value by where it lies in memory: {text[:200]}")
    return text


def _said_of(function: Callable[..., object], around: tuple[object, ...]) -> str:
    """A function by its module's text and its name, and by what it closed over: a family of functions has one name.

    Functions without a name of their own are known by where they stand. A method counts with what it belongs to.
    """
    module = inspect.getmodule(function)
    file = getattr(module, "__file__", None)
    name = function.__qualname__
    code = getattr(function, "__code__", None)
    made_with = [c.cell_contents for c in getattr(function, "__closure__", None) or ()]
    made_with += getattr(function, "__defaults__", None) or ()
    made_with += sorted((getattr(function, "__kwdefaults__", None) or {}).items())
    made_with += [getattr(function, "__self__", None)]
    return " ".join(
        (
            _module_text(file) if file else "",
            f"{function.__module__}.{name}",
            str([*code.co_positions()]) if code is not None and "<" in name else "",
            _said(made_with, around),
        )
    )


@cache
def _module_text(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


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


def written(build: Callable[[], Expression], key: str | None, dialect: str, *, pretty: bool = False) -> str:
    """The SQL of an expression, which is built only where none is kept under `key`; `pretty` as people read it."""

    def compile() -> str:
        from alder.model import expr  # costs an import that a run with kept SQL does without

        return expr.to_sql(build(), dialect, pretty=pretty)

    return sql(key, f"{dialect}.pretty" if pretty else dialect, compile)


def _file(key: str, dialect: str) -> Path:
    return folder() / f"{key}.{dialect}.sql"
