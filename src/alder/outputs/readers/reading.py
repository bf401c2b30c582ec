"""Which reader reads which form of file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.outputs.content import Form, OutputContent
from alder.outputs.extent import MOST_OBJECTS, MOST_WORDS, beyond, words_in
from alder.outputs.readers import data_files, databases, documents, models, packages, pages, pictures, texts, workbooks
from alder.outputs.readers.forms import ENDINGS, form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.outputs.content import SubmittedFile
    from alder.outputs.extent import Extent

_READS: dict[Form, Callable[[SubmittedFile], OutputContent]] = {
    Form.DELIMITED: texts.delimited,
    Form.TEXT: texts.plain,
    Form.LOG: texts.log,
    Form.CODE: texts.code,
    Form.JSON: texts.json_file,
    Form.LATEX: documents.latex,
    Form.WORD: documents.word,
    Form.PDF: documents.pdf,
    Form.XLSX: workbooks.xlsx,
    Form.ODS: workbooks.ods,
    Form.PARQUET: workbooks.parquet,
    Form.SQLITE: databases.sqlite,
    Form.STATA: data_files.data_file,
    Form.SPSS: data_files.data_file,
    Form.SAS: data_files.data_file,
    Form.HTML: pages.html_page,
    Form.SVG: pages.svg,
    Form.NOTEBOOK: pages.notebook,
    Form.PNG: pictures.png,
    Form.JPEG: pictures.jpeg,
    Form.PMML: models.pmml,
    Form.MODEL: models.model,
    Form.ARCHIVE: packages.archive,
}


MOST_READ = 32 << 20
"""Bytes of such a file with the pictures packed into it, twice what may leave."""
_SEEN = 1 << 16
_OF_WORDS = frozenset(
    {
        Form.DELIMITED,
        Form.TEXT,
        Form.LOG,
        Form.CODE,
        Form.JSON,
        Form.LATEX,
        Form.HTML,
        Form.SVG,
        Form.NOTEBOOK,
        Form.PMML,
    }
)


def _too_long(data: bytes) -> str:
    """What there is too much of for a file of words or cells to be read at all; nothing where it may be."""
    if len(data) > MOST_READ or (len(data) > MOST_WORDS and words_in(data) > MOST_WORDS):
        return f"more than {MOST_WORDS >> 20} MB of words or cells"
    if data[:64].lstrip()[:1] in (b"{", b"[") and data.count(b"{") > MOST_OBJECTS:
        return f"more than {MOST_OBJECTS:,} objects"
    return ""


def read(file: SubmittedFile, extent: Extent) -> OutputContent:
    """What is in a file, as far as it may be looked at. Never raises: what cannot be read is a finding."""
    if what := _too_long(file.bytes):
        seems = form_of(replace(file, bytes=file.bytes[:_SEEN]))
        if seems in _OF_WORDS:
            named = next((form for form in ENDINGS if form in _OF_WORDS and file.ending in ENDINGS[form]), seems)
            content = OutputContent(file, named)
            beyond(content, what)
            return content
    form = form_of(file)
    if form not in _READS:
        return OutputContent(file, form)
    content = _READS[form](file)
    extent.keep(content)
    return content
