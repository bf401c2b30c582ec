"""The addresses of the output desk."""

from django.urls import path

from alder.web.output_desk import author_views, desk_views, file_views, incident_views, release_views

_OWN = "outputs/<uuid:output>"
_GROUP = f"{_OWN}/groups/<int:group>"
_DESK = "desk/outputs/<uuid:output>"
_INCIDENT = "desk/incidents/<uuid:incident>"
_OUTSIDE = "released/<uuid:token>"

urlpatterns = [
    path("outputs", author_views.outputs, name="outputs"),
    path("outputs/begin", author_views.begin, name="output-begin"),
    path(_OWN, author_views.overview, name="output"),
    path(f"{_OWN}/words", author_views.words, name="output-words"),
    path(f"{_OWN}/groups/add", author_views.add_group, name="output-add-group"),
    path(f"{_GROUP}/files", author_views.add_files, name="output-add-files"),
    path(f"{_GROUP}/files/<uuid:file>/remove", author_views.remove_file, name="output-remove-file"),
    path(f"{_GROUP}/cover", author_views.cover, name="output-cover"),
    path(f"{_GROUP}/findings", author_views.findings, name="output-findings"),
    path(f"{_OWN}/submit", author_views.submit, name="output-submit"),
    path(f"{_OWN}/withdraw", author_views.withdraw, name="output-withdraw"),
    path(f"{_OWN}/files/<uuid:file>", file_views.take, name="output-take"),
    path(f"{_OWN}/files/<uuid:file>/drawn", file_views.drawn, name="output-drawn"),
    path(f"{_OWN}/all", file_views.take_all, name="output-take-all"),
    path(f"{_OWN}/certificate", file_views.certificate, name="output-certificate"),
    path(f"{_OWN}/certificate.<str:form>", file_views.certificate, name="output-certificate-file"),
    path("desk/outputs", desk_views.queue, name="output-desk"),
    path("desk/outputs/numbers", release_views.figures, name="output-numbers"),
    path(_DESK, desk_views.output, name="output-review"),
    path(f"{_DESK}/files/<uuid:file>", desk_views.file_page, name="output-file"),
    path(f"{_DESK}/files/<uuid:file>/raw", file_views.raw, name="output-raw"),
    path(f"{_DESK}/files/<uuid:file>/picture", file_views.picture, name="output-picture"),
    path(f"{_DESK}/beside/<int:other>", desk_views.beside, name="output-beside"),
    path(f"{_DESK}/check-again", desk_views.check_again, name="output-check-again"),
    path(f"{_DESK}/return-early", desk_views.return_early, name="output-return-early"),
    path(f"{_DESK}/settle", desk_views.settle, name="output-settle"),
    path(f"{_DESK}/return", desk_views.send_back, name="output-return"),
    path(f"{_DESK}/approve", desk_views.approve, name="output-approve"),
    path(f"{_DESK}/reject", desk_views.reject, name="output-reject"),
    path(f"{_DESK}/release", release_views.release, name="output-release"),
    path(f"{_DESK}/recall", release_views.recall, name="output-recall"),
    path(f"{_DESK}/certificate", file_views.certificate_at_desk, name="output-desk-certificate"),
    path("desk/incidents", incident_views.listed, name="incidents"),
    path("incidents", incident_views.published, name="incidents-published"),
    path("incidents/<uuid:incident>/decision", incident_views.decision, name="incident-decision"),
    path("incidents/report", incident_views.report, name="report-incident"),
    path(_INCIDENT, incident_views.overview, name="incident"),
    *(path(f"{_INCIDENT}/{name}", view, name=f"incident-{name}") for name, view in incident_views.ACTING.items()),
    path(_OUTSIDE, file_views.outside, name="output-outside"),
    path(f"{_OUTSIDE}/files/<uuid:file>", file_views.outside, name="output-outside-file"),
    path(f"{_OUTSIDE}/certificate.<str:form>", file_views.outside, name="output-outside-certificate"),
    path(f"{_OUTSIDE}/all", file_views.outside, {"form": "zip"}, name="output-outside-all"),
]
