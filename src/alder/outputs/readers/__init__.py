"""Readers of files that people hand in: each is told by its bytes, not by its name, and nothing in it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.outputs.content import Content, Form
from alder.outputs.readers import documents, models, packages, pages, pictures, texts, workbooks
from alder.outputs.readers.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.outputs.content import SubmittedFile

_READS: dict[Form, Callable[[SubmittedFile], Content]] = {
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
    Form.HTML: pages.html_page,
    Form.SVG: pages.svg,
    Form.NOTEBOOK: pages.notebook,
    Form.PNG: pictures.png,
    Form.JPEG: pictures.jpeg,
    Form.PMML: models.pmml,
    Form.MODEL: models.model,
    Form.ARCHIVE: packages.archive,
}


def read(file: SubmittedFile) -> Content:
    """What is in a file. Never raises for what is in it: what cannot be read is a finding."""
    form = form_of(file)
    if form not in _READS:
        return Content(file, form)
    return _READS[form](file)
