"""The back office of extensions: their rules, the history of these, the terms that wait for a review."""

from django.contrib import admin, messages
from django.db.models import Case, When
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from billing.models import Product
from core.acts import act_of
from core.admin import VerbAdmin
from domains import reserved
from domains.models import Extension, ExtensionRevision, ReservedTerm

from . import lifecycle
from .forms import ExtensionForm
from .wording import told


class RevisionInline(admin.TabularInline):
    """The policy's history, what is planned first."""

    model = ExtensionRevision
    fields = readonly_fields = [
        "effective_on",
        "state",
        "what_changes",
        "source",
        "dictated",
        "made_by",
        "applied_at",
    ]
    ordering = [Case(When(state="planned", then=0), default=1), "-effective_on", "-pk"]
    extra, can_delete, show_change_link = 0, False, True

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("change"))
    def what_changes(self, revision):
        return shown(revision)


def shown(revision: ExtensionRevision):
    """Each changed field with its old and its new value."""
    rows = ((c.name, c.was, c.becomes) for c in told(revision, revision.extension))
    return format_html_join(mark_safe("<br>"), "{}: {} → <strong>{}</strong>", rows)


@admin.register(Extension)
class ExtensionAdmin(TranslationAdmin):
    form = ExtensionForm
    list_display = [
        "code",
        "family",
        "enabled",
        "restricted",
        "years_min",
        "years_max",
        "effective_on",
        "source",
    ]
    list_filter = ["family", "enabled", "restricted", "auth_code"]
    search_fields = ["code"]
    inlines = [RevisionInline]
    readonly_fields = ["source", "effective_on", "prices"]
    fieldsets = [
        (None, {"fields": ["code", "family", "enabled", "description", "note", "rank", "prices"]}),
        (gettext_lazy("This change"), {"fields": ["new_source", "new_effective_on", "dictated"]}),
        (gettext_lazy("In force"), {"fields": ["source", "effective_on"]}),
        (gettext_lazy("The name"), {"fields": ["idn", "min_length", "max_length", "reserved", "restricted"]}),
        (
            gettext_lazy("Who may register"),
            {"fields": ["requires_local_admin", "requires_identity", "requires_legal_person", "required_contacts",
                        "scopes", "requires_https"]},
        ),
        (gettext_lazy("Duration"), {"fields": ["years_min", "years_max", "total_years"]}),
        (
            gettext_lazy("End of life"),
            {"fields": ["grace_days", "redemption_days", "pending_delete_days", "registry_is_shorter",
                        "redeem_includes_year"]},
        ),
        (gettext_lazy("Transfer"), {"fields": ["lock_days", "auth_code"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["code", "family"] if obj else [])]

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    @admin.display(description=gettext_lazy("prices"))
    def prices(self, extension):
        product = Product.objects.filter(code=extension.product_code).first()
        if product is None:
            return "–"
        url = reverse("admin:billing_product_change", args=[product.pk])
        return format_html('<a href="{}">{}</a>', url, _("Prices, each with its days"))

    def save_model(self, request, obj, form, change):
        """Nothing is written but a revision; a new extension is sold from its day on."""
        data, changes = form.cleaned_data, form.changes() if change else {"enabled": obj.enabled}
        if not change:
            obj.enabled, obj.source, obj.effective_on = False, data["new_source"], data["new_effective_on"]
            super().save_model(request, obj, form, change)
            _product_of(obj)
        act = act_of(request, data["new_source"])
        made = lifecycle.plan(
            obj, changes, data["new_source"], data["new_effective_on"], act, data["dictated"]
        )
        if made.state == "planned":
            day = made.effective_on.isoformat()
            messages.info(request, _("Planned for %(day)s; until then nothing changes.") % {"day": day})


def _product_of(extension: Extension) -> None:
    """What an extension is sold as; its prices are entered there."""
    names = {f"name_{language}": f".{extension.code}" for language in ("fr", "en", "ar")}
    Product.objects.get_or_create(
        code=extension.product_code, defaults={"family": "domain", "active": False, **names}
    )


@admin.register(ExtensionRevision)
class ExtensionRevisionAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("withdraw",)
    list_display = ["extension", "effective_on", "state", "source", "dictated", "made_by"]
    list_filter = ["state", "dictated"]
    list_select_related = ["extension"]
    search_fields = ["=extension__code", "source", "=public_id"]
    fields = ["extension", "state", "what_changes", "source", "effective_on", "dictated", "public_id", "made_by",
              "made_at", "applied_at"]  # fmt: skip

    @admin.display(description=gettext_lazy("change"))
    def what_changes(self, revision):
        return shown(revision)

    def get_readonly_fields(self, request, obj=None):
        return self.fields


@admin.register(ReservedTerm)
class ReservedTermAdmin(admin.ModelAdmin):
    list_display = ["term", "match", "kind", "extension", "family", "effective_on"]
    list_filter = ["kind", "match", "family"]
    list_select_related = ["extension"]
    search_fields = ["term", "source"]
    autocomplete_fields = ["extension"]

    def save_model(self, request, obj, form, change):
        obj.term = reserved.plain(obj.term)
        super().save_model(request, obj, form, change)
        reserved.forget()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        reserved.forget()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        reserved.forget()
