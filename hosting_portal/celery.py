"""The Celery application; the timetable of `beat` lives in settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")

app = Celery("hosting_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
