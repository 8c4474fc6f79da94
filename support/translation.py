"""Help and canned answers in three languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import Article, CannedAnswer


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "summary", "body")


@register(CannedAnswer)
class CannedAnswerTranslation(TranslationOptions):
    fields = ("title", "body")
