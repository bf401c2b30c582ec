"""The addresses of statistics and data sets."""

from django.urls import path

from alder.web.statistics import all_files, catalogue, data_set, find
from alder.web.statistics.release import release

urlpatterns = [
    path("find-statistics", find.find, name="find-statistics"),
    path("find-statistics/<slug:publication>", find.publication, name="publication"),
    path("find-statistics/<slug:publication>/<slug:release>", release, name="release"),
    path("find-statistics/<slug:publication>/<slug:release>/all.zip", all_files.release_files, name="release-files"),
    path("data-catalogue", catalogue.catalogue, name="data-catalogue"),
    path("data-catalogue/data-set/<uuid:data_set>", data_set.data_set, name="data-set"),
    path("data-catalogue/data-set/<uuid:data_set>/<str:number>/data.zip", data_set.zipped, name="data-zip"),
    path("data-catalogue/data-set/<uuid:data_set>/<str:number>/data.parquet", data_set.parquet, name="data-parquet"),
    path("data-catalogue/data-set/<uuid:data_set>/<str:number>/meta.csv", data_set.meta, name="data-meta"),
]
