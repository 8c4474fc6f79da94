"""The languages that people may choose; French is the binding one (SSL-A1-2.4). The names are their own."""

from django.db import models


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"
