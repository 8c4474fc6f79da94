"""Help articles, edited by staff in three languages."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from support.models import Article


@admin.register(Article)
class ArticleAdmin(TranslationAdmin):
    list_display = ["title", "section", "published", "rank", "changed_on"]
    list_filter = ["section", "published"]
    search_fields = ["title", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}
