"""The pages of a bulk act: what is wanted, what will happen to each name, and what came of it."""

from django.http import Http404
from django.shortcuts import render
from django.views.generic import FormView

from accounts.access import way_round
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedMixin
from domains.models import Domain

from . import bulk
from .terms import MANAGING


class BulkView(OwnedMixin, FormView):
    """Choose, see, confirm, read. Names that are not one's own are not found."""

    model = Domain
    template_name = "domains/managing/bulk.html"

    def dispatch(self, request, *args, **kwargs):
        asked = request.POST or request.GET
        self.bulk = bulk.BULK.get(asked.get("do", ""))
        if self.bulk is None:
            raise Http404
        if answer := way_round(request, self.bulk.capability):
            return answer
        self.act, self.names = act_of(request), self._names(asked.getlist("name"))
        return super().dispatch(request, *args, **kwargs)

    def _names(self, wanted: list[str]) -> list[Domain]:
        mine = self.get_queryset().select_related("extension", "customer").filter(public_id__in=wanted)
        names = bulk.chosen(mine.order_by("name")[: MANAGING.together], wanted)
        if len(names) != min(len(set(wanted)), MANAGING.together):
            raise Http404
        return names

    def get_form_class(self):
        return self.bulk.form

    def get_form_kwargs(self):
        customer = self.names[0].customer if self.names else self.request.customer
        return super().get_form_kwargs() | {"names": self.names, "customer": customer, "act": self.act}

    def get_context_data(self, **kwargs):
        return super().get_context_data(bulk=self.bulk, names=self.names, **kwargs)

    def form_valid(self, form):
        if self.request.POST.get("confirmed") != "yes":
            return self.render_to_response(
                self.get_context_data(form=form, plan=bulk.planned(self.bulk, form))
            )
        try:
            outcomes, proforma = self._carried_out(form)
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        facts = {"bulk": self.bulk, "outcomes": outcomes, "proforma": proforma}
        return render(self.request, "domains/managing/bulk_done.html", facts)

    def _carried_out(self, form):
        if self.bulk.kind == "renew":
            agent = self.request.headers.get("User-Agent", "")
            return bulk.renew_all(form, self.request.user, agent)
        return bulk.carried_out(self.bulk, form), None
