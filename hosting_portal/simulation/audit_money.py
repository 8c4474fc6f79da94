"""Audit of money: what came is booked once, what was paid is done or credited, no number is missing."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

from django.db.models import Count, Sum

from billing.models import CreditEntry, CreditNote, Invoice, OrderLine, Payment, Proforma
from domains.models import SandboxTransaction

from .findings import Findings
from .life import Life
from .terms_of_names import NameLife


class MoneyAudit:
    """Holds the books against the simulation's own."""

    def __init__(self, life: Life, names: list[NameLife], findings: Findings):
        self.book, self.refused, self.findings = life.book, life.refused, findings
        self.names = {name.domain.public_id: name for name in names}

    def run(self) -> None:
        self._payments()
        self._balance()
        self._invoices()
        self._lines()
        self._renewals_in_time()
        self._proofs()
        for model, field in ((Proforma, "issued_at"), (Invoice, "issued_at"), (CreditNote, "issued_at")):
            self._numbers(model, field)

    def _payments(self) -> None:
        """Each proforma received exactly what the bank says."""
        came: Counter[str] = Counter()
        for money in self.book.money:
            came[money.proforma] += money.amount
        booked: Counter[str] = Counter()
        rows = Payment.objects.filter(state="confirmed").exclude(method="credit")
        for proforma, amount in rows.values_list("proforma__public_id", "amount"):
            booked[proforma] += amount
        for proforma in came.keys() | booked.keys():
            if booked[proforma] < came[proforma]:
                self.findings.lost("money not booked", proforma, f"{booked[proforma]} of {came[proforma]}")
            if booked[proforma] > came[proforma]:
                self.findings.twice(
                    "money booked that never came", proforma, f"{booked[proforma]}, {came[proforma]}"
                )

    def _balance(self) -> None:
        """Per customer: money in = invoices − credit notes + credit account (payouts apart) + open proformas."""
        sums: dict[int, int] = defaultdict(int)
        for money in self.book.money:
            sums[money.customer] += money.amount
        for customer, total in _sum(Invoice.objects.all(), "total_ttc"):
            sums[customer] -= total
        for customer, total in _sum(CreditNote.objects.all(), "total_ttc"):
            sums[customer] += total
        for customer, total in _sum(Proforma.objects.filter(state__in=Proforma.OPEN), "paid"):
            sums[customer] -= total
        for customer, total in _sum(CreditEntry.objects.exclude(kind="paid_out"), "amount"):
            sums[customer] -= total
        for customer, rest in sums.items():
            if rest:
                self.findings.lost("a customer's money does not add up", customer, rest)

    def _invoices(self) -> None:
        """A paid proforma has one invoice over the same sum; an unpaid one has none and ends in time."""
        invoices = {i.proforma_id: i.total_ttc for i in Invoice.objects.defer("content")}
        for proforma in Proforma.objects.defer("content"):
            invoiced = invoices.get(proforma.pk)
            if proforma.state == "paid" and invoiced != proforma.total_ttc:
                self.findings.lost("paid, but not invoiced", proforma, invoiced)
            if proforma.state != "paid" and invoiced is not None:
                self.findings.twice("an invoice for nothing", proforma, invoiced)
            if proforma.state in Proforma.UNPAID and proforma.payable_until < self.book.end - timedelta(
                days=1
            ):
                self.findings.lost("an unpaid proforma did not lapse", proforma, proforma.payable_until)

    def _lines(self) -> None:
        """Each paid line has its outcome; a credited one its credit note; a registration its command."""
        born = set(
            SandboxTransaction.objects.filter(command="register", done__gt=0).values_list(
                "reference", flat=True
            )
        )
        done = OrderLine.objects.filter(paid_at__isnull=False)
        for line in done.select_related("order"):
            if not line.outcome:
                self.findings.lost("a paid line without outcome", line, f"{line.kind} paid {line.paid_at}")
            if (line.outcome == "credited") != (line.credit_note_id is not None):
                self.findings.lost("credited without a credit note", line, line.public_id)
            if line.order and line.order.state != "fulfilled":
                self.findings.lost("a paid order is not fulfilled", line.order, line.order.state)
        for name in self.names.values():
            if name.domain.public_id not in self.book.first_terms and name.domain.public_id not in born:
                self.findings.lost("registered here, not at the registry", name.domain)
        notes = CreditNote.objects.annotate(n=Count("order_lines")).filter(n=0)
        for note in notes.defer("content"):
            self.findings.twice("a credit note for nothing", note, note.public_id)

    def _renewals_in_time(self) -> None:
        """Money that came while the name could be renewed renewed it, unless the registry refused."""
        when = {m.proforma: m.at for m in sorted(self.book.money, key=lambda m: m.at, reverse=True)}
        refused = set(self.refused.read_text(encoding="utf-8").split())
        lines = OrderLine.objects.filter(kind="domain.renew", outcome="credited").select_related("proforma")
        for line in lines:
            name, came = self.names.get(line.about), when.get(line.proforma.public_id)
            if name is None or came is None or line.subject in refused:
                continue
            if came < name.may_be_deleted_from(name.term_at(came)) and came == line.paid_at:
                self.findings.lost("paid in time, yet not renewed", line, f"{line.about} paid {came}")

    def _proofs(self) -> None:
        """A payment shown with proof in time is waited for: its proforma does not lapse under it."""
        since = {span.what: span.since for span in self.book.proofs}
        shown = Payment.objects.filter(public_id__in=list(since), state="confirmed", proforma__state="lapsed")
        for payment in shown.select_related("proforma"):
            if since[payment.public_id] < payment.proforma.payable_until:
                self.findings.lost(
                    "shown with proof in time, yet lapsed", payment.proforma, payment.public_id
                )

    def _numbers(self, model, order: str) -> None:
        """Gapless per year, and dates that never go back."""
        series = defaultdict(list)
        rows = model.objects.exclude(number=None).order_by("number").values_list("number", "issued_on")
        for number, day in rows:
            prefix, year, n = number.split("-")
            series[prefix, year].append((int(n), day))
        for key, found in series.items():
            if [n for n, _day in found] != list(range(1, len(found) + 1)):
                self.findings.twice("a gap or a double in the numbers", key, len(found))
            if any(later < earlier for (_n, earlier), (_m, later) in pairwise(found)):
                self.findings.twice("a document dated before its predecessor", key)


def _sum(rows, field: str):
    return rows.order_by().values_list("customer").annotate(total=Sum(field))
