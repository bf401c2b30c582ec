"""The site for a WSGI server: `alder.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from alder.web import deferred_views

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alder.web.settings")
application = get_wsgi_application()
deferred_views.load_all()
