"""Back office of the contract: drafts are edited and published; what is published or accepted only read."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from core.acts import act_of
from core.admin import ReadOnlyAdmin
from core.transitions import NotAllowed

from .models import Acceptance, Document, DocumentVersion
from .publishing import publish


@admin.register(Document)
class DocumentAdmin(TranslationAdmin):
    list_display = ["title", "code", "kind", "clause", "precedence", "scopes", "operations"]
    list_filter = ["kind"]
    search_fields = ["code", "title_fr", "clause"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(DocumentVersion)
class VersionAdmin(TranslationAdmin):
    """A draft may be edited; publishing it fixes it for ever (DN-15.1)."""

    list_display = ["document", "label", "effective_on", "published_at", "sha256"]
    list_filter = ["document", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["document"]
    readonly_fields = ["public_id", "sha256", "published_at"]
    actions = ["publish"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.published_at)

    def has_delete_permission(self, request, obj=None):
        return bool(obj) and not obj.published_at and super().has_delete_permission(request, obj)

    @admin.action(description=gettext_lazy("Publish: fix the text for ever"), permissions=["change"])
    def publish(self, request, queryset):
        for version in queryset:
            try:
                publish(version, act_of(request))
            except NotAllowed as refusal:
                messages.error(request, f"{version}: {refusal.message}")
            else:
                messages.success(request, _("Published: %(version)s") % {"version": version})


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ["accepted_at", "about", "version", "customer", "user", "ip"]
    list_filter = ["version__document"]
    list_select_related = ["version__document", "customer", "user"]
    search_fields = ["=about", "=public_id", "user__email"]
    date_hierarchy = "accepted_at"
