"""The fields of the documents that exist in French, English and Arabic."""

from modeltranslation.translator import TranslationOptions, register

from .models import Document, DocumentVersion


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ("fr",)


@register(DocumentVersion)
class VersionTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("fr",)
