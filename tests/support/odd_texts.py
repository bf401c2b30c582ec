"""Texts that nobody would write and any program can: one long line, lines without number, forms within themselves.

Each is of a kind that the checker of outputs reads, of about as many bytes as are asked for.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HEADING = "place,learners\n"
_SENTENCE = "Some of the learners of the area left in the second year, and others came.\n"


def _again(piece: str, size: int, before: str = "", after: str = "") -> bytes:
    return (before + piece * max(1, (size - len(before) - len(after)) // len(piece)) + after).encode()


def _notebook(size: int, *, code: str = "", printed: str = "", words: str = "", cells: int = 1) -> bytes:
    part = size // cells
    cell = {
        "cell_type": "code" if code or printed else "markdown",
        "metadata": {},
        "source": (code * (part // len(code)) if code else words * (part // len(words)) if words else "1"),
        "outputs": [{"output_type": "stream", "name": "stdout", "text": printed * (part // len(printed))}]
        if printed
        else [],
    }
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell] * cells}).encode()


def _package(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def _ods(piece: str, size: int, after: str = "") -> bytes:
    space = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    spaces = " ".join(space.format(name) for name in ("office", "table", "text"))
    body = _again(
        piece,
        size,
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="a">',
        f"{after}</table:table></office:spreadsheet></office:body></office:document-content>",
    )
    return _package(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", body))


def _xlsx(piece: str, size: int, *, words: str = "") -> bytes:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    linked = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = _again(piece, size, f"<worksheet {main}><sheetData>", "</sheetData></worksheet>")
    return _package(
        (
            "xl/workbook.xml",
            f'<workbook {main} {linked}><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/a.xml"/>'
            f'<Relationship Id="r2" Type="{kind}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'.encode(),
        ),
        ("xl/worksheets/a.xml", sheet),
        ("xl/sharedStrings.xml", _again(words or " ", size if words else 1, f"<sst {main}>", "</sst>")),
    )


def _docx(piece: str, size: int) -> bytes:
    main = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = _again(piece, size, f"<w:document {main}><w:body>", "</w:body></w:document>")
    return _package(("word/document.xml", body))


_SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
_PATH = '<path d="M1 2L3 4"/>'
_SPANS = f"<table:table-cell><text:p>{'<text:span>a</text:span>' * 500}</text:p></table:table-cell>"
_CELL = "<table:table-cell><text:p>17</text:p></table:table-cell>"

ODD_TEXTS: dict[str, Callable[[int], bytes]] = {
    # the name of the file: its bytes, of so many
    "one long line.txt": lambda size: _again("word ", size),
    "one long line of figures.txt": lambda size: _again("17 ", size),
    "one word.txt": lambda size: _again("a", size),
    "digits without end.txt": lambda size: _again("1", size),
    "commas without end.txt": lambda size: _again("1,", size),
    "dots without end.txt": lambda size: _again(". ", size),
    "spaces without end.txt": lambda size: _again(" ", size, "a", "b"),
    "tabs without end.txt": lambda size: _again("\t", size, "a", "b"),
    "rules without end.txt": lambda size: _again("-", size, "", "x"),
    "blank lines.txt": lambda size: _again("\n", size, "a", "b"),
    "short lines.txt": lambda size: _again("a b\n", size),
    "prose.txt": lambda size: _again(_SENTENCE, size),
    "counts of people in one line.txt": lambda size: _again("3 of the very old new learners ", size),
    "words before people.txt": lambda size: _again("3 of the ", size),
    "e-mail that never ends.txt": lambda size: _again("a.", size),
    "signs of mail.txt": lambda size: _again("a@a", size),
    "numbered notes.txt": lambda size: _again(". 1 Alder 3 learners ", size),
    "listing.txt": lambda size: _again("Female     120     130\n", size),
    "listing without end.txt": lambda size: _again("Female     120     ", size),
    "headings.txt": lambda size: _again("Area        People\n\n", size),
    "names and values.yaml": lambda size: _again("  a: 17\n", size),
    "deep names.yaml": lambda size: b"\n".join(b" " * n + b"a:" for n in range(int((2 * size) ** 0.5))),
    "settings.toml": lambda size: "".join(f"a{n} = 17\n" for n in range(size // 12)).encode(),
    "markdown.md": lambda size: _again("| Female | 120 |\n", size),
    "log.log": lambda size: _again("2026-11-02 10:11:12 step 17 took 3 seconds\n", size),
    "log of one line.log": lambda size: _again("step=17;", size),
    "nodes.log": lambda size: _again("1) root 120 30 no (0.1 0.9)\n", size),
    "almost a node.log": lambda size: _again("1) 1 1 ", size),
    "one line.py": lambda size: _again("a=1;", size),
    "lists.py": lambda size: _again("a = [1, 2, 3, 4]\n", size),
    "packed.py": lambda size: _again("A", size, "a = '", "'"),
    "password without end.py": lambda size: _again("password", size),
    "cells of one column.csv": lambda size: _again("17\n", size, "learners\n"),
    "one cell.csv": lambda size: _again("a b\n", size, HEADING + '"', '",17\n'),
    "one cell of digits.csv": lambda size: _again("1", size, HEADING + "a,", "\n"),
    "one cell of spaces.csv": lambda size: _again(" ", size, HEADING + "a,1", "x\n"),
    "long cells.csv": lambda size: _again(f"{'1 ' * 5_000},17\n", size, HEADING),
    "wide rows.csv": lambda size: _again("120," * 1_999 + "120\n", size),
    "empty cells.csv": lambda size: _again(",,,,,,,,,,,,,,,,,,,\n", size, HEADING),
    "commas alone.csv": lambda size: _again(",", size, HEADING, "\n"),
    "words.csv": lambda size: _again("Leeds,seven\n", size, HEADING),
    "many tables.csv": lambda size: _again("\nplace,learners\nLeeds,120\n", size),
    "semicolons.csv": lambda size: _again("Leeds;120\n", size, "place;learners\n"),
    "without an end.csv": lambda size: _again("a,b\n", size, HEADING + '"'),
    "deep list.json": lambda size: b"[" * (size // 2) + b"]" * (size // 2),
    "depth that is read.json": lambda size: _again('{"a":' * 400 + "1" + "}" * 400 + ",", size, "[", "1]"),
    "objects.json": lambda size: _again('{"a":17},', size, "[", '{"a":17}]'),
    "objects of their own.json": lambda size: json.dumps([{f"a{n}": n} for n in range(size // 16)]).encode(),
    "values.json": lambda size: json.dumps({f"a{n}": n for n in range(size // 14)}).encode(),
    "lists of lists.json": lambda size: _again("[17],", size, "[", "[17]]"),
    "lists in objects.json": lambda size: _again('{"a":[{"a":[1]}]},', size, "[", '{"a":1}]'),
    "frames.json": lambda size: json.dumps({f"a{n}": {"x": 1, "y": 2} for n in range(size // 28)}).encode(),
    "one text.json": lambda size: _again("a b ", size, '{"a":"', '"}'),
    "figures.json": lambda size: _again("17,", size, '{"learners":[', "17]}"),
    "lines.jsonl": lambda size: _again('{"a":17}\n', size),
    "nearly lines.txt": lambda size: _again('{"a":17}\n', size, "", "x"),
    "cells.html": lambda size: _again("<tr><td>a</td><td>17</td></tr>", size, "<html><table>", "</table></html>"),
    "one cell.html": lambda size: _again("a ", size, "<html><table><tr><td>", "</td></tr></table></html>"),
    "spans.html": lambda size: _again("<td colspan=1000 rowspan=1000>1</td>", size, "<html><table><tr>"),
    "tables.html": lambda size: _again("<table><tr><td>17</td></tr></table>", size, "<html>"),
    "tables in tables.html": lambda size: _again("<table><tr><td>17", size, "<html>"),
    "soup.html": lambda size: _again("<b><i></b><p>", size, "<html>"),
    "hidden in hidden.html": lambda size: _again("<div hidden>17 ", size, "<html>"),
    "hidden beside hidden.html": lambda size: _again("<p hidden>17</p>", size, "<html>"),
    "comments.html": lambda size: _again("<!-- 1 2 3 -->", size, "<html>"),
    "attributes.html": lambda size: _again('<p data-a="1 2 3">a</p>', size, "<html>"),
    "one attribute.html": lambda size: _again("1 ", size, '<html><p title="', '">a</p>'),
    "classes.html": lambda size: _again("a ", size, '<html><style>.b{display:none}</style><p class="', '">17</p>'),
    "styles.html": lambda size: _again(".a ", size, "<html><style>", "{display:none}</style><p>17</p>"),
    "scripts.html": lambda size: _again("<script>1</script>", size, "<html>"),
    "listing.html": lambda size: _again("Female     120\n", size, "<html><pre>", "</pre>"),
    "lists in lists.html": lambda size: _again("<pre>a  1\n", size, "<html>"),
    "packed.html": lambda size: _again("A", size, '<html><img src="data:image/png;base64,', '">'),
    "nearly packed.html": lambda size: _again("data:;base64,", size, '<html><img src="', '">'),
    "paths.svg": lambda size: _again(_PATH, size, _SVG, "</svg>"),
    "one path.svg": lambda size: _again("L1 2", size, _SVG + '<path d="M0 0', '"/></svg>'),
    "points.svg": lambda size: _again('<circle cx="1"/>', size, _SVG, "</svg>"),
    "uses.svg": lambda size: (
        _again("<g><use/>", min(size, 2_000), _SVG)
        + _again("<use/>", size, "", "</g>" * ((min(size, 2_000) - len(_SVG)) // 9) + "</svg>")
    ),
    "words.svg": lambda size: _again("<text>17</text>", size, _SVG, "</svg>"),
    "words in words.svg": lambda size: _again("<text>" * 200 + "a" + "</text>" * 200, size, _SVG, "</svg>"),
    "groups.svg": lambda size: _again("<g>" * 200 + "</g>" * 200, size, _SVG, "</svg>"),
    "descriptions.svg": lambda size: _again("<metadata>1 2</metadata>", size, _SVG, "</svg>"),
    "foreign.svg": lambda size: _again('<a xmlns="b">17</a>', size, _SVG, "</svg>"),
    "code.ipynb": lambda size: _notebook(size, code="a = 1\n"),
    "printed.ipynb": lambda size: _notebook(size, printed="Female     120\n"),
    "words.ipynb": lambda size: _notebook(size, words="word "),
    "cells.ipynb": lambda size: _notebook(size, code="1\n", cells=max(1, size // 100)),
    "outputs.ipynb": lambda size: _notebook(size, printed="a  1\n", cells=max(1, size // 200)),
    "rows.tex": lambda size: _again("a & 17 \\\\\n", size, "\\begin{tabular}{lr}\n", "\\end{tabular}"),
    "row without an end.tex": lambda size: _again("a & \n", size, "\\begin{tabular}{lr}\n"),
    "one line.tex": lambda size: _again("a & 17 \\\\ ", size, "\\begin{tabular}{lr} "),
    "braces.tex": lambda size: _again("{", size, "\\begin{tabular}"),
    "braces in cells.tex": lambda size: _again("\\multicolumn{2}{l}{{a", size, "\\begin{tabular}{l}\n"),
    "commands.tex": lambda size: _again("\\a[", size, "\\documentclass"),
    "comments.tex": lambda size: _again("% 1 2 3\n", size, "\\documentclass{a}\n"),
    "tables.tex": lambda size: _again("\\begin{tabular}{l}a&1\\\\\\end{tabular}\n", size),
    "words.tex": lambda size: _again("word ", size, "\\documentclass{a}\n"),
    "cells.ods": lambda size: _ods(f"<table:table-row>{_CELL * 20}</table:table-row>", size),
    "rows.ods": lambda size: _ods("<table:table-row/>", size),
    "one row.ods": lambda size: (
        _ods(_CELL, size - 100)
        .replace(b'"a"><table:table-cell', b'"a"><table:table-row><table:table-cell', 1)
        .replace(b"</table:table></", b"</table:table-row></table:table></")
    ),
    "repeated.ods": lambda size: _ods(
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000"/>'
        "</table:table-row>",
        size,
    ),
    "elements.ods": lambda size: _ods("<a/>", size),
    "spans.ods": lambda size: _ods(f"<table:table-row>{_SPANS}</table:table-row>", size),
    "cells.xlsx": lambda size: _xlsx("<row><c><v>17</v></c><c><v>18</v></c></row>", size),
    "one row.xlsx": lambda size: _xlsx("<row>" + "<c><v>17</v></c>" * 1_000 + "</row>", size),
    "rows.xlsx": lambda size: _xlsx("<row/>", size),
    "strings.xlsx": lambda size: _xlsx("<row/>", 10, words="<si><t>a</t></si>"),
    "elements.xlsx": lambda size: _xlsx("<a/>", size),
    "far cells.xlsx": lambda size: _xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', size),
    "formulas.xlsx": lambda size: _xlsx("<row><c><f>A1</f><v>17</v></c></row>", size),
    "paragraphs.docx": lambda size: _docx("<w:p><w:r><w:t>3 learners</w:t></w:r></w:p>", size),
    "cells.docx": lambda size: _docx(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>17</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", size
    ),
    "tables in tables.docx": lambda size: _docx(
        "<w:tbl><w:tr><w:tc>" * 50 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 50, size
    ),
    "fields.pmml": lambda size: _again(
        '<a b="1"/>', size, '<?xml version="1.0"?><PMML xmlns="http://www.dmg.org/PMML-4_4">', "</PMML>"
    ),
    "pages.pdf": lambda size: _again("1 0 obj <</Type/Page>> endobj\n", size, "%PDF-1.4\n"),
    "streams.pdf": lambda size: _again("stream\n", size, "%PDF-1.4\n"),
}
