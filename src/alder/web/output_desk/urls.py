"""The addresses of the output desk."""

from django.urls import path

from alder.web.output_desk import author_views

_OWN = "outputs/<uuid:output>"
_GROUP = f"{_OWN}/groups/<int:group>"

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
]
