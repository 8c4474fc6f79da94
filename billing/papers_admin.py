"""Things of the desk that have a paper: it opens in a window of its own and stays in nobody's cache."""

from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import VerbAdmin

from .views.documents import stored


class DocumentedAdmin(VerbAdmin):
    """A thing with a paper (`paper`: its field), opened in a window of its own and in nobody's cache."""

    paper = ""
    shown: tuple[str, ...] = ()

    def get_fields(self, request, obj=None):
        return [*self.shown, "shown_paper"] if self.paper else [*self.shown]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_paper"
        view = self.admin_site.admin_view(self.paper_view)
        return [path("<path:object_id>/paper/", view, name=name), *super().get_urls()]

    def paper_view(self, request, object_id):
        """The paper, for staff who may see the thing."""
        thing = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_view_permission(request, thing) or not (paper := getattr(thing, self.paper, None)):
            raise Http404
        return stored(paper, thing.public_id)

    @admin.display(description=_("document"))
    def shown_paper(self, thing):
        if not getattr(thing, f"{self.paper}_id"):
            return "–"
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_paper", args=[thing.pk])
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, _("Open the document"))
