"""Papers that people have sent: listed for staff, opened one by one by those who may, each opening leaving proof."""

from collections.abc import Iterable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from .acts import Act, act_of
from .admin import VerbAdmin
from .templatetags.portal import day
from .uploads import ENDINGS, for_one_reader

BREAK = mark_safe("<br>")


class PaperAdmin(VerbAdmin):
    """Papers to check. Only who has the model's right `open_…` sees their content (law 09-08)."""

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
        """The paper itself."""
        if not request.user.has_perm(f"{self.opts.app_label}.open_{self.opts.model_name}"):
            raise PermissionDenied
        paper = get_object_or_404(self.model, pk=object_id)
        name = f"{paper.public_id}{ENDINGS[paper.media_type]}"
        return for_one_reader(self.read(paper, act_of(request)), paper.media_type, name)

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
