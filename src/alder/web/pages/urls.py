"""The addresses of the home page, of pages about the data as a whole, and of the site's own files."""

from django.urls import path

from alder.web import frame
from alder.web.pages import site_map, tour, views

urlpatterns = [
    path("", views.home, name="home"),
    path("get-access", views.get_access, name="get-access"),
    path("quality", views.quality, name="quality"),
    path("help", views.help_and_contact, name="help"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("cookies", views.cookies, name="cookies"),
    path("tour", tour.tour, name="tour"),
    path("api", views.api_guide, name="api-guide"),
    path("sitemap.xml", site_map.site_map, name="site-map"),
    path("robots.txt", site_map.robots, name="robots"),
    path("assets/<str:mark>/<str:name>", frame.asset, name="asset"),
]
