"""The addresses of the API, under every prefix that it is served at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, re_path, register_converter
from django.urls.converters import UUIDConverter

from alder.web.api import incident_views, output_views, request_views, views, visa_views
from alder.web.api.endpoint import endpoint
from alder.web.error_replies import problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class AnyCaseUUID(UUIDConverter):
    """An id whose letters may be capitals."""

    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


register_converter(AnyCaseUUID, "id")


@endpoint("GET", "POST")
def nothing(request: HttpRequest) -> HttpResponse:
    """What is not an address of the API is said in its own shape."""
    return problem(404)


_DATA_SET = "data-sets/<id:data_set>"
_PUBLICATION = "publications/<id:publication>"
_OUTPUT = "outputs/<id:output>"
_GROUP = f"{_OUTPUT}/groups/<int:group>"
_INCIDENT = "incidents/<id:incident>"
_REQUEST, _PREVIEW = "requests/<id:key>", "requests/previews/<id:preview>"

urlpatterns = [
    path("publications", views.publications),
    path(_PUBLICATION, views.publication),
    path(f"{_PUBLICATION}/data-sets", views.data_sets),
    path(_DATA_SET, views.data_set),
    path(f"{_DATA_SET}/meta", views.data_set_meta),
    path(f"{_DATA_SET}/query", views.query),
    path(f"{_DATA_SET}/csv", views.csv),
    path(f"{_DATA_SET}/versions", views.versions),
    path(f"{_DATA_SET}/versions/<str:version>", views.version),
    path(f"{_DATA_SET}/versions/<str:version>/changes", views.changes),
    path("openapi.json", views.api_document),
    path("catalogue.jsonld", views.data_set_catalogue),
    # For people who are known, by their access tokens
    path("requests", request_views.requests),
    path("requests/options", request_views.options),
    path("requests/previews", request_views.previews),
    path(_PREVIEW, request_views.preview),
    path(f"{_PREVIEW}/nearest/<int:n>", request_views.near),
    path(_REQUEST, request_views.one),
    path(f"{_REQUEST}/actions", request_views.actions),
    path(f"{_REQUEST}/actions/<slug:action>", request_views.take_action),
    path(f"{_REQUEST}/trials", request_views.trials),
    path(f"{_REQUEST}/trials/<id:trial>", request_views.trial),
    path(f"{_REQUEST}/answers/<int:n>/<str:name>", request_views.answer_file),
    path("outputs", output_views.outputs),
    path(_OUTPUT, output_views.one),
    path(f"{_OUTPUT}/groups", output_views.groups),
    path(f"{_GROUP}/files", output_views.files),
    path(f"{_GROUP}/files/<id:file>/remove", output_views.remove_file),
    path(f"{_GROUP}/cover", output_views.cover),
    path(f"{_GROUP}/findings", output_views.findings),
    path(f"{_GROUP}/exceptions", output_views.exceptions),
    path(f"{_OUTPUT}/files/<id:file>", output_views.released_file),
    path(f"{_OUTPUT}/certificate", output_views.certificate),
    path(f"{_OUTPUT}/actions", output_views.actions),
    path(f"{_OUTPUT}/actions/<slug:action>", output_views.take_action),
    path("incidents", incident_views.incident_list),
    path(_INCIDENT, incident_views.one),
    path(f"{_INCIDENT}/actions", incident_views.actions),
    path(f"{_INCIDENT}/actions/<slug:action>", incident_views.take_action),
    path("visas", visa_views.visas),
    re_path(r"^[\s\S]*$", nothing),  # with line ends too
]
