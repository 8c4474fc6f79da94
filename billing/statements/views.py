"""Two pages of the back office: a statement on its way in, with a preview; and the lines that wait, with proposals."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import BankAccount, BankLine
from billing.terms import BILLING
from core.acts import act_of
from core.transitions import NotAllowed

from . import accounts, importing, lifecycle, matching
from .forms import ImportForm, LayoutForm
from .layout import Layout, guessed
from .reading import BadStatement, decoded

SHOWN = 12  # lines in a preview
PAGE = 50  # lines of the queue on one page


# --- import ---------------------------------------------------------------------------------------------
def import_page(request, site):
    """Choose a file, look at what is read from it, import it."""
    if not request.user.has_perm("billing.add_bankstatement"):
        raise PermissionDenied
    accounts.take_over()
    if request.method == "POST" and "token" in request.POST:
        return _again(request, site)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, content = form.cleaned_data["file"]
        return _preview(request, site, form.cleaned_data["account"], name, content)
    return _shown(request, site, {"form": form})


def _preview(request, site, account: BankAccount, name: str, content: bytes, layout: Layout | None = None):
    """What a file says, before anything is kept; a CSV with the columns that it is read by."""
    context: dict[str, Any] = {"account": account, "name": name}
    try:
        importing.demand_size(len(content))
        if _is_csv(content):
            own = Layout(**account.columns) if account.columns else None
            seen, headers = guessed(decoded(content))
            layout = layout or own or seen
            context["layout"] = LayoutForm(
                headers=dict.fromkeys([*headers, *layout.columns.values()]), layout=layout
            )
        judged = importing.judge(content, account, layout)
    except BadStatement as refusal:
        messages.error(request, refusal.message)
        if "layout" not in context:
            return _shown(request, site, {"form": ImportForm(initial={"account": account})})
    else:
        lines = judged.statement.lines
        context |= {
            "statement": judged.statement,
            "lines": lines[:SHOWN],
            "n": len(lines),
            "known": judged.known,
        }
    context["token"] = _put_by(request, account, name, content)
    return _shown(request, site, context)


def _is_csv(content: bytes) -> bool:
    """Whether a file is neither of the two formats that say of themselves what they are."""
    return bool(content.strip()) and not (
        importing.camt_files.looks_so(content) or importing.mt940_files.looks_so(content)
    )


def _again(request, site):
    """The file is read anew with other columns, or imported."""
    found = cache.get(_place(request, request.POST["token"]))
    if not found:
        messages.error(request, _("The file was not kept that long: choose it again."))
        return redirect(request.path)
    account, layout = get_object_or_404(BankAccount, pk=found["account"]), None
    if "delimiter" in request.POST:
        form = LayoutForm(
            request.POST, headers=[v for k, v in request.POST.items() if k not in ("token", "act")]
        )
        layout = form.layout if form.is_valid() else None
    if request.POST.get("act") != "import":
        return _preview(request, site, account, found["name"], found["content"], layout)
    try:
        statement = importing.keep(found["content"], found["name"], account, act_of(request), layout)
    except BadStatement as refusal:
        messages.error(request, refusal.message)
        return _preview(request, site, account, found["name"], found["content"], layout)
    cache.delete(_place(request, request.POST["token"]))
    new = statement.found - statement.known
    said = ngettext("Imported: %(n)s new line, %(known)s already known.",
                    "Imported: %(n)s new lines, %(known)s already known.", new)  # fmt: skip
    messages.success(request, said % {"n": new, "known": statement.known})
    return redirect("admin:billing_bankline_queue")


def _put_by(request, account: BankAccount, name: str, content: bytes) -> str:
    """Keep a file between its preview and its import, for this person; the name of its place."""
    token = hashlib.sha256(content).hexdigest()
    found = {"account": account.pk, "name": name, "content": content}
    cache.set(_place(request, token), found, BILLING.preview_kept.total_seconds())
    return token


def _place(request, token: str) -> str:
    return f"statement:{request.user.pk}:{hashlib.sha256(token.encode()).hexdigest()}"


def _shown(request, site, context: dict):
    title = {"title": _("Import a bank statement"), "opts": BankLine._meta}
    return render(request, "admin/billing/import.html", site.each_context(request) | title | context)


# --- the queue ------------------------------------------------------------------------------------------
def queue_page(request, site):
    """Lines that wait, the oldest first, each with what it may be; one click confirms one, or all that are certain."""
    if not request.user.has_perm("billing.view_bankline"):
        raise PermissionDenied
    if request.method == "POST":
        if not request.user.has_perm("billing.change_bankline"):
            raise PermissionDenied
        _perform(request)
        return redirect(request.get_full_path())
    gone = "out" in request.GET
    sign = {"amount__lt": 0} if gone else {"amount__gt": 0}
    waiting = BankLine.objects.filter(state="waiting", **sign).select_related("account", "statement")
    page = Paginator(waiting.order_by("value_date", "pk"), PAGE).get_page(request.GET.get("page"))
    found = matching.proposals(list(page.object_list))
    rows = [{"line": line, "proposals": found[line.pk]} for line in page.object_list]
    certain = sum(1 for row in rows if row["proposals"] and row["proposals"][0].certain)
    context = {
        "title": _("Money that left, to match") if gone else _("Bank lines to match"),
        "opts": BankLine._meta, "page": page, "rows": rows, "certain": certain, "gone": gone,
        "outgoing": 0 if gone else BankLine.objects.filter(state="waiting", amount__lt=0).count(),
        "may_import": request.user.has_perm("billing.add_bankstatement"),
        "may_act": request.user.has_perm("billing.change_bankline"),
    }  # fmt: skip
    return render(request, "admin/billing/lines.html", site.each_context(request) | context)


def _perform(request) -> None:
    act, about = act_of(request), request.POST.get("about", "")
    if request.POST.get("act") == "certain":
        waiting = BankLine.objects.filter(pk__in=request.POST.getlist("line"), state="waiting")
        done, refused = lifecycle.book_certain(list(waiting.select_related("account", "statement")), act)
        messages.success(
            request, ngettext("%(n)s line confirmed.", "%(n)s lines confirmed.", done) % {"n": done}
        )
        for why in refused:
            messages.error(request, why)
        return
    line = get_object_or_404(BankLine, public_id=request.POST.get("line", ""))
    verb = lifecycle.decline if request.POST.get("act") == "decline" else lifecycle.book
    try:
        verb(line, act.because(request.POST.get("reason", "")[:1000]), about=about)
    except NotAllowed as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done: %(thing)s.") % {"thing": line})
