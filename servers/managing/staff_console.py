"""Staff at a customer's console: only where he has authorised it, or to diagnose an open incident (SRV-6.1.2(2))."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.acts import act_of
from core.admin import ReasonForm
from core.transitions import NotAllowed
from support import access

from . import console


def staff_console(desk, request, object_id: str):
    """A reason, then the snapshot; each look is written down for the customer."""
    server = get_object_or_404(desk.get_queryset(request), pk=object_id)
    back = desk._page(server)
    if not request.user.has_perm("servers.change_server"):
        return render(request, "403.html", status=403)
    form = ReasonForm(request.POST or None)
    context = {
        **desk.admin_site.each_context(request),
        "thing": server,
        "form": form,
        "opts": desk.opts,
        "back": back,
    }
    if request.method == "POST" and form.is_valid():
        act = act_of(request, form.cleaned_data["reason"])
        try:
            access.require(server.public_id, act)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
            return redirect(back)
        screen, why = console.look(server, act)
        shown = {"screen": screen, "picture": console.picture_of(screen), "why": why}
        return render(request, "admin/servers/console.html", context | shown)
    verb = {"label": _("Look at the console"), "clause": access.CLAUSE}
    return render(request, "admin/core/verb.html", context | {"verb": verb})
