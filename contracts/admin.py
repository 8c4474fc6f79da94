"""Back office of the contract: drafts are written, looked at and published; what is published is only read."""

from contextlib import suppress

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin

from core import belongings, forecast, numbers
from core.acts import act_of
from core.admin import ReadOnlyAdmin, ReasonForm, VerbAdmin
from core.transitions import NotAllowed

from . import announcing, guarding, register
from .comparing import compare
from .formal import admin as formal
from .leaving import admin as leaving
from .models import Acceptance, Announcement, Document, DocumentVersion, VersionNotice
from .publishing import draft_of, publish
from .views.futures import seen_from

assert formal  # importing them opens their desks
assert leaving


class DraftForm(forms.Form):
    """What a new version is called, and from when it shall apply."""

    label = forms.CharField(label=gettext_lazy("Version"), max_length=40)
    effective_on = forms.DateField(
        label=gettext_lazy("Effective on"), widget=forms.DateInput(attrs={"type": "date"})
    )


@admin.register(Document)
class DocumentAdmin(TranslationAdmin):
    list_display = ["title", "code", "kind", "clause", "precedence", "scopes", "operations"]
    list_filter = ["kind"]
    search_fields = ["code", "title_fr", "clause"]
    change_form_template = "admin/contracts/document.html"

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def get_urls(self):
        draft, ahead = (self.admin_site.admin_view(view) for view in (self.draft_view, self.forecast_view))
        return [
            path("forecast/", ahead, name="contracts_forecast"),
            path("<path:object_id>/draft/", draft, name="contracts_document_draft"),
            *super().get_urls(),
        ]

    def forecast_view(self, request: HttpRequest):
        """What the contract will do in sixty days from a day on, to everybody."""
        if not request.user.has_perm("contracts.view_document"):
            raise PermissionDenied
        since, until, day = seen_from(request)
        outlook = forecast.of_company(since, until)
        context = {"title": _("What the contract will do"), "outlook": outlook, "on": day, "until": until}
        return render(
            request, "admin/contracts/forecast.html", context | self.admin_site.each_context(request)
        )

    def draft_view(self, request: HttpRequest, object_id: str):
        """Begin a new version from the words in force."""
        if not request.user.has_perm("contracts.add_documentversion"):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=object_id)
        form = DraftForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                draft = draft_of(document, act=act_of(request), **form.cleaned_data)
            except NotAllowed as refusal:
                messages.error(request, f"{refusal.message} ({refusal.clause})")
            else:
                return redirect("admin:contracts_documentversion_change", draft.pk)
        context = {"title": _("New version"), "document": document, "form": form, "opts": self.opts}
        back = reverse("admin:contracts_document_change", args=[document.pk])
        context |= self.admin_site.each_context(request) | {"back": back}
        return render(request, "admin/contracts/draft.html", context)


@admin.register(DocumentVersion)
class VersionAdmin(TranslationAdmin):
    """A draft may be edited; publishing it fixes it for ever (DN-15.1)."""

    list_display = ["document", "label", "effective_on", "published_at", "dictated", "sha256"]
    list_filter = ["document", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["document"]
    readonly_fields = ["public_id", "sha256", "published_at", "numbers"]
    change_form_template = "admin/contracts/version.html"

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.published_at)

    def has_delete_permission(self, request, obj=None):
        return bool(obj) and not obj.published_at and super().has_delete_permission(request, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview)
        return [
            path("<path:object_id>/preview/", view, name="contracts_documentversion_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, object_id: str):
        """What a draft changes, in each language, what stands against it, and whom it concerns; then publish it."""
        version = get_object_or_404(DocumentVersion.objects.select_related("document"), pk=object_id)
        if not request.user.has_perm("contracts.change_documentversion"):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                publish(version, act_of(request, form.cleaned_data["reason"]))
            except NotAllowed as refusal:
                messages.error(request, f"{refusal.message} ({refusal.clause})")
            else:
                messages.success(request, _("Published: %(version)s") % {"version": version})
                return redirect("admin:contracts_documentversion_change", version.pk)
        context = {
            "title": str(version),
            "form": form,
            "opts": self.opts,
            **_previewed(version, act_of(request)),
        }
        return render(
            request, "admin/contracts/preview.html", context | self.admin_site.each_context(request)
        )


def _previewed(version: DocumentVersion, act) -> dict:
    """What the preview shows."""
    old = guarding.before(version)
    keys = list(announcing.concerned(version))
    return {
        "version": version,
        "old": old,
        "refusals": [] if version.published_at else guarding.refusals(version, act),
        "earliest": guarding.earliest(version, act.today),
        "concerned": len(belongings.running(keys)) if old else 0,
        "languages": [_compared(language, version, old) for language in register.LANGUAGES],
        "back": reverse("admin:contracts_documentversion_change", args=[version.pk]),
    }


def _compared(language: str, version: DocumentVersion, old: DocumentVersion | None) -> dict:
    """One language of the preview; placeholders are written out where they can be."""
    text = getattr(version, f"text_{language}") or ""
    with suppress(numbers.UnknownNumber):  # the refusal says which
        text = numbers.written(text, language)
    info = get_language_info(language)
    return {
        "code": language,
        "name": info["name_translated"],
        "dir": "rtl" if info["bidi"] else "ltr",
        "differences": compare(getattr(old, f"text_{language}", "") or "", text),
    }


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    list_display = ["version", "begun_at", "told", "done_at"]
    list_select_related = ["version__document"]


@admin.register(VersionNotice)
class VersionNoticeAdmin(VerbAdmin):
    """Who was told of a version, and what they said of it."""

    flow = announcing.flow
    list_display = ["customer", "version", "state", "told_at", "read_at", "accepted_at"]
    list_filter = ["state", "version__document"]
    list_select_related = ["customer", "version__document"]
    search_fields = ["=public_id", "customer__name"]


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ["accepted_at", "about", "version", "customer", "user", "ip"]
    list_filter = ["version__document"]
    list_select_related = ["version__document", "customer", "user"]
    search_fields = ["=about", "=public_id", "user__email"]
    date_hierarchy = "accepted_at"
