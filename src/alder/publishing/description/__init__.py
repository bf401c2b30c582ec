"""Descriptions for programs: of the API as OpenAPI, and of data sets for catalogues."""

from alder.publishing.description.catalogue import Listed, catalogue
from alder.publishing.description.openapi import openapi

__all__ = ["Listed", "catalogue", "openapi"]
