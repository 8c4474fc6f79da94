"""Pages of transfers: bringing a name to us and following it; leaving with a name and its code."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView, VerbView
from domains.models import Domain, TransferIn, TransferOut
from domains.naming import InvalidName
from domains.search.throttle import count_search
from notifications.history import history

from . import arrivals, codes, departures, guards, ordering, progress
from .forms import AskAgainForm, CodeForm, EmptyForm, ShowCodeForm, TakeBackForm, TransferInForm, WishForm

# --- towards us -------------------------------------------------------------------------------------------


class TransferListView(CustomerRequired, OwnedListView):
    """The names that the customer is bringing or has brought to us."""

    model = TransferIn
    template_name = "domains/transfers/list.html"
    capability = Capability.VIEW


class TransferInView(CustomerRequired, FormView):
    """Which name, what stands against it or what it costs; then code and contacts, and into the cart."""

    capability = Capability.ORDER
    template_name, form_class = "domains/transfers/new.html", TransferInForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.offer, self.refusal = None, None

    def dispatch(self, request, *args, **kwargs):
        typed = request.GET.get("name", "").strip()
        if typed and getattr(request, "customer", None):
            self._look(typed)
        return super().dispatch(request, *args, **kwargs)

    def _look(self, typed: str) -> None:
        try:
            count_search(self.request)
            self.offer = ordering.offer(typed, self.request.customer, clock.now())
        except InvalidName as refusal:
            self.refusal = refusal

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.offer and not self.offer.refusal else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"customer": self.request.customer, "offer": self.offer}

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.get_form())
        here = self.request.get_full_path()
        return super().get_context_data(offer=self.offer, refusal=self.refusal, here=here, **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form is None:
            return self.render_to_response(self.get_context_data(form=None))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        ordering.into_cart(self.request.customer, self.request.user, self.offer, form, act_of(self.request))
        return redirect("billing:cart")


class TransferView(CustomerRequired, OwnedDetailView):
    """A transfer to us: how far it is, who must act until when, what has been done."""

    model = TransferIn
    template_name, context_object_name = "domains/transfers/detail.html", "transfer"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer", "domain")

    def get_context_data(self, **kwargs):
        transfer = self.object
        steps, reached = progress.steps(transfer)
        return super().get_context_data(
            steps=steps,
            reached=reached,
            turn=progress.turn(transfer),
            fee=ordering.repeat_fee(transfer.customer, clock.local_date(clock.now())),
            history=history(transfer.public_id, dict(TransferIn.State.choices)),
            **kwargs,
        )


class _TransferVerbView(CustomerRequired, VerbView):
    """Something that the holder does with a transfer under way."""

    model = TransferIn
    template_name, form_class = "domains/transfers/act.html", EmptyForm
    capability = Capability.HOLD
    heading = submit = clause = tone = ""

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    def get_context_data(self, **kwargs):
        words = {"heading": self.heading, "submit": self.submit, "clause": self.clause, "lead": self.lead()}
        return super().get_context_data(transfer=self.object, tone=self.tone, **words, **kwargs)

    def lead(self) -> str:
        return ""


class GiveCodeView(_TransferVerbView):
    """Another code, without paying again."""

    form_class, clause = CodeForm, "DN-8.1"

    @property
    def heading(self):
        return _("Give another code")

    def lead(self) -> str:
        return _(
            "The registry found the code wrong. Get a correct one from the present registrar; it costs nothing."
        )

    def perform(self, form):
        arrivals.give_code(self.object, self.act(), code=form.cleaned_data["code"])


class TakeBackView(_TransferVerbView):
    """The request is taken back."""

    form_class, clause, tone = TakeBackForm, "DN-6.2.5", "danger"

    @property
    def heading(self):
        return _("Take the transfer back")

    def lead(self) -> str:
        return _(
            "What was asked from the registry is not refunded; a request that was not yet sent becomes credit."
        )

    def perform(self, form):
        verb = arrivals.take_back if arrivals.take_back.allowed(self.object) else arrivals.drop
        verb(self.object, self.act())


class AskAgainView(_TransferVerbView):
    """A repeated request, with its fee shown before (C-28)."""

    form_class, clause = AskAgainForm, "DN-6.p3"

    @property
    def heading(self):
        return _("Ask for the transfer again")

    def get_context_data(self, **kwargs):
        fee = ordering.repeat_fee(self.object.customer, self.act().today)
        return super().get_context_data(fee=fee, shows_fee=True, **kwargs)

    def perform(self, form):
        self.proforma = ordering.ask_again(self.object, form.cleaned_data["code"], self.act())

    def get_success_url(self):
        proforma = self.proforma
        return reverse("billing:pay", args=[proforma.public_id]) if proforma else super().get_success_url()


# --- away from us -----------------------------------------------------------------------------------------


class LeaveView(CustomerRequired, OwnedDetailView):
    """How to leave with a name: what stands against it, lock, code, and a transfer that another registrar asked."""

    model = Domain
    template_name, context_object_name = "domains/transfers/leave.html", "domain"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    def get_context_data(self, **kwargs):
        today, domain = clock.local_date(clock.now()), self.object
        departure = domain.transfers_out.first()
        return super().get_context_data(
            refusal=guards.may_leave(domain, today),
            warning=guards.warning(domain, today),
            asked=domain.code_requests.first(),
            by_hand=domain.extension.auth_code != codes.SELF_SERVICE,
            departure=departure,
            under_way=bool(departure) and departure.state in TransferOut.OPEN,
            wish_form=WishForm() if departure and departure.state == "pending" else None,
            **kwargs,
        )


class _OfNameView(CustomerRequired, VerbView):
    """What the holder does about the code of a name."""

    model = Domain
    capability = Capability.HOLD
    template_name, form_class = "domains/transfers/code.html", EmptyForm

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    def get_context_data(self, **kwargs):
        return super().get_context_data(domain=self.object, **kwargs)

    def get_success_url(self):
        return reverse("domains:leave", args=[self.object.public_id])


class AskCodeView(_OfNameView):
    """The code is asked for: free, under the clock of its clause (DN-8.3)."""

    def perform(self, form):
        codes.ask(self.object, self.act())


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class ShowCodeView(_OfNameView):
    """The code, once, to a person who has just signed in anew; the showing is logged (DN-6.p1(2))."""

    form_class = ShowCodeForm

    def get_form_kwargs(self):
        warned = guards.warning(self.object, self.act().today)
        return super().get_form_kwargs() | {"warned": bool(warned)}

    def get_context_data(self, **kwargs):
        warning = guards.warning(self.object, self.act().today)
        return super().get_context_data(showing=True, warning=warning, **kwargs)

    def form_valid(self, form):
        try:
            request = codes.ask(self.object, self.act())
            codes.show(request, self.act(), understood=form.cleaned_data.get("understood", False))
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        context = {"domain": self.object, "code": request.domain.auth_code, "until": request.watch_until}
        return render(self.request, "domains/transfers/shown.html", context)


class WishView(CustomerRequired, VerbView):
    """The holder approves or objects to a transfer that another registrar has asked for (DN-6.p2)."""

    model = TransferOut
    capability = Capability.HOLD
    template_name, form_class = "domains/transfers/wish.html", WishForm

    def get_queryset(self):
        return super().get_queryset().select_related("domain__extension", "customer")

    def get_context_data(self, **kwargs):
        return super().get_context_data(departure=self.object, domain=self.object.domain, **kwargs)

    def perform(self, form):
        departures.say(self.object, self.act(), wish=form.cleaned_data["wish"])
        messages.success(self.request, _("Your answer is recorded. Our staff answer the registry."))
