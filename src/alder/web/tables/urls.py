"""The addresses of the steps, of tables and of their files."""

from django.urls import path

from alder.web.tables import charted, citations, downloads, shown, steps

_OF = "create-a-table/data-set/<uuid:data_set>"

urlpatterns = [
    path("create-a-table", steps.choose_publication, name="create-a-table"),
    path("create-a-table/publication/<slug:publication>", steps.choose_data_set, name="table-data-set"),
    path(f"{_OF}/places", steps.choose_places, name="table-places"),
    path(f"{_OF}/times", steps.choose_times, name="table-times"),
    path(f"{_OF}/content", steps.choose_content, name="table-content"),
    path(f"{_OF}/table", shown.show, name="table"),
    path(f"{_OF}/chart.svg", charted.picture, name="table-chart"),
    path(f"{_OF}/citation.<str:kind>", citations.of_table, name="table-citation"),
    path(f"{_OF}/table.<str:kind>", downloads.file, name="table-file"),
]
