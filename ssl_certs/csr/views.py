"""Setting a certificate up, and asking for its reissue: names and key, then ways to prove control.

Two steps on one address, without a session: the second carries the first, and both are checked again.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.transitions import NotAllowed
from core.views import VerbView
from ssl_certs.lifecycle import issuing
from ssl_certs.models import SslOrder, ValidityLimit
from ssl_certs.names import readable
from ssl_certs.terms import VALIDATION

from . import asking, ways
from .forms import RequestForm, WaysForm

STEPS = [{"label": gettext_lazy("Names and key")}, {"label": gettext_lazy("Proof of control")}]


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class SetUpView(CustomerRequired, VerbView):
    """Names, key and ways to prove control of a paid order (SSL-A2-p1)."""

    model = SslOrder
    form_class = RequestForm
    template_name = "ssl_certs/csr/request.html"
    capability = Capability.MANAGE_TECHNICAL
    verb = "set_up"
    other = "ssl_certs:reissue"

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def get(self, request, *args, **kwargs):
        return self.way_out() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.way_out() or self.check_request()

    def way_out(self):
        """Where to go instead, when the order is not at this point; None when it is."""
        open_one = asking.under_way(self.object)
        if open_one:
            messages.info(self.request, _("A certificate is being issued already: follow it here."))
            return redirect("ssl_certs:tracker", self.object.public_id)
        try:
            asking.check_askable(self.object, self.verb)
        except NotAllowed as refusal:
            return self.elsewhere(refusal)
        return None

    def elsewhere(self, refusal: NotAllowed):
        """The page that fits the order's state, or the order with the reason."""
        try:
            asking.check_askable(self.object, "ask_reissue" if self.verb == "set_up" else "set_up")
        except NotAllowed:
            messages.warning(self.request, refusal.message)
            return redirect(self.object)
        return redirect(self.other, self.object.public_id)

    def live(self):
        """The certificate that a reissue replaces."""
        return None

    def get_initial(self):
        before = self.live() or self.object
        return {"names": "\n".join(map(readable, before.names))}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"order": self.object, "live": self.live()}

    def check_request(self):
        """The first step's form, checked; then the second step is shown, or its form checked too.

        What was posted is nobody's variable here: an error report would show it (SSL-13.4).
        """
        form = self.get_form()
        if form.leaked:
            asking.refused_key(self.object, self.act())
        if not form.is_valid() or "back" in self.request.POST:
            return self.form_invalid(form)
        asked_ways = self.ways_form(form, self.request.POST if "way" in self.request.POST else None)
        if asked_ways.is_bound and asked_ways.is_valid():
            return self.begin(form, asked_ways)
        return self.show_ways(form, asked_ways)

    def ways_form(self, form, data=None) -> WaysForm:
        offers = ways.offered(self.object, form.checked.names, self.act().today)
        return WaysForm(data, offers=offers, reaches=form.cleaned_data["reaches"])

    def begin(self, form, asked_ways: WaysForm):
        asked = asking.Asked(
            form.request, form.checked.names, asked_ways.ways, form.cleaned_data["reaches"], form.checked.remarks,
            asked_ways.cleaned_data["auto_reissue"],
        )  # fmt: skip
        try:
            asking.ask(self.object, asked, self.act())
        except NotAllowed as refusal:
            asked_ways.add_error(None, refusal.message)
            return self.show_ways(form, asked_ways)
        messages.success(
            self.request, _("The authority is being asked. What you have to do for each name comes here.")
        )
        return redirect("ssl_certs:tracker", self.object.public_id)

    def show_ways(self, form, asked_ways: WaysForm):
        act = self.act()
        most = ValidityLimit.on(act.today).certificate_days
        known = {"ways": asked_ways, "days": issuing.days_wanted(self.object, act), "most": most, "step": 2,
                 "email_until": VALIDATION.email_until}  # fmt: skip
        context = self.get_context_data(form=form, names=[readable(n) for n in form.checked.names], **known)
        return render(self.request, "ssl_certs/csr/ways.html", context)

    def get_context_data(self, **kwargs):
        known = {"order": self.object, "steps": STEPS, "live": self.live(), "step": 1} | kwargs
        return super().get_context_data(reissue=self.verb == "ask_reissue", **known)


class ReissueView(SetUpView):
    """The same for a reissue inside the year, free of charge; the year is never extended (C-09)."""

    verb = "ask_reissue"
    other = "ssl_certs:set_up"

    def live(self):
        return (
            self.object.certificates.filter(state="issued").first()
            or self.object.certificates.exclude(pem="").first()
        )
