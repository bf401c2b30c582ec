"""Which reader reads which form of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.outputs.content import Form, OutputContent
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


def read(file: SubmittedFile) -> OutputContent:
    """What is in a file. Never raises for what is in it: what cannot be read is a finding."""
    form = form_of(file)
    if form not in _READS:
        return OutputContent(file, form)
    return _READS[form](file)
