"""Files that are no good returns: each is made here by name, and answered as the page of unreadable files says.

`MARK` stands in each of them where a learner's value would. No message may hold it.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from alder.model.period import AcademicYear
from tests.support.ilr_files import message, whole_learner

MARK = "Marker73"
YEAR = AcademicYear(2020)
GOOD = message([whole_learner("L1", FamilyName="Ash", GivenNames=MARK.replace("73", "")), whole_learner("L2")], YEAR)
STEM = "ILR-99999999-2021-20201201-093000-01"

Make = Callable[[Path], Path]
MADE: dict[str, Make] = {}
"""How to make each file, in a folder of its own."""


def _odd(name: str, file: str = f"{STEM}.xml") -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def register(content: Callable[[], bytes]) -> Callable[[], bytes]:
        def make(folder: Path) -> Path:
            path = folder / file
            path.write_bytes(content())
            return path

        MADE[name] = make
        return content

    return register


def _with(old: str, new: str) -> bytes:
    text = GOOD.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


ZIP = f"{STEM}.zip"

_odd("An empty file")(lambda: b"")
_odd("A file of blanks alone")(lambda: b" \n\t\n")
_odd("A table of text (CSV)", "learners.csv")(lambda: f"LearnRefNumber,FamilyName\nL1,{MARK}\n".encode())
_odd("Plain words", "note.txt")(lambda: f"Dear {MARK}".encode())
_odd("JSON", "learners.json")(lambda: json.dumps({"FamilyName": MARK}).encode())
_odd("A web page", "page.html")(lambda: f"<!DOCTYPE html>\n<html><p>{MARK}</p></html>".encode())
_odd("A picture", "photo.png")(lambda: b"\x89PNG\r\n\x1a\n" + bytes(100))
_odd("A PDF", "letter.pdf")(lambda: b"%PDF-1.7\n")
_odd("A gzip archive", f"{STEM}.xml.gz")(lambda: b"\x1f\x8b\x08\x00" + bytes(20))
_odd("An Office document", "learners.xlsx")(
    lambda: _zip(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
)
_odd("XML of another kind")(lambda: f"<catalogue><book>{MARK}</book></catalogue>".encode())
_odd("A first element in other letters")(lambda: _with("<Message", "<message"))
_odd("A namespace of no year")(lambda: _with("ESFA/ILR/2020-21", f"ESFA/ILR/{MARK}"))
_odd("No namespace")(lambda: _with(' xmlns="ESFA/ILR/2020-21"', ""))
_odd("In UTF-16")(lambda: GOOD.decode().replace("utf-8", "utf-16").encode("utf-16"))
_odd("UTF-16 declared, bytes in UTF-8")(lambda: _with("utf-8", "utf-16"))
_odd("Windows-1252 declared")(lambda: _with("utf-8", "windows-1252"))
_odd("An encoding that does not exist")(lambda: _with("utf-8", MARK))
_odd("UTF-8 declared, bytes in Latin-1")(lambda: _with("<FamilyName>Ash", "<FamilyName>Zoë").decode().encode("latin-1"))
_odd("Cut off in the middle of a learner")(lambda: GOOD[: GOOD.index(b"<GivenNames>") + 15])
_odd("Cut off in the header")(lambda: GOOD[: GOOD.index(b"<Source>")])
_odd("Cut off in its first tag")(lambda: GOOD[: GOOD.index(b"2020-21")])
_odd("Cut off in a comment before its first tag")(lambda: _with("<Message", f"<!-- {MARK}\n<Message"))
_odd("A first tag with an attribute twice")(lambda: _with("<Message", f"<Message a='1' a='{MARK}'"))
_odd("An element closed by another name")(lambda: _with("</FamilyName>", f"</{MARK}>"))
_odd("A bare & in a text")(lambda: _with("Ash", f"{MARK} & Co"))
_odd("A bare < in a text")(lambda: _with("Ash", f"{MARK} < 3"))
_odd("An entity that is not defined")(lambda: _with("Ash", f"&{MARK};"))
_odd("A zero byte in the first line")(lambda: _with('version="1.0"', 'version="\x001.0"'))
_odd("A control character")(lambda: _with("Ash", f"{MARK}\x01"))
_odd("Something after the end")(lambda: GOOD + f"<{MARK}/>".encode())
_odd("Neither header nor provider says who sent it")(lambda: GOOD.replace(b"<UKPRN>99999999</UKPRN>", b""))
_odd("A document type")(lambda: _with("<Message", "<!DOCTYPE Message>\n<Message"))
_odd("An external entity")(
    lambda: _with("<Message", '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<Message').replace(
        b"Ash", b"&x;"
    )
)
_odd("An entity bomb")(
    lambda: _with(
        "<Message",
        "<!DOCTYPE Message [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {b} '{f'&{a};' * 50}'>" for a, b in zip("abcdefg", "bcdefgh", strict=True))
        + "]>\n<Message",
    ).replace(b"Ash", b"&h;")
)
_odd("A document type within the file")(lambda: _with("<FamilyName>", f"<!DOCTYPE {MARK}><FamilyName>"))
_odd("Elements nested thousands deep")(lambda: _with("<FamilyName>", "<a>" * 5000 + "</a>" * 5000 + "<FamilyName>"))
_odd("One text of many megabytes")(lambda: _with("Ash", "x" * (12 << 20)))
_odd("A name of many kilobytes")(lambda: _with("<FamilyName>", f"<{'x' * (100 << 10)}/><FamilyName>"))
_odd("One learner of many megabytes")(
    lambda: _with("<FamilyName>", f"<Pet>{'y' * 1000}</Pet>" * (17 << 10) + "<FamilyName>")
)
_odd("Millions of empty elements")(lambda: _with("<FamilyName>", "<a/>" * 800_000 + "<FamilyName>"))
_odd("A comment that never ends")(lambda: _with("<FamilyName>", f"<!-- {MARK} <FamilyName>"))

_odd("A ZIP cut short", ZIP)(lambda: _zip((f"{STEM}.xml", GOOD))[:-40])
_odd("A ZIP with damaged contents", ZIP)(lambda: _damaged(_zip((f"{STEM}.xml", GOOD))))
_odd("A ZIP packed in a way of its own", ZIP)(lambda: _marked(_zip((f"{STEM}.xml", GOOD)), (8, 10), 99))
_odd("A ZIP in name alone", ZIP)(lambda: GOOD)
_odd("A ZIP with nothing in it", ZIP)(lambda: _zip())
_odd("A ZIP of two returns", ZIP)(lambda: _zip((f"{STEM}.xml", GOOD), (f"{STEM[:-1]}2.xml", GOOD)))
_odd("A ZIP in a ZIP", ZIP)(lambda: _zip((f"{STEM}.zip", _zip((f"{STEM}.xml", GOOD)))))
_odd("A ZIP with a password", ZIP)(lambda: _locked(_zip((f"{STEM}.xml", GOOD))))
_odd("A ZIP with a path out of it", ZIP)(lambda: _zip((f"../{STEM}.xml", GOOD)))
_odd("A ZIP with a path from the root", ZIP)(lambda: _zip((f"/{STEM}.xml", GOOD)))
_odd("A ZIP with a path of Windows", ZIP)(lambda: _zip((f"C:\\{STEM}.xml", GOOD)))
_odd("A ZIP bomb", ZIP)(lambda: _zip((f"{STEM}.xml", GOOD + b" " * (40 << 20))))


def _damaged(packed: bytes) -> bytes:
    """The same archive with some of the packed bytes changed; its list of contents still reads well."""
    middle = len(packed) // 3
    return packed[:middle] + bytes(b ^ 0xFF for b in packed[middle : middle + 20]) + packed[middle + 20 :]


def _locked(packed: bytes) -> bytes:
    """The same archive with the mark of a password on its one member."""
    return _marked(packed, (6, 8), 1)


def _marked(packed: bytes, places: tuple[int, int], mark: int) -> bytes:
    """The same archive with a mark in the two places that describe its one member."""
    changed = bytearray(packed)
    for signature, place in zip((b"PK\x03\x04", b"PK\x01\x02"), places, strict=True):
        changed[packed.index(signature) + place] |= mark
    return bytes(changed)


def _folder(folder: Path) -> Path:
    path = folder / "returns"
    path.mkdir()
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "return.pipe"
    os.mkfifo(path)
    return path


MADE["A folder"] = _folder
MADE["A pipe"] = _pipe
MADE["No such file"] = lambda folder: folder / "nothing.xml"
