"""The admin site: opened on the work queues that the rooms register, in the company's identity."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
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


_queues: list[Queue] = []


def register_queue(queue: Queue) -> None:
    """Add a queue to the first page of the back office."""
    _queues.append(queue)


class PortalAdminSite(admin.AdminSite):
    """The admin site of the portal."""

    site_title = gettext_lazy("Back office")
    index_title = gettext_lazy("Work queues")

    @property
    def site_header(self) -> str:
        return company().name

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
        return super().index(request, {**(extra_context or {}), "queues": queues})
