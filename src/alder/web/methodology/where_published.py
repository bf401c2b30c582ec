"""The published data sets that show a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.methodology.measured_by import method_of
from alder.web.publications.data_set_store import contents_of
from alder.web.publications.public_catalogue import data_sets

if TYPE_CHECKING:
    from alder.measures import Measure
    from alder.web.publications.public_catalogue import PublicDataSet


def published_with(measure: Measure) -> list[PublicDataSet]:
    """Data sets of which an indicator is the measure, by title."""
    labels = {i.label for i in (*measure.counts, *measure.rates)} | {a.label for a in measure.averages}
    near = (one for one in data_sets() if labels & set(one.version.summary["indicators"]))
    return [one for one in near if measure in method_of(contents_of(one.version.id)).distinct]
