"""Check 1, and what readers saw (check 14): what files are, whether their name says so, and what is hidden in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight, a
from alder.outputs.readers.forms import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.output import Output

_CONTAINERS = {Form.WORD: "NB", Form.NOTEBOOK: "NB", Form.ARCHIVE: "NB", Form.LOG: "LOG"}


_AS_CSV = "Open it in the program that wrote it, and save its table as CSV."
_AS_TEXT = "Save it as a Word document (.docx) or as plain text, and its tables as CSV."
_AS_ZIP = "Unpack it and hand in its files, or pack them as .zip."
_INSTEAD = {
    **dict.fromkeys(
        ("xls", "xlsb", "xlsm", "numbers"), "Save it as an Excel workbook (.xlsx) without macros, or as CSV."
    ),
    **dict.fromkeys(("feather", "arrow", "arrows", "ipc", "orc", "avro"), "Write the table as Parquet or CSV."),
    **dict.fromkeys(("duckdb", "mdb", "accdb", "sas7bcat", "jmp", "mat", "xml"), _AS_CSV),
    **dict.fromkeys(("odt", "doc", "rtf", "eml", "msg", "pages"), _AS_TEXT),
    **dict.fromkeys(
        ("ppt", "pptx", "odp", "key"), "Hand in its pictures, its tables as CSV and its words as plain text."
    ),
    **dict.fromkeys(("bz2", "xz", "zst", "7z", "rar", "tbz", "txz", "lz4"), _AS_ZIP),
}
"""What to hand in instead of files that are not looked into, by their endings."""


_LEFT_BEHIND = re.compile(
    r"\A(?:\.DS_Store|Thumbs\.db|desktop\.ini)\Z|\A(?:\.~lock\.|~\$)|(?:~|\.(?:swp|bak|tmp|part))\Z", re.IGNORECASE
)
"""What systems and editors leave in a folder: previews, locks, copies of a file before it was changed."""


def files_are_what_they_say(output: Output) -> Iterator[OutputFinding]:
    """Type, ending and size of each file, and how many lines its tables have."""
    limits = output.limits
    for content in output.leaving:
        place, inner = FindingPlace(content.name), " > " in content.name
        ending = content.file.ending
        if _LEFT_BEHIND.search(content.name.rpartition("/")[2]):
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                "a program left it beside its files, and it may keep something of them",
                "Delete it, and close the files that are open in other programs.",
            )
            continue
        if not content.file.bytes.strip():
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.LOOK,
                place,
                "it is empty",
                "Leave it out, or hand in what was to be in it.",
            )
            continue
        if content.form is Form.UNKNOWN:
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                "it is a kind of file that cannot be opened and checked",
                _INSTEAD.get(ending, "Hand in tables as CSV, pictures as PNG, text as plain text."),
            )
            continue
        if ending not in ENDINGS[content.form] and not (inner and ending == "bin"):
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                f"its name ends in .{ending}, and it is {a(content.form)}"
                if ending
                else f"its name has no ending, and it is {a(content.form)}",
                _INSTEAD.get(ending, "Give it the ending of the kind of file that it is."),
            )
        most = limits.code_bytes if content.form is Form.CODE else limits.bytes
        if len(content.file.bytes) > most:
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                f"it is larger than {most / (1 << 20):g} MB, more than a person can check",
                "Hand in the part that you need.",
            )
        for sheet in content.sheets:
            lines = sum(1 for row in sheet.rows if any(row))
            if lines > limits.rows + 50:  # a heading, a title and notes are no rows
                yield OutputFinding(
                    OutputCheck.TYPE,
                    "MICRO",
                    Weight.HELD,
                    FindingPlace(content.name, sheet.name),
                    f"a table has more than {limits.rows:,} lines, more than a person can check",
                    "Split by fewer things, or hand in the part that you need.",
                )
        if content.form is Form.LOG:
            yield OutputFinding(
                OutputCheck.TYPE,
                "LOG",
                Weight.LOOK,
                place,
                "it is a log, which shows more than results",
                "Better: the table or the code by itself. Otherwise keep only the lines that you need.",
            )
        elif content.form in _CONTAINERS and not inner:
            yield OutputFinding(
                OutputCheck.TYPE,
                _CONTAINERS[content.form],
                Weight.NOTE,
                place,
                f"it is {a(content.form)}: each table and picture in it is checked as an output of its own",
                "Tables as CSV and pictures as PNG are checked faster.",
            )


def readers_saw(output: Output) -> Iterator[OutputFinding]:
    """What a reader of the file does not see, as its reader told it."""
    for content in output.contents:
        output.tables(content)
        yield from content.beyond
    for content in output.leaving:
        yield from content.findings
