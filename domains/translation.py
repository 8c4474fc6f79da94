"""Catalogue texts in three languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import Extension


@register(Extension)
class ExtensionTranslation(TranslationOptions):
    fields = ("description",)
