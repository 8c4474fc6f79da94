"""Forms about the end of an order: the customer's, each with its consequences ticked, and those of staff."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.papers import DocumentField
from contracts.leaving.forms import StaffNoticeForm
from core import clock, display
from core.admin import ReasonForm
from core.clock import LOCAL
from core.uploads import PapersField
from ssl_certs.models import (
    AuthorityStop,
    Certificate,
    CertificateProduct,
    Ground,
    SslCancellation,
    SslDecision,
)

from .revocations import SUBSCRIBERS
from .stops import earliest

A_DAY = forms.DateInput(attrs={"type": "date"})
Refund, Channel = SslCancellation.Refund, SslCancellation.Channel
BY_MESSAGE = [(c.value, c.label) for c in (Channel.EMAIL, Channel.PHONE)]


class InstantField(forms.DateTimeField):
    """A day and an hour on the Moroccan wall clock: by it the twenty days end (SSL-6.1)."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value) -> datetime | None:
        with timezone.override(LOCAL):
            return super().to_python(value)


# --- the customer's ---------------------------------------------------------------------------------------
class CancelForm(forms.Form):
    """The order is given back, confirmed twice: a tick, and the name typed (SSL-6)."""

    reason = forms.ChoiceField(
        label=_("Why do you cancel the order?"), choices=SslCancellation.Reason.choices
    )
    detail = forms.CharField(
        label=_("Explanation"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    refund = forms.ChoiceField(
        label=_("Where shall the money go?"), choices=Refund.choices, widget=forms.RadioSelect
    )
    understood = forms.BooleanField(
        label=_("I know that the certificate is given up or revoked, and stops working."), help_text="SSL-6.3"
    )
    typed = forms.CharField(
        label=_("Type the name to confirm"), max_length=253, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def __init__(self, *args, order, by_original: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order
        if not by_original:  # what was paid from the credit account goes back to it
            self.fields["refund"].choices = [(Refund.CREDIT.value, Refund.CREDIT.label)]
            self.fields["refund"].initial = Refund.CREDIT

    def clean_typed(self) -> str:
        typed = self.cleaned_data["typed"].strip().lower().rstrip(".")
        if typed not in {self.order.names[0], self.order.main_name}:
            words = _(
                "That is not the name. Type %(name)s to cancel its order, or leave this page to keep it."
            )
            raise forms.ValidationError(words, params={"name": self.order.main_name})
        return typed


class RevokeForm(forms.Form):
    """A revocation: its reason, that it is no longer used, that it is final and gives no refund (SSL-7)."""

    code = forms.TypedChoiceField(
        label=_("Why is it revoked?"), coerce=int, widget=forms.RadioSelect,
        choices=[(int(code), code.label) for code in SUBSCRIBERS],
        help_text=_("A key that others know is revoked within 24 hours; its replaced certificates with it."),
    )  # fmt: skip
    stopped = forms.BooleanField(label=_("I have stopped using this certificate."), help_text="SSL-7.1b")
    final = forms.BooleanField(
        label=_("I know that this is final: it cannot be taken back, and nothing is reissued."),
        help_text="SSL-8.1c",
    )
    no_refund = forms.BooleanField(label=_("I know that a revocation gives no refund."), help_text="SSL-7.2a")

    def __init__(self, *args, order, cancellable: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if cancellable:
            words = _("I choose to revoke without refund, though I could cancel with a refund until %(day)s.")
            self.fields["no_refund"].label = words % {"day": display.day(order.cancel_until)}
            self.fields["no_refund"].help_text = "C-08"


class NoticeForm(forms.Form):
    """Two months' notice, without refund (SSL-8.1)."""

    understood = forms.BooleanField(
        label=_("I give notice. I know that nothing is paid back, and that nothing is reissued afterwards."),
        help_text="SSL-8.1a",
    )


class ClaimForceMajeureForm(forms.Form):
    """What has happened, since when, with its proof (SSL-8.2)."""

    started_on = forms.DateField(label=_("It lasts since"), widget=A_DAY)
    words = forms.CharField(label=_("What has happened"), max_length=2000, widget=forms.Textarea({"rows": 5}))
    papers = PapersField(
        label=_("Proof"), required=False,
        help_text=_("PDF, PNG or JPEG: what an authority, an insurer or the press says of it."),
    )  # fmt: skip


# --- of staff ---------------------------------------------------------------------------------------------
class EnterCancellationForm(ReasonForm):
    """A cancellation that came by e-mail or telephone, with the instant at which it came (SSL-6.2)."""

    channel = forms.ChoiceField(
        label=_("Came by"), choices=[*BY_MESSAGE, (Channel.COMPANY.value, Channel.COMPANY.label)]
    )
    source = forms.CharField(label=_("Reference of the message or call"), max_length=120)
    asked_at = InstantField(label=_("Came at (Moroccan time)"), help_text="SSL-6.1")
    why = forms.ChoiceField(label=_("The customer’s reason"), choices=SslCancellation.Reason.choices)
    refund = forms.ChoiceField(label=_("To be refunded"), choices=Refund.choices)
    detail = forms.CharField(
        label=_("The customer’s words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PayForm(ReasonForm):
    """The money has been sent."""

    reference = forms.CharField(label=_("Reference of the payment"), max_length=80)


class RequestedRevocationForm(ReasonForm):
    """Staff revoke at a customer's request, which they name (SSL-11.3(2))."""

    code = forms.TypedChoiceField(
        label=_("Why is it revoked?"), coerce=int, choices=[(int(code), code.label) for code in SUBSCRIBERS]
    )
    channel = forms.ChoiceField(label=_("Came by"), choices=BY_MESSAGE)
    source = forms.CharField(label=_("Reference of the message or call"), max_length=120)
    asked_at = InstantField(label=_("Came at (Moroccan time)"))


class DecisionForm(ReasonForm):
    """An order refused, locked or ended by us: ground, what the customer reads, what only staff read (SSL-12.1)."""

    effect = forms.ChoiceField(label=_("Effect"), choices=SslDecision.Effect.choices)
    ground = forms.ChoiceField(
        label=_("Ground in the contract"),
        choices=[g for g in Ground.choices if g[0] not in (Ground.HARASSMENT, Ground.FORMAL, Ground.FORCE)],
    )
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)
    detail = forms.CharField(label=_("What the customer is told"), widget=forms.Textarea(attrs={"rows": 3}))
    note = forms.CharField(
        label=_("Note for staff"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    document = DocumentField(label=_("Document"), required=False)
    gag_until = forms.DateField(
        label=_("Not to be told until"), required=False, widget=A_DAY,
        help_text=_("Only where the police ask for it; the customer is told afterwards (C-29)."),
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if data.get("gag_until") and data.get("ground") != Ground.POLICE:
            self.add_error("gag_until", _("Only a request of the police delays the notice (SSL-12.1)."))
        if data.get("ground") in {Ground.COURT, Ground.POLICE} and not data.get("reference"):
            self.add_error(
                "reference", _("A decision of a court or a request of the police has a reference.")
            )
        return data


class HarassmentForm(ReasonForm):
    """The contract is ended at once, without a warning, for threats against our staff (SSL-12.2)."""

    detail = forms.CharField(label=_("What the customer is told"), widget=forms.Textarea(attrs={"rows": 3}))
    note = forms.CharField(label=_("Note for staff"), widget=forms.Textarea(attrs={"rows": 2}))
    document = DocumentField(label=_("Document"), required=False)


class ForceMajeureForm(ReasonForm):
    """Since when it lasts (SSL-8.2)."""

    started_on = forms.DateField(label=_("It lasts since"), widget=A_DAY)


class StopForm(forms.ModelForm):
    """The campaign about an authority that stops (SSL-11.4)."""

    authority = forms.ChoiceField(label=_("Certification authority"))
    products = forms.MultipleChoiceField(
        label=_("Products concerned"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all of the authority’s."),
    )  # fmt: skip

    class Meta:
        model = AuthorityStop
        fields = ["authority", "products", "effective_on", "words", "replacement"]
        widgets = {"effective_on": A_DAY, "words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sold = CertificateProduct.objects.order_by("authority", "rank")
        used = Certificate.objects.values_list("authority", flat=True)
        codes = sorted({*(product.authority for product in sold), *used.distinct()})
        self.fields["authority"].choices = [(code, code) for code in codes]
        self.fields["products"].choices = [(p.code, f"{p.authority}: {p}") for p in sold]
        first = earliest(clock.local_date(clock.now()))
        self.fields["effective_on"].help_text = _("Not before %(day)s (SSL-11.4).") % {
            "day": display.day(first)
        }

    def clean_effective_on(self):
        day, first = self.cleaned_data["effective_on"], earliest(clock.local_date(clock.now()))
        if day < first:
            words = _("Customers have thirty days from their notice: the first day is %(day)s (SSL-11.4).")
            raise forms.ValidationError(words, params={"day": display.day(first)})
        return day

    def clean(self):
        data = super().clean()
        authority, instead = data.get("authority"), data.get("replacement")
        if instead and instead.authority == authority:
            self.add_error("replacement", _("Propose a certificate of another authority: this one stops."))
        known = CertificateProduct.objects.filter(code__in=data.get("products") or ())
        if any(product.authority != authority for product in known):
            self.add_error("products", _("Choose products of that authority only."))
        return data


BY_VERB = {
    "enter_notice": StaffNoticeForm,
    "enter_cancellation": EnterCancellationForm,
    "enter_decision": DecisionForm,
    "end_for_harassment": HarassmentForm,
    "end_for_force_majeure": ForceMajeureForm,
    "pay": PayForm,
    "revoke": RequestedRevocationForm,
}
