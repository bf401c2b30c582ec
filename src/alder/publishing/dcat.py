"""Published data sets for catalogues and search engines: DCAT 3 and schema.org in one JSON-LD document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
}


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A data set in its newest version."""

    id: str
    title: str
    summary: str
    publication: str
    version: str
    published: str
    start: str
    end: str
    levels: tuple[str, ...]
    measured: tuple[str, ...]
    """Labels of its indicators."""
    by: tuple[str, ...]
    """Labels of its filters."""


def catalogue(address: str, title: str, listed: list[CatalogueEntry]) -> dict[str, Any]:
    """The catalogue of an API at this address."""
    return {
        "@context": _CONTEXT,
        "@id": f"{address}/publications",
        "@type": ["dcat:Catalog", "schema:DataCatalog"],
        "dct:title": title,
        "schema:name": title,
        "dcat:dataset": [data_set(address, one) for one in listed],
    }


def data_set(address: str, one: CatalogueEntry) -> dict[str, Any]:
    at = f"{address}/data-sets/{one.id}"
    about = one.summary or f"{one.title}, from {one.publication}."
    words = [*one.measured, *one.by]
    return {
        "@id": at,
        "@type": ["dcat:Dataset", "schema:Dataset"],
        "dct:identifier": one.id,
        "dct:title": one.title,
        "dct:description": about,
        "dct:isPartOf": one.publication,
        "dct:issued": one.published,
        "dct:temporal": f"{one.start} to {one.end}",
        "dct:spatial": list(one.levels),
        "dcat:version": one.version,
        "dcat:keyword": words,
        "dcat:distribution": [
            _distribution(f"{at}/csv", "text/csv", "dcat:downloadURL"),
            _distribution(f"{at}/query", "application/json", "dcat:accessURL"),
        ],
        "schema:name": one.title,
        "schema:description": about,
        "schema:identifier": one.id,
        "schema:version": one.version,
        "schema:datePublished": one.published,
        "schema:temporalCoverage": f"{one.start} to {one.end}",
        "schema:variableMeasured": list(one.measured),
        "schema:keywords": words,
        "schema:isAccessibleForFree": True,
    }


def _distribution(address: str, kind: str, how: str) -> dict[str, Any]:
    return {
        "@type": ["dcat:Distribution", "schema:DataDownload"],
        "dcat:mediaType": kind,
        how: address,
        "schema:contentUrl": address,
        "schema:encodingFormat": kind,
    }
