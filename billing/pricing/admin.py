"""The catalogue in the back office: products, their prices, and which is in force when."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from billing.models import Price, Product
from core import clock, display

from . import words
from .forms import PriceForm, PriceFormSet
from .periods import TONES, periods


class PriceInline(admin.TabularInline):
    model = Price
    form = PriceForm
    formset = PriceFormSet
    extra = 1

    def get_formset(self, request, obj=None, **kwargs):
        made = super().get_formset(request, obj, **kwargs)
        made.today = clock.local_date(clock.now())
        return made


@admin.register(Product)
class ProductAdmin(TranslationAdmin):
    list_display = ["code", "name", "family", "vat_rate", "active"]
    list_filter = ["family", "active"]
    search_fields = ["code", "name"]
    readonly_fields = ["in_force"]
    inlines = [PriceInline]

    @admin.display(description=_("in force when"))
    def in_force(self, product):
        """Every operation and currency on a line of days."""
        today = clock.local_date(clock.now())
        rows = [
            (words.operation(period.operation).words, period.shown, display.day(period.starts_on),
             display.day(period.ends_on) if period.ends_on else "…", TONES[period.when(today)])
            for period in (periods(product.prices.all()) if product.pk else [])
        ]  # fmt: skip
        cells = format_html_join(
            "", "<tr><th scope=row>{}</th><td>{}</td><td>{} – {}</td><td>{}</td></tr>", rows
        )
        heads = format_html("<tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>", _("operation"),
                            _("before tax"), _("days"), _("state"))  # fmt: skip
        return format_html("<table><thead>{}</thead><tbody>{}</tbody></table>", heads, cells) if rows else "–"
