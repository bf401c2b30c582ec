"""Write the generated pages of `docs/reference`, or say which are out of date.

    python -m docs.generate            write them
    python -m docs.generate --check    change nothing; exit 1 and name what differs

A writer is a function that takes no arguments and gives {path below docs/reference: text}. Add it to `WRITERS`. The
examples that the package holds are written in the same way, from the same cases.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from docs import commands, deliveries, examples, filters, measures, policies, reference_tables, rules, screener, sources

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"

WRITERS: tuple[Callable[[], Mapping[str, str]], ...] = (
    commands.pages,
    deliveries.pages,
    filters.pages,
    measures.pages,
    policies.pages,
    reference_tables.pages,
    rules.pages,
    screener.pages,
    sources.pages,
)


def pages() -> dict[str, str]:
    """Every generated page."""
    found: dict[str, str] = {}
    for writer in WRITERS:
        for path, text in writer().items():
            assert path not in found, f"two writers write {path}"
            found[path] = text.rstrip("\n") + "\n"
    return found


def differing(wanted: Mapping[str, str]) -> Iterable[str]:
    """Pages that are not on disk as they should be, and pages that are there and should not be."""
    folders = {path.split("/")[0] for path in wanted if "/" in path}
    for path, text in wanted.items():
        file = REFERENCE / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            yield path
    for folder in folders:
        for file in sorted((REFERENCE / folder).rglob("*.md")):
            if file.relative_to(REFERENCE).as_posix() not in wanted:
                yield file.relative_to(REFERENCE).as_posix()


def packaged() -> Iterable[str]:
    """Files of the package that are drawn from the tests and are not on disk as they should be."""
    for path, text in examples.files().items():
        file = ROOT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            yield path


def main(arguments: list[str]) -> int:
    old = list(packaged())
    if "--check" not in arguments:  # first, since pages show what these files hold
        for path in old:
            (ROOT / path).write_text(examples.files()[path], encoding="utf-8")
    wanted = pages()
    stale = sorted(differing(wanted))
    if "--check" in arguments:
        for path in (*old, *(f"docs/reference/{p}" for p in stale)):
            print(f"{path} is out of date; write it with: make docs")
        return 1 if stale or old else 0
    for path in stale:
        file = REFERENCE / path
        if path in wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[path], encoding="utf-8")
        else:
            file.unlink()
    print(f"{len(stale) + len(old)} of {len(wanted) + len(examples.files())} generated files written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
