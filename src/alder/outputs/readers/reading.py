"""Which reader reads which form of file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.outputs.content import Form, OutputContent
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.readers import data_files, databases, documents, models, packages, pages, pictures, texts, workbooks
from alder.outputs.readers.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.outputs.content import SubmittedFile

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


MOST_WORDS = 32 << 20
"""Bytes of a file of words or cells, twice what may leave: one that is larger is held for that, and not looked into."""
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


def _too_long(file: SubmittedFile) -> OutputFinding:
    return OutputFinding(
        OutputCheck.TYPE,
        "NB",
        Weight.HELD,
        FindingPlace(file.name),
        f"it is larger than {MOST_WORDS >> 20} MB, and was not looked into",
        "Hand in the part that you need.",
    )


def read(file: SubmittedFile) -> OutputContent:
    """What is in a file. Never raises for what is in it: what cannot be read is a finding."""
    if len(file.bytes) > MOST_WORDS and (seems := form_of(replace(file, bytes=file.bytes[:_SEEN]))) in _OF_WORDS:
        return OutputContent(file, seems, findings=[_too_long(file)])
    form = form_of(file)
    if form not in _READS:
        return OutputContent(file, form)
    return _READS[form](file)
