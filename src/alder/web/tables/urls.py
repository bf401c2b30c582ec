"""The addresses of the steps, of tables, of their files and of frozen tables."""

from django.urls import path

from alder.web.tables import chart_views, file_views, frozen_views, step_views, table_views

_OF = "create-a-table/data-set/<uuid:data_set>"

urlpatterns = [
    path("create-a-table", step_views.choose_publication, name="create-a-table"),
    path("create-a-table/publication/<slug:publication>", step_views.choose_data_set, name="table-data-set"),
    path(f"{_OF}/places", step_views.choose_places, name="table-places"),
    path(f"{_OF}/times", step_views.choose_times, name="table-times"),
    path(f"{_OF}/content", step_views.choose_content, name="table-content"),
    path(f"{_OF}/table", table_views.show, name="table"),
    path(f"{_OF}/chart.svg", chart_views.picture, name="table-chart"),
    path(f"{_OF}/citation.<str:kind>", file_views.citation, name="table-citation"),
    path(f"{_OF}/table.<str:kind>", file_views.file, name="table-file"),
    path(f"{_OF}/freeze", frozen_views.freeze, name="freeze-table"),
    # Short, since they are copied into papers.
    path("table/<slug:id>", frozen_views.show, name="frozen-table"),
    path("table/<slug:id>.<str:kind>", frozen_views.file, name="frozen-file"),
]
