"""Promo codes in the back office: what each grants, how often it was used, by whom."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.admin_forms import AmountField
from billing.models import Product, PromoAmount, PromoCode, PromoUse
from core import display


class PromoForm(forms.ModelForm):
    """A code grants a share or amounts, not both; its families are those of the catalogue."""

    families = forms.MultipleChoiceField(
        label=_("families"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PromoCode
        fields = ["code", "label", "percent", "families", "products", "first_order_only", "starts_on", "ends_on",
                  "most_uses", "most_each", "active"]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        families = Product.objects.order_by("family").values_list("family", flat=True).distinct()
        self.fields["families"].choices = [(family, family) for family in families]

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip().upper()


class AmountForm(forms.ModelForm):
    amount = AmountField(label=_("amount before tax"))

    class Meta:
        model = PromoAmount
        fields = ["currency", "amount"]


class AmountFormSet(forms.BaseInlineFormSet):
    """Amounts where there is no share, none where there is one."""

    def clean(self):
        super().clean()
        given = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if bool(given) == (self.instance.percent is not None):
            raise ValidationError(gettext("Give a share, or an amount in each currency: one of the two."))


class AmountInline(admin.TabularInline):
    model = PromoAmount
    form = AmountForm
    formset = AmountFormSet
    extra = 1


class UseInline(admin.TabularInline):
    """Who has used it, for which order, and what was taken off."""

    model = PromoUse
    extra = 0
    can_delete = False
    fields = readonly_fields = ["used_at", "customer", "order", "taken_off", "given_back_at"]

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=_("taken off, before tax"))
    def taken_off(self, use):
        return display.amount(use.discount, use.currency)


@admin.register(PromoCode)
class PromoCodeAdmin(admin.ModelAdmin):
    form = PromoForm
    list_display = ["code", "label", "percent", "starts_on", "ends_on", "used", "most_uses", "active"]
    list_filter = ["active"]
    search_fields = ["code", "label"]
    autocomplete_fields = ["products"]
    inlines = [AmountInline, UseInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(times=Count("uses", filter=Q(uses__given_back_at=None)))

    @admin.display(description=_("used"), ordering="times")
    def used(self, promo):
        return promo.times

    def has_delete_permission(self, request, obj=None):
        """A code that was used stays; it can be taken out of use."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.uses.exists())
