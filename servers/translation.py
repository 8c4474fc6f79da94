"""Catalogue texts in three languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import ServerProduct, Site


@register(ServerProduct)
class ServerProductTranslation(TranslationOptions):
    fields = ("description", "disks")


@register(Site)
class SiteTranslation(TranslationOptions):
    fields = ("name", "data_protection")
