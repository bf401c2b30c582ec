"""Write the whole reference as pages into `docs/generated`, which git ignores, or say which golden pages differ.

    python -m docs.generate            write them, and the golden pages anew
    python -m docs.generate --check    change nothing; exit 1 and name what differs

The reference is read on the site and with `alder explain`; as files it is for whoever wants it whole. Git keeps one
page of each kind, in `tests/golden/reference`, so that a change of how pages are written is seen by a reviewer and a
change of what is declared touches no page. Whatever stands in that folder is compared.

A writer is a function that takes no arguments and gives {path below docs/generated: text}. Add it to `WRITERS`. The
examples that the package holds are written in the same way, from the same cases.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs import commands, examples, explained, measures, processes, rules, satre, sources

ROOT = Path(__file__).parent.parent
WHOLE = ROOT / "docs" / "generated"
GOLDEN = ROOT / "tests" / "golden" / "reference"

CONTENTS = """# The reference as files

Written by `make docs`. The site and `alder explain` say the same.

- [Rules](rules/index.md), [measures](measures/index.md), [variables](variables/index.md), [sources](sources/index.md)
- [Commands](commands.md), [policies](policies.md), [filters](filters.md), [queries as JSON](queries-as-json.md)
- [Reference tables](reference-tables.md), [measures from deliveries](measures-from-deliveries.md)
- [The form of a file](form-of-a-file.md), [checks of a data set](checks.md), [processes](processes.md)
- [What Alder has of SATRE, with the tests that show it](satre.md)
"""

WRITERS: tuple[Callable[[], Mapping[str, str]], ...] = (
    lambda: {"index.md": CONTENTS},
    commands.pages,
    explained.pages,
    measures.pages,
    processes.pages,
    rules.pages,
    satre.pages,
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


def golden(wanted: Mapping[str, str]) -> Iterator[Path]:
    """Golden pages that are not as they would be written now, or that nobody writes any more."""
    for file in sorted(GOLDEN.rglob("*.md")):
        if file.read_text(encoding="utf-8") != wanted.get(file.relative_to(GOLDEN).as_posix()):
            yield file


def packaged() -> Iterator[Path]:
    """Files of the package that are drawn from the tests and are not on disk as they should be."""
    for path, text in examples.files().items():
        file = ROOT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            yield file


def check() -> int:
    """Say what differs; how many differ is the status."""
    stale = [*packaged(), *golden(pages())]
    for file in stale:
        print(f"{file.relative_to(ROOT)} is out of date; write it with: make docs")
    return min(len(stale), 1)


def write() -> int:
    """Write everything."""
    for file in packaged():  # first, since pages show what these files hold
        file.write_text(examples.files()[file.relative_to(ROOT).as_posix()], encoding="utf-8")
    wanted = pages()
    for file in golden(wanted):
        path = file.relative_to(GOLDEN).as_posix()
        if path in wanted:
            file.write_text(wanted[path], encoding="utf-8")
        else:
            file.unlink()
    shutil.rmtree(WHOLE, ignore_errors=True)
    for path, text in wanted.items():
        file = WHOLE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages written; begin with {(WHOLE / 'index.md').relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Write the whole reference as pages, or check those that tests keep.")
    options.add_argument("--check", action="store_true", help="say which kept pages differ, and write nothing")
    sys.exit(check() if options.parse_args().check else write())
