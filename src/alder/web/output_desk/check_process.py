"""The automatic checks in a process of their own, with an end to its memory and its time.

Files of outputs come from people, and may be made to harm whoever opens them. Nothing of them is read in a process of
the site: this one reads them, writes what it found as JSON, and is gone. It knows neither database nor settings.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.outputs import OutputFinding, OutputVerdict
    from alder.outputs.content import OutputContent, Sheet

MOST_MEMORY = 2 << 30
"""Bytes of address space in the end. The libraries that read files map most of a gigabyte before they read one."""
MEMORY, MEMORY_A_BYTE = 512 << 20, 24
"""Bytes beyond what the libraries took, and for each byte of the files: a picture of 50 million dots takes 350 MB,
however well it is packed, and cells of a delimited file twenty times their bytes.
"""
MOST_SECONDS, SECONDS, SECONDS_A_MB, SECONDS_A_FILE = 120, 20, 5, 0.5
"""Of a processor, beyond what loading took: in the end, for any, for each MB and for each file. A table of 5,000 rows
takes half a second, 500 files of the usual kinds half a minute.
"""
MOST_WALL = 280
"""Seconds by the clock, on a machine where much else runs."""
MOST_WRITTEN = 64 << 20
"""Bytes of one file that it writes."""

MOST_ROWS, MOST_COLUMNS, MOST_LINES, LONGEST_CELL = 5_000, 200, 20_000, 2_000
"""How much of a file is shown. What is longer than a person reads is held by the first check, and said to be cut."""
PREVIEW, RESULT = "preview.json", "result.json"
REDRAWN = ".redrawn"
BITS = 5
"""How many bits of each colour of a picture leave: what hides in the others does not."""
_SHEETS = 60


def main() -> int:  # pragma: no cover  # in a process that a test starts
    """Check the folder that the first argument names, and write what was found into the second."""
    folder, into, threshold, base = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    _bound(folder)
    try:
        check_folder(folder, into, threshold, base)
    except MemoryError:
        return 3
    return 0


def _bound(folder: Path) -> None:  # pragma: no cover  # in a process that a test starts
    """End this process's memory, time and size of files, by the files that it is to read."""
    import_module("alder.outputs.drawings")  # what is loaded before is none of the files' doing
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    memory, seconds = bounds(sizes)
    memory = min(int(status["VmData"].split()[0]) * 1024 + memory, MOST_MEMORY)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds += int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(MOST_WALL)
    os.nice(5)
    os.umask(0o077)


def bounds(sizes: Sequence[int]) -> tuple[int, int]:
    """Bytes of memory and seconds of a processor for files of these sizes, beyond what loading takes."""
    whole = sum(sizes)
    seconds = SECONDS + SECONDS_A_MB * whole / (1 << 20) + SECONDS_A_FILE * len(sizes)
    return MEMORY + MEMORY_A_BYTE * whole, int(min(seconds, MOST_SECONDS))


def check_folder(folder: Path, into: Path, threshold: int, base: int) -> None:
    """The checks over a folder: what they found, a draft of the cover sheet, and what is to be shown of each file."""
    from dataclasses import replace

    from alder.outputs import Limits, check_outputs
    from alder.outputs.checking import forms_of

    limits = replace(Limits(), threshold=threshold, base=base)
    (verdict,) = check_outputs([folder], limits=limits)
    drawn = redraw(verdict, into)
    findings = [
        _finding(number, finding) | _at_desk(verdict, finding, drawn)
        for number, finding in enumerate(verdict.findings, 1)
    ]
    result = {
        "findings": findings,
        "draft": draft_of(verdict),
        "forms": {name: str(form) for name, form, _ in forms_of(verdict.output)},
        "headings": _headings(verdict),
        "drawn": drawn,
        "seconds": round(verdict.seconds, 3),
    }
    (into / PREVIEW).write_text(json.dumps(preview_of(verdict), ensure_ascii=False), encoding="utf-8")
    (into / RESULT).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def _at_desk(verdict: OutputVerdict, finding: OutputFinding, drawn: Mapping[str, str]) -> dict[str, Any]:
    """What is said of a drawing, which never leaves as it was handed in.

    One that was drawn anew is not held for what is in its own bytes. One that was not is held, whatever is asked: its
    height of a bar or place of a mark says counts that the table beside it rounds or hides.
    """
    from alder.outputs.content import Form
    from alder.outputs.finding import OutputCheck, Weight

    outer = finding.place.file.partition(" > ")[0]
    if outer in drawn and any(one.name == outer and one.form is Form.SVG for one in verdict.output.leaving):
        return {"weight": str(Weight.LOOK if finding.weight is Weight.HELD else finding.weight)}
    is_drawing = any(one.name == finding.place.file and one.form is Form.SVG for one in verdict.output.leaving)
    if is_drawing and finding.rule == "VEC" and finding.check is OutputCheck.PLOTS:
        return {"weight": str(Weight.HELD), "never": True}
    return {}


def _finding(number: int, finding: OutputFinding) -> dict[str, Any]:
    return {
        "number": number,
        "check": int(finding.check),
        "rule": finding.rule,
        "weight": str(finding.weight),
        "file": finding.place.file,
        "at": finding.place.at,
        "what": finding.what,
        "mend": finding.mend,
        "times": finding.times,
    }


def draft_of(verdict: OutputVerdict) -> dict[str, Any]:
    """The cover sheet that Alder would write, by its keys."""
    import tomllib

    from alder.outputs.cover_sheet_draft import drafted

    found = tomllib.loads(drafted(verdict.output))
    said = {name: value for name, value in found.items() if name != "files" and value not in ("", [])}
    return {**said, "files": {one.pop("name"): one for one in found.get("files", [])}}


def _headings(verdict: OutputVerdict) -> dict[str, list[str]]:
    """The headings of each file's tables, by which tables of the same people are found."""
    found: dict[str, list[str]] = {}
    for content in verdict.output.leaving:
        names = [c.heading for table in verdict.output.tables(content) for c in table.columns if c.heading]
        labels = [name for sheet in content.sheets for row in list(sheet.rows)[:1] for name in row]
        found.setdefault(content.name.partition(" > ")[0], []).extend([*names, *map(str, labels)])
    return found


def preview_of(verdict: OutputVerdict) -> dict[str, Any]:
    """What is shown of each file: cells and lines as text, with the numbers of the findings that are about them."""
    numbers = {_same(finding): number for number, finding in enumerate(verdict.findings, 1)}
    by_file: dict[str, list[tuple[int, str]]] = {}
    for finding in verdict.places:
        by_file.setdefault(finding.place.file, []).append((numbers[_same(finding)], finding.place.at))
    return {content.name: _shown(content, by_file.get(content.name, [])) for content in verdict.output.contents}


def _same(finding: OutputFinding) -> tuple[object, ...]:
    return finding.check, finding.rule, finding.weight, finding.place.file, finding.what


def _shown(content: OutputContent, marks: list[tuple[int, str]]) -> dict[str, Any]:
    sheets = content.sheets[:_SHEETS]
    lines = content.lines[:MOST_LINES]
    return {
        "form": str(content.form),
        "sheets": [_sheet(sheet, marks, alone=len(sheets) == 1) for sheet in sheets],
        "lines": [line[:LONGEST_CELL] for line in lines],
        "line_flags": _line_flags(len(lines), marks) if not sheets else {},
        "unseen": [text[:LONGEST_CELL] for text in content.unseen[:200]],
        "is_cut": len(content.lines) > MOST_LINES or len(content.sheets) > _SHEETS,
    }


_CELL = re.compile(r"(?:(?P<sheet>.*), )?cell (?P<column>[A-Z]+)(?P<row>\d+)")
_LINE = re.compile(r"(?:(?P<sheet>.*), )?(?:line|row) (?P<row>\d+)(?:, column (?P<column>.+))?")


def _sheet(sheet: Sheet, marks: list[tuple[int, str]], *, alone: bool) -> dict[str, Any]:
    rows = [[str(cell)[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]] for row in sheet.rows[:MOST_ROWS]]
    flags: dict[str, list[int]] = {}
    for number, at in marks:
        place = _CELL.fullmatch(at) or _LINE.fullmatch(at)
        if place is None or ((place["sheet"] or "") != sheet.name and not (alone and not place["sheet"])):
            continue
        row = _row(sheet, int(place["row"]))
        if row is None or row >= len(rows):
            continue
        column = _column(rows, row, place["column"], by_letters=at.find("cell ") >= 0)
        key = f"{row},{'' if column is None else column}"
        if number not in flags.setdefault(key, []):
            flags[key].append(number)
    return {
        "name": sheet.name,
        "rows": rows,
        "flags": flags,
        "is_cut": len(sheet.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in sheet.rows[:MOST_ROWS]),
        "all_rows": len(sheet.rows),
        "words": columns_of_words(rows),
    }


_FIGURE = re.compile(r"[\s(<>~≤≥£$+.\-−]*\d")


def columns_of_words(rows: list[list[str]]) -> list[int]:
    """The columns in which no cell below the heading begins as a figure does: they stand on the left, as words do."""
    width = max(map(len, rows), default=0)
    return [at for at in range(width) if not any(_FIGURE.match(row[at]) for row in rows[1:] if at < len(row))]


def _row(sheet: Sheet, number: int) -> int | None:
    """Which of the rows stands on the line of this number."""
    if not sheet.line_numbers:
        return number - 1
    before = [index for index, line in enumerate(sheet.line_numbers) if line <= number - 1]
    return before[-1] if before else None


def _column(rows: list[list[str]], row: int, said: str | None, *, by_letters: bool) -> int | None:
    """Which column is meant: by its letters, its heading above the row, or its number."""
    if said is None:
        return None
    if by_letters:
        number = 0
        for letter in said:
            number = number * 26 + ord(letter) - 64
        return number - 1
    for above in rows[:row]:
        if said in above:
            return above.index(said)
    return int(said) - 1 if said.isascii() and said.isdigit() else None


def _line_flags(lines: int, marks: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, at in marks:
        place = _LINE.fullmatch(at)
        if place and 0 < int(place["row"]) <= lines and number not in found.setdefault(str(int(place["row"]) - 1), []):
            found[str(int(place["row"]) - 1)].append(number)
    return found


def redraw(verdict: OutputVerdict, into: Path) -> dict[str, str]:
    """Draw what leaves in the place of pictures anew: for each picture, the file that holds it.

    Of a picture of dots its dots alone leave, with fewer bits. A drawing of lines is drawn from its table.
    """
    from alder.outputs.content import RASTER, Form
    from alder.outputs.drawings import NotDrawn, drawn_anew

    drawn: dict[str, str] = {}
    for content in verdict.output.leaving:
        if " > " in content.name:
            continue
        if content.form in RASTER:
            made = _dots_anew(content)
        elif content.form is Form.SVG:
            try:
                made = drawn_anew(verdict.output, content).encode()
            except NotDrawn:
                continue
        else:
            continue
        if made:  # one that cannot be drawn does not leave: there is nothing to put in its place
            drawn[content.name] = f"{len(drawn)}{REDRAWN}"
            (into / drawn[content.name]).write_bytes(made)
    return drawn


def _dots_anew(content: OutputContent) -> bytes:
    """The dots of a picture with fewer bits, and nothing beside them; nothing where it cannot be drawn."""
    import io

    from PIL import Image, ImageOps

    from alder.outputs.content import Form
    from alder.outputs.readers.pictures import MOST_DOTS

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    try:
        with Image.open(io.BytesIO(content.file.bytes), formats=["PNG", "JPEG"]) as found:
            if found.width * found.height > MOST_DOTS:
                return b""
            flat = Image.new("RGB", found.size, "white")  # a new one, for a copy takes comments and profiles along
            if "A" in found.getbands() or "transparency" in found.info:
                picture = found.convert("RGBA")
                flat.paste(picture, mask=picture.getchannel("A"))
                del picture
            else:
                flat.paste(found)
            out = io.BytesIO()
            ImageOps.posterize(flat, BITS).save(out, "PNG" if content.form is Form.PNG else "JPEG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return b""
    return out.getvalue()
