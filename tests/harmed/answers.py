"""What every loader answers to every harm, and the page that says so."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

import alder
from alder.errors import AlderError, UnreadableFile
from tests.harmed.extracts import extracts
from tests.harmed.faults import FAULTS
from tests.harmed.figures import figures
from tests.harmed.loader import MARK, Loader, written
from tests.harmed.references import references

PAGE = Path(__file__).parents[1] / "golden" / "harmed-files.md"

UNSEEN = "Nothing tells the two columns apart: both may hold what the other does."
"""Where a loader takes columns that were changed about, and says nothing."""

_HEAD = """# Files that came to harm, loader by loader

Written by `python -m tests.harmed` and kept true by a test: it makes a sound file for every loader of tables from the
loader's declaration, harms it in each of these ways, and lets the loader answer. A refused file leaves nothing: it is
loaded whole or not at all. No answer repeats a value. A row is left out where the file has nothing that the harm could
come to, such as dates or codes that begin with zeros. The exit status of a refusal is 11. Findings are explained in
[load an extract](../../docs/how-to/load-an-extract.md#findings).

More of what can be wrong stands with each kind of file: [returns](../../docs/reference/unreadable-files.md),
[extracts](../../docs/reference/unreadable-extracts.md) and [reference
data](../../docs/how-to/add-reference-data.md#files-that-cannot-be-used).
"""


@cache
def loaders() -> dict[str, Loader]:
    """Every loader by its name, with a number where a table has several layouts."""
    found: dict[str, Loader] = {}
    for one in (*extracts(), *figures(), *references()):
        more = sum(name.partition(" (layout")[0] == one.name for name in found)
        found[f"{one.name} (layout {more + 1})" if more else one.name] = one
    return found


@cache
def _sound(name: str) -> tuple[list[str], pa.Table]:
    loader = loaders()[name]
    with TemporaryDirectory() as folder:
        found = _loaded(loader, written(loader.rows).encode(), Path(folder), loader.file)
    assert not isinstance(found, AlderError), f"{name}: {found}"
    return found


def answer(name: str, fault: str, folder: Path) -> str | None:
    """What the loader says of its file with that harm; None where it cannot come to it."""
    loader = loaders()[name]
    harmed = FAULTS[fault](loader)
    if harmed is None:
        return None
    told, rows = _sound(name)
    file = loader.file + (".gz" if "gzip" in fault else "")
    found = _loaded(loader, harmed if isinstance(harmed, bytes) else harmed.encode(), folder, file)
    if isinstance(found, AlderError):
        assert not list(folder.rglob("*.parquet")), "nothing of it is kept"
        assert MARK not in str(found)
        assert found.exit_code == UnreadableFile.exit_code
        return f"Refused: `{found.what}`"
    columns = [c for c in rows.schema.names if c != "categories" or fault != "Latin-1"]
    alike = set(columns) <= set(found[1].schema.names) and found[1].select(columns).equals(rows.select(columns))
    said = " ".join(s[:1].upper() + s[1:] if s.startswith("the ") else s for s in found[0] if s not in told)
    if alike and "changed about" not in fault:
        return f"Loaded like the sound file. {said}".strip()
    if not said:
        assert "changed about" in fault, f"{name}: {fault} is taken in silence"
        return f"Loaded. {UNSEEN}"
    return f"Loaded, and told: {said}"


def page(folder: Path) -> str:
    """The page, as the loaders answer now."""
    lines = [_HEAD]
    for number, (name, loader) in enumerate(loaders().items()):
        lines += [f"## {name}", "", f"By `{loader.command}`.", "", "| Harm | Answer |", "|---|---|"]
        for n, fault in enumerate(FAULTS):
            said = answer(name, fault, folder / f"{number}-{n}")
            lines += [f"| {fault} | {said} |"] if said else []
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _loaded(loader: Loader, content: bytes, folder: Path, file: str) -> tuple[list[str], pa.Table] | AlderError:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file
    path.write_bytes(content)
    store = alder.open(folder / "store")
    try:
        said = loader.load(store, path)
    except AlderError as error:
        return error
    return said, loader.kept(store)
