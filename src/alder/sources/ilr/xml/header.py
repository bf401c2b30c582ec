"""What a file says about itself before its learners: which collection, who sent it, what wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model.made_up import SUPPLIER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from alder.model.period import AcademicYear


@dataclass(frozen=True)
class Header:
    """The header of a file. Only `year` and `ukprn` are always there; anything else may be missing, with a finding.

    `year` is that of the namespace; `declared_year` is what the header says, as it stands. `ukprn` is the sender's,
    or the provider's where the header does not say who sent it.
    """

    year: AcademicYear
    namespace: str
    ukprn: int
    declared_year: str | None = None
    collection: str | None = None
    provider_ukprn: int | None = None
    prepared: date | None = None
    source_time: datetime | None = None
    serial: str | None = None
    software_supplier: str | None = None
    software_package: str | None = None
    release: str | None = None
    protective_marking: str | None = None

    @property
    def is_made_up(self) -> bool:
        """Whether the file says of itself that its learners were made up, as those of `alder synth` do."""
        return self.software_supplier == SUPPLIER

    @classmethod
    def of(cls, year: AcademicYear, namespace: str, values: Mapping[tuple[str, str], object]) -> Header | None:
        """The header from its values by element and field; None if neither part names a provider."""
        value_of = dict(values)
        sender, provider = value_of.get(("Source", "UKPRN")), value_of.get(("LearningProvider", "UKPRN"))
        if sender is None and provider is None:
            return None
        fields = {name: value_of.get(place) for name, place in _PLACES.items()}
        return cls(
            year=year,
            namespace=namespace,
            ukprn=sender if sender is not None else provider,  # type: ignore[arg-type]
            provider_ukprn=provider,  # type: ignore[arg-type]
            **fields,  # type: ignore[arg-type]
        )


_PLACES = {
    "declared_year": ("CollectionDetails", "Year"),
    "collection": ("CollectionDetails", "Collection"),
    "prepared": ("CollectionDetails", "FilePreparationDate"),
    "source_time": ("Source", "DateTime"),
    "serial": ("Source", "SerialNo"),
    "software_supplier": ("Source", "SoftwareSupplier"),
    "software_package": ("Source", "SoftwarePackage"),
    "release": ("Source", "Release"),
    "protective_marking": ("Source", "ProtectiveMarking"),
}
