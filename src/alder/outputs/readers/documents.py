"""Documents: LaTeX, Word, PDF."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.files.package import DAMAGE, Package, TooMuch, local
from alder.outputs.content import Form, OutputContent, Sheet, SubmittedFile, saw
from alder.outputs.extent import lines_of
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.readers.forms import text_of
from alder.outputs.readers.packages import opened, too_much, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT = re.compile(r"(?<!\\)%.*")
_MULTI = re.compile(r"\\multicolumn\{(\d{1,3})\}\{[^{}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?(?:\[[^\]]{0,300}\])?")
_TABULAR = re.compile(r"\\begin\{(tabular[x*]?|longtable|array)\}")
_TABULAR_ENDS = re.compile(r"\\end\{(?:tabular[x*]?|longtable|array)\}")
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]{0,60}\}|cmidrule(?:\([^)]{0,60}\))?\{[^}]{0,60}\})\s*"
)
_COLUMNS = re.compile(r"\A(?:\s*+(?:\[[^\]]*\])?(?:\{[^{}]*\})?\s*+\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})?")
"""What a table says of its columns after its name."""
_ROW_ENDS = re.compile(r"\\\\(?:\s*+\[[^\]]{0,60}\])?|\\tabularnewline")


_tell = partial(saw, rule="NB")


def latex(file: SubmittedFile) -> OutputContent:
    """A LaTeX source: its tables with the lines on which their rows are, its words, its comments."""
    content = OutputContent(file, Form.LATEX)
    lines = lines_of(content, (text_of(file.bytes) or "").splitlines())
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.search(line)
        if comment and len(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", comment[0])) >= 3:
            _tell(content, f"line {number}", "a comment that no reader sees holds figures", "Take comments out.")
    bare = [_COMMENT.sub("", line) for line in lines]
    rows: list[list[str]] = []
    numbers: list[int] = []
    inside, began = False, 0
    pending: list[str] = []
    for at, line in _with_tables_apart(bare):
        if _TABULAR.search(line):
            inside, pending = True, []
        elif _TABULAR_ENDS.search(line):
            if inside and any("&" in part for part in pending):  # a last row that nothing ends
                rows.append(_cells(" ".join(pending)))
                numbers.append(began)
            inside, pending = False, []
            rows.append([])
            numbers.append(at)
        elif not inside:
            content.lines.append(_plain(line))
        else:
            began = began if pending else at
            *whole, rest = _ROW_ENDS.split(_RULES.sub(" ", line))
            for part in whole:
                rows.append(_cells(" ".join([*pending, part])))
                numbers.append(began)
                began, pending = at, []
            if rest.strip():
                pending.append(rest)
    if any(rows):
        content.sheets.append(Sheet("", rows, line_numbers=numbers))
    return content


def _with_tables_apart(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; where a table begins or ends within one, its rows stand by themselves."""
    for at, line in enumerate(lines):
        begins, ends = _TABULAR.search(line), _TABULAR_ENDS.search(line)
        if begins is None and ends is None:
            yield at, line
            continue
        start = 0
        if begins:
            yield at, begins[0]
            start = begins.end() + len(_COLUMNS.match(line[begins.end() :])[0])  # type: ignore[index]
        rest = line[start : ends.start() if ends else None]
        if "&" in rest or (ends and not begins):
            yield at, rest
        if ends:
            yield at, ends[0]


def _cells(row: str) -> list[str]:
    found: list[str] = []
    for cell in re.split(r"(?<!\\)&", row):
        spanned = _MULTI.search(cell)
        if spanned:
            found += [_plain(spanned[2]), *([""] * (int(spanned[1]) - 1))]
        else:
            found.append(_plain(cell))
    return found


def _plain(text: str) -> str:
    text = re.sub(r"\\%", "%", text).replace("\\&", "&").replace("\\_", "_").replace("\\pounds", "£").replace("$", "")
    text = re.sub(r"\^\{?(\*+)\}?", r"\1", text)
    text = text.replace("{,}", ",")
    return " ".join(re.sub(r"[{}]", "", _COMMAND.sub("", text)).replace("~", " ").split()) or (
        "~" if text.strip() == "~" else ""
    )


def word(file: SubmittedFile) -> OutputContent:
    """A Word document: its words and tables, and what was tracked, hidden, commented on or put into it."""
    content = OutputContent(file, Form.WORD)
    try:
        _read_word(content, opened(file))
    except TooMuch:
        content.findings.append(too_much(file))
    except DAMAGE:
        content.findings.append(unreadable(file, Form.WORD))
    return content


def _read_word(content: OutputContent, package: Package) -> None:
    for start, what, mend in (
        ("word/comments", "comments", "Delete all comments."),
        ("word/embeddings/", "another file within it", "Put the table in as a table, not as an object."),
        ("word/vbaProject", "a program", "Save it as .docx without macros."),
        ("customXml/item", "parts that no page shows", "Save it anew, or hand in a text."),
    ):
        if any(name.startswith(start) and not name.endswith(".rels") and "Props" not in name for name in package.names):
            _tell(
                content,
                "",
                f"the document holds {what}",
                mend,
                Weight.LOOK if start == "customXml/item" else Weight.HELD,
            )
    for name in package.names:
        if name.startswith("word/media/"):
            content.parts.append(SubmittedFile(f"{content.name} > {name}", package.bytes(name)))
        elif name.startswith("docProps/thumbnail") and (
            hashlib.sha256(package.bytes(name)).hexdigest() != _OF_THE_TEMPLATE
        ):
            _tell(
                content,
                "properties",
                "it keeps a preview picture, perhaps of an earlier version",
                "Save it without a preview picture.",
            )
        elif re.match(r"word/charts/chart\d*\.xml", name):
            _tell(content, name, "a chart keeps its data within it", "Put the chart in as a picture, with its table.")
    within = [name for name in package.names if not name.startswith("word/embeddings/")]
    if any(re.search(r"\.(?:mht(?:ml)?|html?|rtf|txt|csv|docx|xlsx)$", name) for name in within):
        _tell(content, "", "the document holds another file", "Paste its text in, and save the document anew.")
    body = package.xml("word/document.xml")
    tags = {local(one.tag) for one in body.iter()}
    if tags & {"del", "ins", "moveFrom", "moveTo", "delText"}:
        _tell(
            content, "", "it tracks changes: what was deleted is still in it", "Accept all changes and stop tracking."
        )
    if any(local(one.tag) == "vanish" for one in body.iter()):
        _tell(content, "", "a part of it is hidden text", "Show hidden text and delete it.")
    for name in [
        "word/document.xml",
        *(n for n in package.names if re.match(r"word/(?:footnotes|endnotes|header\d*|footer\d*|comments)\.xml", n)),
    ]:
        tree = package.xml(name)
        content.lines += [text for text in _paragraphs(tree) if text]
        for table in (one for one in tree.iter() if local(one.tag) == "tbl"):
            content.sheets.append(Sheet(f"table {len(content.sheets) + 1}", list(_word_rows(table))))


_OF_THE_TEMPLATE = "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead"
"""The preview picture that python-docx puts into every document: of its own template, an empty page."""


def _paragraphs(tree: Any) -> Iterator[str]:
    for one in tree.iter():
        if local(one.tag) == "p" and not any(local(up.tag) == "tc" for up in one.iterancestors()):
            yield "".join(t.text or "" for t in one.iter() if local(t.tag) in ("t", "delText"))


def _word_rows(table: Any) -> Iterator[Sequence[str]]:
    for row in (one for one in table if local(one.tag) == "tr"):
        cells: list[str] = []
        for cell in (one for one in row if local(one.tag) == "tc"):
            text = " ".join("".join(t.text or "" for t in cell.iter() if local(t.tag) == "t").split())
            spans = next((one for one in cell.iter() if local(one.tag) == "gridSpan"), None)
            wide = int(next(iter(spans.attrib.values()), "1")) if spans is not None else 1
            cells += [text, *([""] * (wide - 1))]
        yield cells


def pdf(file: SubmittedFile) -> OutputContent:
    """A PDF document: nothing of it is read but whether it carries files or programs. Its pages are for eyes."""
    content = OutputContent(file, Form.PDF)
    data = file.bytes
    if b"/EmbeddedFile" in data:
        _tell(content, "", "the document carries another file", "Hand in each file by itself.")
    if b"/JavaScript" in data or b"/JS " in data or b"/Launch" in data:
        _tell(content, "", "the document carries a program", "Print it to a plain PDF, or hand in its source.")
    content.findings.append(
        OutputFinding(
            OutputCheck.TYPE,
            "NB",
            Weight.HELD,
            FindingPlace(file.name),
            "the figures of a PDF cannot be read by a program",
            "Hand in the source: the text, the tables as CSV, the pictures.",
        )
    )
    return content
