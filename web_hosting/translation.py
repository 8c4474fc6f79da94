"""Catalogue texts in three languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import HostingPlan


@register(HostingPlan)
class HostingPlanTranslation(TranslationOptions):
    fields = ("description",)
