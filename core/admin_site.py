"""The admin site: opened on the work queues that the rooms register, in the company's identity."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .company import company


@dataclass(frozen=True)
class Queue:
    """A staff queue on the first page: what it is, how many wait, how many are late, and where they are."""

    title: str | Promise
    count: Callable[[], int]
    url: Callable[[], str]
    clause: str = ""
    late: Callable[[], int] = lambda: 0
    permission: str = ""


@dataclass(frozen=True)
class DeskPage:
    """A page of the back office that belongs to no table: its address below the office's, its name, who may see it.

    view      (request, site) → the page; the right is asked for before
    """

    title: str | Promise
    route: str
    name: str
    view: Callable[..., HttpResponse]
    permission: str
    listed: bool = True


_queues: list[Queue] = []
_pages: list[DeskPage] = []


def register_queue(queue: Queue) -> None:
    """Add a queue to the first page of the back office."""
    _queues.append(queue)


def register_page(page: DeskPage) -> None:
    """Add a page; the first page of the back office leads to it unless it is not `listed`."""
    _pages.append(page)


class PortalAdminSite(admin.AdminSite):
    """The admin site of the portal."""

    site_title = gettext_lazy("Back office")
    index_title = gettext_lazy("Work queues")

    @property
    def site_header(self) -> str:
        return company().name

    def get_urls(self):
        return [*(path(page.route, self._view(page), name=page.name) for page in _pages), *super().get_urls()]

    def _view(self, page: DeskPage):
        def shown(request: HttpRequest, **kwargs):
            if not request.user.has_perm(page.permission):
                raise PermissionDenied
            return page.view(request, self, **kwargs)

        return self.admin_view(shown)

    def login(self, request: HttpRequest, extra_context=None):
        """Staff sign in on the portal's own page, with its rate limits and second factor."""
        if request.user.is_authenticated and not self.has_permission(request):
            return render(request, "403.html", status=403)
        return redirect(f"{reverse('account_login')}?next={request.GET.get('next', reverse('admin:index'))}")

    def index(self, request: HttpRequest, extra_context=None):
        mine = [q for q in _queues if not q.permission or request.user.has_perm(q.permission)]
        queues = [
            {"title": q.title, "count": q.count(), "late": q.late(), "url": q.url(), "clause": q.clause}
            for q in mine
        ]
        pages = [p for p in _pages if p.listed and request.user.has_perm(p.permission)]
        desk_pages = [{"title": p.title, "url": reverse(f"admin:{p.name}")} for p in pages]
        extra = {"queues": queues, "desk_pages": desk_pages}
        return super().index(request, {**(extra_context or {}), **extra})
