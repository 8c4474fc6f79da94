"""Several proformas paid by one act: the open ones with a box each, one button (HD-6.2). Nothing renews without it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import payments
from billing.models import Proforma
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedListView

BOX = "proforma"


class TogetherView(CustomerRequired, OwnedListView):
    """What can be paid now; the renewals that are due first are ticked already."""

    model = Proforma
    template_name = "billing/together.html"
    capability = Capability.PAY
    paginate_by = 100

    def get_queryset(self):
        open_ones = super().get_queryset().filter(state__in=Proforma.OPEN).defer("content")
        return open_ones.prefetch_related("lines").order_by("currency", "due_on", "pk")

    def get_context_data(self, **kwargs):
        facts = super().get_context_data(tab="proformas", **kwargs)
        found = list(facts["object_list"])
        ticked = self._due_together(found)
        return facts | {"rows": [(proforma, proforma in ticked) for proforma in found]}

    def _due_together(self, found: list[Proforma]) -> list[Proforma]:
        """The renewals due until the end of this month, or of the month in which the first is due."""
        currency, today = self.request.customer.currency, clock.local_date(clock.now())
        renewals = [p for p in found if p.origin != Proforma.Origin.ORDER and p.currency == currency]
        first = max(today, min((p.due_on for p in renewals), default=today))
        end = clock.months_later(first.replace(day=1), 1)
        return [p for p in renewals if p.due_on < end]

    def post(self, request, *args, **kwargs):
        chosen = list(self.get_queryset().filter(public_id__in=request.POST.getlist(BOX)))
        if not chosen:
            messages.error(request, _("Tick what you want to pay."))
            return redirect("billing:together")
        try:
            payable = (
                chosen[0] if len(chosen) == 1 else payments.bundle(request.customer, chosen, act_of(request))
            )
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
            return redirect("billing:together")
        return redirect("billing:pay", payable.public_id)
