"""What a file is, told by its bytes; and which endings each kind may have."""

from __future__ import annotations

import codecs
import io
import json
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from alder.outputs.content import Form
from alder.outputs.readers.data_files import form_by_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.outputs.content import SubmittedFile

ENDINGS: Mapping[Form, frozenset[str]] = {
    Form.DELIMITED: frozenset({"csv", "tsv", "txt", "tab", "dat"}),
    Form.XLSX: frozenset({"xlsx"}),
    Form.ODS: frozenset({"ods"}),
    Form.PARQUET: frozenset({"parquet", "pq"}),
    Form.SQLITE: frozenset({"sqlite", "sqlite3", "db", "db3"}),
    Form.STATA: frozenset({"dta"}),
    Form.SPSS: frozenset({"sav", "zsav", "por"}),
    Form.SAS: frozenset({"sas7bdat", "xpt"}),
    Form.PNG: frozenset({"png"}),
    Form.JPEG: frozenset({"jpg", "jpeg"}),
    Form.SVG: frozenset({"svg"}),
    Form.PDF: frozenset({"pdf"}),
    Form.HTML: frozenset({"html", "htm"}),
    Form.NOTEBOOK: frozenset({"ipynb"}),
    Form.LATEX: frozenset({"tex"}),
    Form.WORD: frozenset({"docx"}),
    Form.JSON: frozenset({"json", "geojson", "jsonl", "ndjson"}),
    Form.TEXT: frozenset({"txt", "md", "lst", "out", "csv", "tsv", "toml", "yaml", "yml"}),
    Form.LOG: frozenset({"log", "smcl", "rout"}),
    Form.CODE: frozenset({"py", "r", "rmd", "qmd", "do", "ado", "sql", "sas", "sps", "jl", "sh"}),
    Form.PMML: frozenset({"pmml", "xml"}),
    Form.MODEL: frozenset(
        {"pkl", "pickle", "joblib", "rds", "rdata", "rda", "onnx", "h5", "pt", "npz", "npy", "model"}
    ),
    Form.ARCHIVE: frozenset({"zip", "tar", "gz", "tgz", "7z"}),
}
"""The endings that each kind may have. A file under another's is refused: programs open it as what it is not."""

_STARTS: tuple[tuple[bytes, Form], ...] = (
    (b"\x89PNG\r\n\x1a\n", Form.PNG),
    (b"\xff\xd8\xff", Form.JPEG),
    (b"%PDF-", Form.PDF),
    (b"PAR1", Form.PARQUET),
    (b"SQLite format 3\0", Form.SQLITE),
    (b"\x89HDF\r\n\x1a\n", Form.MODEL),
    (b"\x93NUMPY", Form.MODEL),
    (b"RDX", Form.MODEL),
    (b"RDA", Form.MODEL),
    (b"\x1f\x8b", Form.ARCHIVE),
    (b"7z\xbc\xaf", Form.ARCHIVE),
)
OBJECTS_OF_R = frozenset({"rds", "rdata", "rda"})
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PICKLE = re.compile(rb"\x80[\x02-\x05](?:\x95|c|\}|\]|\x8c|q)", re.DOTALL)


def form_of(file: SubmittedFile) -> Form:
    """What the bytes are. An empty file is plain text of no lines."""
    data = file.bytes
    if file.ending in OBJECTS_OF_R and data.startswith(_PACKED):
        return Form.MODEL
    for start, form in _STARTS:
        if data.startswith(start):
            return form
    if found := form_by_bytes(data):
        return found
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if _PICKLE.match(data[:8]):
        return Form.MODEL
    if len(data) > 262 and data[257:262] == b"ustar":
        return Form.ARCHIVE
    text = text_of(data)
    if text is None:
        return Form.MODEL if file.ending in ENDINGS[Form.MODEL] else Form.UNKNOWN
    return _of_text(text, file.ending)


def text_of(data: bytes) -> str | None:
    """Bytes as text; None of what is none."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        return _without_mark(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        odd = sum(1 for sign in text[:4_000] if ord(sign) < 32 and sign not in "\t\r\n\f\x1b")
        return None if odd > len(text[:4_000]) / 100 else text


def _without_mark(data: bytes) -> str | None:
    """UTF-16 that some programs write without the mark before it: every second byte of Latin letters is 0."""
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        zeros, others = data[first:4_000:2], data[1 - first : 4_000 : 2]
        if len(data) % 2 == 0 and zeros.count(0) > 0.9 * len(zeros) and b"\0" not in others:
            return data.decode(encoding, errors="replace")
    return None


def _zipped(data: bytes) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            if "xl/workbook.xml" in names:
                return Form.XLSX
            if "word/document.xml" in names:
                return Form.WORD
            kind = packed.open("mimetype").read(100) if "mimetype" in names else b""
            if b"opendocument" in kind:
                return Form.ODS if b"opendocument.spreadsheet" in kind else Form.UNKNOWN
            if names & {"xl/workbook.bin", "ppt/presentation.xml"}:
                return Form.UNKNOWN
            if names and all(name.endswith(".npy") for name in names):
                return Form.MODEL
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError):
        return Form.ARCHIVE
    return Form.ARCHIVE


def _of_text(text: str, ending: str) -> Form:
    start = text[:2_000].lstrip().lower()
    if start.startswith(("<?xml", "<svg", "<!--")):
        if "<svg" in start:
            return Form.SVG
        if "<html" in start:
            return Form.HTML
        if "<pmml" in start:
            return Form.PMML
    if start.startswith("<") and ending in ENDINGS[Form.HTML]:
        return Form.HTML
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<table", "<div")):
        return Form.HTML
    if start.startswith(("{", "[")) and ending not in ENDINGS[Form.CODE] | ENDINGS[Form.LATEX]:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            if ending in ("jsonl", "ndjson") or json_lines(text):
                return Form.JSON
        else:
            return Form.NOTEBOOK if isinstance(found, dict) and "nbformat" in found else Form.JSON
    if ending in ENDINGS[Form.CODE]:
        return Form.CODE
    if ending in ENDINGS[Form.LATEX] or "\\begin{tabular" in text or start.startswith("\\documentclass"):
        return Form.LATEX
    if ending == "md":
        return Form.TEXT
    if ending in ENDINGS[Form.LOG]:
        return Form.LOG
    if separator_of(text, ending):
        return Form.DELIMITED
    return Form.TEXT


def json_lines(text: str) -> list[object]:
    """What the lines of a text are, where each is an object of JSON by itself; empty where they are not."""
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []
    return found if len(found) > 1 and all(isinstance(one, dict) for one in found) else []


_RULED_LINE = re.compile(r"^\s*+[|+]?\s*+-{4}[-+|]*+\s*+$")
_FIRST = 1 << 18
"""Signs that tell what parts the cells."""
_BY_COMMAS = frozenset({"csv", "tsv", "tab", "dat"})
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def separator_of(text: str, ending: str = "csv") -> str:
    """What parts the cells of a delimited text; empty where it is prose or a listing."""
    lines = [line for line in text[:_FIRST].splitlines() if line.strip()][:200]
    if any(_RULED_LINE.match(line) for line in lines):
        return "\t" if lines[0].count("\t") else ""  # a listing of Stata or R, drawn with lines
    best, most = "", 0.0
    for separator in "\t,;|":
        counts = [
            (_THOUSANDS.sub("", line) if separator == "," and ending not in _BY_COMMAS else line).count(separator)
            for line in lines
        ]
        filled = [count for count in counts if count]
        if len(filled) < 2 or len(filled) < len(lines) / 2:
            continue
        usual = max(set(filled), key=filled.count)
        share = filled.count(usual) / len(lines)
        words = sum(len(line.split()) for line in lines) / len(lines)
        if separator == "," and share < 0.6 and words > 12:
            continue
        if share >= 0.5 and share * usual > most:  # commas of decimals are fewer than what parts the cells
            best, most = separator, share * usual
    return best
