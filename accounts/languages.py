"""The languages that people may choose; French is the binding one (SSL-A1-2.4). The names are their own."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.http import HttpResponseBase

from core.middleware import COOKIE


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Keep the reader's language in this browser for a year."""
    age = timedelta(days=365)
    response.set_cookie(
        COOKIE, language, max_age=age, httponly=True, samesite="Lax", secure=not settings.DEMO
    )
