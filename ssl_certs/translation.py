"""Catalogue texts in three languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import CertificateProduct


@register(CertificateProduct)
class CertificateProductTranslation(TranslationOptions):
    fields = ("description", "delay")
