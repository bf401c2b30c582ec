"""The workbook of a table as ODS (OpenDocument). All text is text: nothing in it can become a formula."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from alder.show.workbook import COVER, NOTES, TABLE
from alder.show.xlsx import widths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.show.workbook import Cell, CoverTable, Sheets

_THEN = "2000-01-01T00:00:00"
"""When every workbook says it was made, so that the same table is the same file."""
_TIME = (1980, 1, 1, 0, 0, 0)
"""When every part of it says it was written."""
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("config", "config"),
    )
)
_CM_A_LETTER = 0.24
_PAGE = (
    '<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
    'style:scale-to-X="1" style:scale-to-Y="0" '
)
"""Paper on its side, and every sheet as wide as the paper."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def ods_bytes(sheets: Sheets) -> bytes:
    from datetime import datetime

    from odfdo import Document

    document = Document("spreadsheet")
    meta = document.meta
    meta.title, meta.language = sheets.title, "en-GB"
    meta.creation_date = meta.date = datetime.fromisoformat(_THEN)
    meta.initial_creator = meta.creator = "Alder"
    pages = document.styles.serialize().decode()
    document.set_part("styles.xml", pages.replace("<style:page-layout-properties ", _PAGE).encode())
    document.set_part("settings.xml", _settings(sheets).encode())
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    # The sheets come last, past what saving does to sheets that people made: for each line it looks through all lines,
    # so that 170,000 of them took a quarter of an hour. Saving also says of each part when it was saved.
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(out, "w") as book:
        for part in parts.infolist():
            member = zipfile.ZipInfo(part.filename, _TIME)
            member.compress_type = part.compress_type
            is_content = part.filename == "content.xml"
            book.writestr(member, _content(sheets).encode() if is_content else parts.read(part))
    return out.getvalue()


def _content(sheets: Sheets) -> str:
    wide = widths(sheets)
    decimals = sorted({cell.decimals for line in sheets.lines for cell in line if cell.number is not None})
    top = _top(sheets)
    first, last = f"$'{TABLE}'.$A${top}", f"$'{TABLE}'.${_letters(len(wide))}${top + len(sheets.lines)}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.4">'
        f"<office:automatic-styles>{''.join(_styles(decimals, sorted({28, 90, 40, 60, *wide})))}"
        f"</office:automatic-styles><office:body><office:spreadsheet>"
        f"{_sheet(COVER, (28, 90), _cover(sheets))}"
        f"{_sheet(TABLE, wide, _table(sheets))}"
        f"{_sheet(NOTES, (40, 60), _notes(sheets))}"
        f'<table:database-ranges><table:database-range table:name="Figures" table:contains-header="true" '
        f'table:target-range-address="{escape(first)}:{escape(last)}"/></table:database-ranges>'
        f"</office:spreadsheet></office:body></office:document-content>"
    )


def _top(sheets: Sheets) -> int:
    """The line of the table's headings, from 1."""
    return 2 + len(sheets.above)


def _styles(decimals: Iterable[int], wide: Iterable[int]) -> Iterable[str]:
    for letters in wide:
        yield (
            f'<style:style style:name="w{letters}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{letters * _CM_A_LETTER:.2f}cm"/></style:style>'
        )
    bold, right = 'fo:font-weight="bold"', "fo:text-align='end'"
    under = 'fo:border-bottom="1.5pt solid #0b0c0c"'
    yield _style("title", f'{bold} fo:font-size="16pt"')
    yield _style("heading", f'{bold} fo:font-size="14pt"')
    yield _style("text", "")
    yield _style("wrapped", "", cell='fo:wrap-option="wrap" style:vertical-align="top"')
    yield _style("head", bold, cell=f'fo:wrap-option="wrap" {under}')
    yield _style("right", bold, cell=f'fo:wrap-option="wrap" {under}', paragraph=right)
    yield _style("symbol", 'fo:font-style="italic"', paragraph=right)
    for places in decimals:
        yield (
            f'<number:number-style style:name="n{places}"><number:number number:decimal-places="{places}" '
            f'number:min-decimal-places="{places}" number:min-integer-digits="1" number:grouping="true"/>'
            f"</number:number-style>"
        )
        yield _style(f"figure{places}", "", data=f' style:data-style-name="n{places}"')


def _style(name: str, text: str, *, cell: str = "", paragraph: str = "", data: str = "") -> str:
    parts = f"<style:table-cell-properties {cell}/>" if cell else ""
    parts += f"<style:paragraph-properties {paragraph}/>" if paragraph else ""
    size = "" if "font-size" in text else 'fo:font-size="12pt" '
    parts += f'<style:text-properties {size}{text} fo:font-family="Arial" fo:language="en" fo:country="GB"/>'
    return f'<style:style style:name="{name}" style:family="table-cell"{data}>{parts}</style:style>'


def _sheet(name: str, wide: Sequence[int], rows: Iterable[str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="w{letters}"/>' for letters in wide)
    return f"<table:table table:name={quoteattr(name)}>{columns}{''.join(rows)}</table:table>"


def _row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _text(words: str, style: str = "text") -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{escape(_NOT_IN_XML.sub('', words))}</text:p></table:table-cell>"
    )


def _figure(cell: Cell) -> str:
    if cell.number is None:
        return _text(cell.text, "symbol")
    return (
        f'<table:table-cell table:style-name="figure{cell.decimals}" office:value-type="float" '
        f'office:value="{cell.text}"><text:p>{cell.number:,.{cell.decimals}f}</text:p></table:table-cell>'
    )


def _cover(sheets: Sheets) -> Iterable[str]:
    yield _row(_text(sheets.title, "title"))
    yield _row(_text(f"The workbook has three sheets: {COVER}, {TABLE} and {NOTES}."))
    yield from _block(sheets.about)


def _table(sheets: Sheets) -> Iterable[str]:
    yield _row(_text(sheets.title, "title"))
    yield from (_row(_text(words)) for words in sheets.above)
    heads = (_text(head, "head" if at < sheets.sides else "right") for at, head in enumerate(sheets.heads))
    yield f"<table:table-header-rows>{_row(*heads)}</table:table-header-rows>"
    for line in sheets.lines:
        yield _row(*(_text(c.text) for c in line[: sheets.sides]), *(_figure(c) for c in line[sheets.sides :]))


def _notes(sheets: Sheets) -> Iterable[str]:
    yield _row(_text(f"{NOTES} on the table", "title"))
    yield from _block(sheets.measures)
    if sheets.symbols.rows:
        yield from _block(sheets.symbols)
    yield _row(_text("Read with care", "heading"))
    yield from (_row(_text(words)) for words in sheets.notes)


def _block(block: CoverTable) -> Iterable[str]:
    yield _row(*(_text(head, "head") for head in block.heads))
    for row in block.rows:
        yield _row(*(_text(words, "wrapped") for words in row))


def _letters(n: int) -> str:
    """The name of a column: A, B, ... Z, AA."""
    found = ""
    while n:
        n, rest = divmod(n - 1, 26)
        found = chr(65 + rest) + found
    return found


def _settings(sheets: Sheets) -> str:
    """Headings stay in view: the rows down to those of the table, and the first column."""
    items = [
        ("HorizontalSplitMode", "short", 2 if sheets.sides else 0),
        ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", min(sheets.sides, 1)),
        ("VerticalSplitPosition", "int", _top(sheets)),
        ("PositionRight", "int", min(sheets.sides, 1)),
        ("PositionBottom", "int", _top(sheets)),
    ]
    shown = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-settings {_SPACES} office:version="1.4">'
        f'<office:settings><config:config-item-set config:name="ooo:view-settings">'
        f'<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">'
        f'<config:config-item-map-entry config:name="{TABLE}">{shown}</config:config-item-map-entry>'
        f"</config:config-item-map-named>"
        f'<config:config-item config:name="ActiveTable" config:type="string">{COVER}</config:config-item>'
        f"</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        f"</office:document-settings>"
    )
