"""The back office of endings: claims to decide, cancellations, suspensions, decisions of two people; their queues."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.papers_admin import DocumentedAdmin
from core import clock
from core.admin import Queue, register_queue
from domains.models import Cancellation, Hold, LegalDecision, Suspension

from . import cancellations, claims, decisions, suspensions
from .forms import RefusalForm


class _EndingAdmin(DocumentedAdmin):
    list_select_related = ["domain", "customer"]
    search_fields = ["domain__name", "=public_id", "reference"]


@admin.register(Hold)
class HoldAdmin(_EndingAdmin):
    flow, staff_verbs, paper = claims.flow, ("accept", "reject", "close"), "proof"
    list_display = ["domain", "kind", "state", "opened_at", "opened_by", "decide_by", "closed_at"]
    list_filter = ["state", "kind", ("closed_at", admin.EmptyFieldListFilter)]
    search_fields = ["domain__name", "=public_id"]
    shown = ("domain", "customer", "kind", "state", "detail", "opened_at", "opened_by", "decide_by", "lock_by",
             "answer", "closed_at", "closed_by")  # fmt: skip


@admin.register(Cancellation)
class CancellationAdmin(_EndingAdmin):
    flow, staff_verbs = cancellations.flow, ("accept", "refuse")
    list_display = ["domain", "customer", "state", "reason", "asked_at", "decide_by"]
    list_filter = ["state", "reason"]
    search_fields = ["domain__name", "=public_id"]
    shown = ("domain", "customer", "state", "reason", "detail", "asked_at", "asked_by", "decide_by", "refusal",
             "settled_at")  # fmt: skip

    def verb_form(self, verb):
        return RefusalForm if verb == "refuse" else super().verb_form(verb)


@admin.register(Suspension)
class SuspensionAdmin(_EndingAdmin):
    flow, staff_verbs, paper = suspensions.flow, ("lift", "allow_deletion"), "document"
    list_display = ["domain", "authority", "reason", "state", "since", "until"]
    list_filter = ["state", "authority", "reason"]
    shown = ("domain", "customer", "authority", "reason", "reference", "detail", "state", "since", "since_by",
             "until", "deletion_allowed", "gag_until", "told_at", "lifted_at", "lifted_by")  # fmt: skip


@admin.register(LegalDecision)
class LegalDecisionAdmin(_EndingAdmin):
    flow, staff_verbs, paper = decisions.flow, ("execute", "withdraw"), "document"
    list_display = ["domain", "effect", "authority", "reference", "state", "entered_by", "executed_by"]
    list_filter = ["state", "effect", "authority"]
    shown = ("domain", "customer", "effect", "authority", "reason", "issuer", "reference", "decided_on", "detail",
             "beneficiary", "state", "entered_at", "entered_by", "executed_at", "executed_by", "gag_until",
             "told_at", "call_error")  # fmt: skip


def _waiting(title, model, state: str, clause: str, clocked: bool = False) -> None:
    """A queue of the things in a state; those past `decide_by` are late."""
    name, rows = model._meta.model_name, model._base_manager.filter(state=state)
    late = {"late": lambda: rows.filter(decide_by__lt=clock.now()).count()} if clocked else {}
    register_queue(
        Queue(title, rows.all().count, lambda: f"{reverse(f'admin:domains_{name}_changelist')}?state__exact={state}",
              clause, permission=f"domains.view_{name}", **late)
    )  # fmt: skip


_waiting(_("Claimed circumstances"), Hold, "claimed", "DN-A1-2", clocked=True)
_waiting(_("Cancellations to handle"), Cancellation, "asked", "DN-A2-4.1.1", clocked=True)
_waiting(_("Decisions to execute"), LegalDecision, "entered", "DN-6.1.1")
_waiting(_("Suspensions in force"), Suspension, "standing", "DN-4.1")
