"""Every data set of a release in one ZIP file, with a guidance file that says what each column means."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
from typing import IO, TYPE_CHECKING

from django.http import FileResponse, Http404
from django.utils.text import slugify

from alder.publishing.pages.guidance import Packed, guidance
from alder.web.publications.data_set_store import contents_of, store
from alder.web.statistics.release import cite, the_issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from alder.web.publications.public_catalogue import PublicDataSet

_IN_MEMORY = 4 * 1024 * 1024


def release_files(request: HttpRequest, publication: str, release: str) -> FileResponse:
    _, issue = the_issue(publication, release)
    if issue.is_withdrawn:
        raise Http404
    heading = f"{issue.publication.title}, {issue.title}"
    name = issue.figures_are.file_name(f"{publication}_{release}")
    return _zip(issue.data_sets, heading, cite(request, issue), f"{name}.zip")


def data_set_files(listed: PublicDataSet, source: str) -> FileResponse:
    """One data set with its guidance."""
    name = listed.version.figures_are.file_name(f"{slugify(listed.title)}_v{listed.version.number}") + ".zip"
    return _zip([listed], listed.title, source, name)


def _zip(data_sets: Sequence[PublicDataSet], heading: str, source: str, name: str) -> FileResponse:
    """Written to a file on the way, so that no size of data set fills the memory."""
    whole: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    packed = []
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for listed in data_sets:
            name_of_one = f"{slugify(listed.title)[:80] or listed.id}_v{listed.version.number}"
            file = f"data/{listed.version.figures_are.file_name(name_of_one)}.csv"
            with gzip.open(store().csv(listed.version.id)) as data, archive.open(file, "w", force_zip64=True) as out:
                shutil.copyfileobj(data, out)
            archive.write(store().meta_csv(listed.version.id), f"{file.removesuffix('.csv')}.meta.csv")
            number, contents = str(listed.version.number), contents_of(listed.version.id)
            packed.append(
                Packed(file, listed.title, listed.data_set.summary, number, contents, listed.version.all_notes)
            )
        archive.writestr("guidance.txt", guidance(heading, source, packed))
    whole.seek(0)
    return FileResponse(whole, as_attachment=True, filename=name, content_type="application/zip")
