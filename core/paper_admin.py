"""Papers that people have sent: listed for staff, opened one by one by those who may, each opening leaving proof."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from .acts import Act, act_of
from .admin import VerbAdmin
from .templatetags.portal import day
from .uploads import ENDINGS, for_one_reader

BREAK = mark_safe("<br>")


class Ground(models.TextChoices):
    """Why a paper may be looked at; it is asked for at each look (SSL-11.3(8))."""

    CHECK = "check", _("it is to be checked, for an order or a renewal")
    ASKED = "asked", _("the registry, the authority or a judge asks for it")
    OWNER = "owner", _("its owner asks for it (law 09-08)")
    DISPUTE = "dispute", _("it proves something in a dispute")


class GroundForm(forms.Form):
    """The ground of one look."""

    ground = forms.ChoiceField(label=_("Why you open it"), choices=Ground.choices, widget=forms.RadioSelect)


class PaperAdmin(VerbAdmin):
    """Papers to check. Only who has the model's right `open_…` sees their content, on a ground (SSL-11.3(8))."""

    staff_verbs: tuple[str, ...] = ("accept", "refuse")

    def read(self, paper, act: Act) -> bytes:
        """The paper's bytes, opened with proof."""
        raise NotImplementedError

    def get_queryset(self, request):
        return super().get_queryset(request).defer("token")

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_open"
        view = self.admin_site.admin_view(self.open_view)
        return [path("<path:object_id>/open/", view, name=name), *super().get_urls()]

    def open_view(self, request, object_id) -> HttpResponse:
        """The paper itself, once a ground is named; who opens it, when and why stay as proof."""
        if not request.user.has_perm(f"{self.opts.app_label}.open_{self.opts.model_name}"):
            raise PermissionDenied
        paper = get_object_or_404(self.model, pk=object_id)
        if getattr(paper, "size", None) == 0:
            messages.info(request, _("Its content was purged: nothing needs it any more. The digest stays."))
            return redirect(self._page(paper))
        form = GroundForm(request.POST or None)
        if not form.is_valid():
            return self._ask_ground(request, paper, form)
        ground = str(Ground(form.cleaned_data["ground"]).label)
        name = f"{paper.public_id}{ENDINGS[paper.media_type]}"
        return for_one_reader(self.read(paper, act_of(request, ground)), paper.media_type, name)

    def _ask_ground(self, request, paper, form: GroundForm) -> HttpResponse:
        verb = {"label": _("open"), "clause": "SSL-11.3(8)"}
        context = {"thing": paper, "verb": verb, "form": form, "opts": self.opts, "back": self._page(paper)}
        return render(request, "admin/core/verb.html", {**self.admin_site.each_context(request), **context})

    @admin.display(description=_("file"))
    def shown_file(self, paper):
        return paper_links([paper])


def paper_links(papers: Iterable):
    """Each paper with what it is, its state, its last day where it has one, and the way to open it."""
    line = '<a href="{}">{}</a> <bdi>{}</bdi>: {} <a href="{}" target="_blank" rel="noopener">{}</a>'
    return format_html_join(BREAK, line, map(_row, papers)) or "–"


def _row(paper) -> tuple:
    page = f"admin:{paper._meta.app_label}_{paper._meta.model_name}"
    state, until = paper.get_state_display(), getattr(paper, "expires_on", None)
    return (
        reverse(f"{page}_change", args=[paper.pk]), paper.get_kind_display(), paper.name,
        f"{state} ({day(until)})" if until else state, reverse(f"{page}_open", args=[paper.pk]), _("Open"),
    )  # fmt: skip
