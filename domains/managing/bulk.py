"""Several names at once: for each one what will happen or why not, then each on its own; nothing half done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from accounts.roles import Capability
from contracts import acceptances
from core import display
from core.acts import Act
from core.clock import years_later
from core.transitions import NotAllowed
from domains import ordering, renewals
from domains.forms import accepted_ids, add_consents, year_choices
from domains.lifecycle import begin_renewal
from domains.models import Domain

from . import acts, contacts, hosts
from .hosts import WrongHost

Names = list[Domain]


class NamesForm(forms.Form):
    """What is wanted for all the chosen names."""

    def __init__(self, *args, names: Names, customer, act: Act, **kwargs):
        super().__init__(*args, **kwargs)
        self.names, self.customer, self.act = names, customer, act


class RenewalsForm(NamesForm):
    """As many years for each name, and the consents that a renewal asks for (DN-16.1)."""

    years = forms.TypedChoiceField(label=_("Duration"), coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        terms = [name.extension.term_years for name in self.names] or [(1, 1)]
        fewest, most = min(first for first, _last in terms), max(last for _first, last in terms)
        self.fields["years"].choices = year_choices(fewest, most)
        scopes = {scope for name in self.names for scope in name.extension.scopes}
        add_consents(self, acceptances.applicable(scopes, {"renew"}, self.act.today))


class HostsForm(NamesForm):
    """The same name servers for all names."""

    hosts = forms.CharField(
        label=_("Name servers"), max_length=2_000, widget=forms.Textarea({"rows": 4, "dir": "ltr"}),
        help_text=_("One on a line, like ns1.example.ma."),
    )  # fmt: skip

    def clean_hosts(self) -> list[dict[str, Any]]:
        try:
            found = [hosts.host_name(line) for line in self.cleaned_data["hosts"].split()]
            rows: list[dict[str, Any]] = [{"name": name, "addresses": []} for name in found]
            hosts.check_set(rows)
        except WrongHost as wrong:
            raise forms.ValidationError(str(wrong)) from None
        return rows


class RolesForm(NamesForm):
    """Other administrative or technical contacts for all names; the holder is changed name by name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Contact.objects.of(self.customer).usable()
        for role, label in (("admin", _("Administrative contact")), ("tech", _("Technical contact"))):
            self.fields[role] = forms.ModelChoiceField(
                mine, label=label, required=False, to_field_name="public_id", empty_label=_("leave as it is")
            )

    def clean(self):
        data = super().clean()
        self.chosen = {role: data[role].snapshot() for role in ("admin", "tech") if data.get(role)}
        if not self.chosen and not self.errors:
            self.add_error(None, _("Choose a contact for at least one role."))
        return data


# --- what will happen to one name, and why not ------------------------------------------------------------


def _renewal(domain: Domain, form) -> str:
    years = form.cleaned_data["years"]
    if not begin_renewal.allowed(domain):
        words = gettext("%(name)s is %(state)s: it cannot be renewed now. Its page says what is possible.")
        raise NotAllowed(words % {"name": domain, "state": domain.get_state_display()}, "DN-5.2")
    renewals.check_years(domain, years, form.act.today)
    end = years_later(domain.paid_through, years)
    return gettext("renewed until %(day)s once paid") % {"day": display.day(end)}


def _delegation(domain: Domain, form) -> str:
    for row in form.cleaned_data["hosts"]:
        hosts.check_host(row["name"], row["addresses"], domain.name)
    return gettext("name servers: %(hosts)s") % {
        "hosts": ", ".join(r["name"] for r in form.cleaned_data["hosts"])
    }


def _lock(on: bool) -> Callable[[Domain, Any], str]:
    def told(domain: Domain, form) -> str:
        if why := acts.why_no_lock(domain, on, form.act):
            raise NotAllowed(why, "DN-6.p1(3)")
        return gettext("registrar lock on") if on else gettext("registrar lock off")

    return told


def _roles(domain: Domain, form) -> str:
    for role, snapshot in form.chosen.items():
        if why := contacts.why_not(domain, role, snapshot):
            raise NotAllowed(why, "DN-A2-5.3(3)")
    return "; ".join(contacts.said(snapshot) for snapshot in form.chosen.values())


# --- doing it ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bulk:
    """One act on several names. `told` says what will happen to one name or raises; `done` does it."""

    kind: str
    label: str | Promise
    capability: str
    form: type[NamesForm]
    told: Callable[[Domain, Any], str]
    done: Callable[[Domain, Any], Any] | None


BULK = {
    b.kind: b
    for b in (
        Bulk("renew", _("Renew"), Capability.PAY, RenewalsForm, _renewal, None),
        Bulk("nameservers", _("Set name servers"), Capability.MANAGE_TECHNICAL, HostsForm, _delegation,
             lambda d, f: acts.set_nameservers(d, f.cleaned_data["hosts"], f.act)),
        Bulk("lock", _("Lock"), Capability.HOLD, NamesForm, _lock(True), lambda d, f: acts.set_lock(d, True, f.act)),
        Bulk("unlock", _("Unlock"), Capability.HOLD, NamesForm, _lock(False),
             lambda d, f: acts.set_lock(d, False, f.act)),
        Bulk("contacts", _("Set contacts"), Capability.MANAGE_CONTACTS, RolesForm, _roles,
             lambda d, f: contacts.set_contacts(d, f.chosen, f.act.today, f.act)),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One name: what will happen or has happened, or why not."""

    domain: Domain
    words: str
    refused: bool = False


def planned(bulk: Bulk, form: NamesForm) -> list[Outcome]:
    """For each name what will happen, or why it is refused."""
    return [_tried(domain, lambda d: _unless_locked_out(bulk, d, form)) for domain in form.names]


def carried_out(bulk: Bulk, form: NamesForm) -> list[Outcome]:
    """Each name on its own: one that is refused stops no other."""
    found = []
    for plan in planned(bulk, form):
        found.append(plan if plan.refused else _tried(plan.domain, lambda d: _done(bulk, d, form)))
    return found


def renew_all(form: RenewalsForm, user, user_agent: str) -> tuple[list[Outcome], Any]:
    """One proforma with a line for each name that can be renewed; None where none can."""
    outcomes = planned(BULK["renew"], form)
    names = [one.domain for one in outcomes if not one.refused]
    if not names:
        return outcomes, None
    years, accepted = form.cleaned_data["years"], accepted_ids(form)
    return outcomes, ordering.order_renewals(names, user, years, accepted, form.act, user_agent)


def _tried(domain: Domain, act: Callable[[Domain], str]) -> Outcome:
    try:
        return Outcome(domain, act(domain))
    except (NotAllowed, WrongHost) as refusal:
        return Outcome(domain, str(refusal), refused=True)


def _unless_locked_out(bulk: Bulk, domain: Domain, form) -> str:
    if bulk.kind != "renew" and (why := acts.why_not(domain)):
        raise NotAllowed(why, "DN-A2-6(1)")
    return bulk.told(domain, form)


def _done(bulk: Bulk, domain: Domain, form) -> str:
    assert bulk.done
    done = bulk.done(domain, form)
    return gettext("on its way to the registry") if done else gettext("stands so already")


def chosen(names: Iterable[Domain], wanted: list[str]) -> Names:
    """The names asked for, in the order of the page."""
    return [domain for domain in names if domain.public_id in set(wanted)]
