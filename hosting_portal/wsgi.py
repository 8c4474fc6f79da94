"""WSGI entry point (gunicorn hosting_portal.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")

application = get_wsgi_application()
