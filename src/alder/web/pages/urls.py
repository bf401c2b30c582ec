"""The addresses of the home page, of pages about the data as a whole, and of the site's own files."""

from django.urls import path

from alder.web import frame
from alder.web.pages import about
from alder.web.pages.home import home

urlpatterns = [
    path("", home, name="home"),
    path("get-access", about.get_access, name="get-access"),
    path("quality", about.quality, name="quality"),
    path("help", about.help_and_contact, name="help"),
    path("accessibility", about.accessibility, name="accessibility"),
    path("cookies", about.cookies, name="cookies"),
    path("api", about.api_guide, name="api-guide"),
    path("assets/<str:mark>/<str:name>", frame.asset, name="asset"),
]
