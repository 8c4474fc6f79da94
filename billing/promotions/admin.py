"""Promo codes and offers to one customer in the back office: what each grants, how often it was used, by whom."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.admin_forms import AmountField
from billing.models import CustomerOffer, Product, PromoAmount, PromoCode, PromoUse
from core import display, evidence
from core.acts import act_of


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


class OfferForm(forms.ModelForm):
    """One customer's share off; its family is one of the catalogue's."""

    family = forms.ChoiceField(label=_("family"), required=False)

    class Meta:
        model = CustomerOffer
        fields = ["customer", "percent", "family", "product", "starts_on", "ends_on", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "family" in self.fields:
            families = Product.objects.order_by("family").values_list("family", flat=True).distinct()
            self.fields["family"].choices = [("", "–"), *((family, family) for family in families)]

    def clean(self):
        data = super().clean()
        if data.get("product") and data.get("family"):
            raise ValidationError(gettext("Name a product or a family: one of the two."))
        return data


@admin.register(CustomerOffer)
class CustomerOfferAdmin(admin.ModelAdmin):
    """What was granted is not changed: its end is set, and another one begins (SSL-12.3)."""

    form = OfferForm
    list_display = ["customer", "percent", "family", "product", "starts_on", "ends_on", "reason"]
    list_select_related = ["customer", "product"]
    search_fields = ["customer__name", "=public_id"]
    autocomplete_fields = ["customer", "product"]

    def get_readonly_fields(self, request, obj=None):
        granted = [name for name in OfferForm.Meta.fields if name not in ("ends_on", "reason")]
        return granted if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        facts = {"percent": obj.percent, "family": obj.family, "product": str(obj.product or ""),
                 "from": obj.starts_on, "until": obj.ends_on}  # fmt: skip
        act = act_of(request, obj.reason)
        evidence.record(obj.customer.public_id, "decision", "offer", act, "SSL-12.3", **facts)
