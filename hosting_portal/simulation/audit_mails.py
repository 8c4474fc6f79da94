"""Audit of mails: every due notice left, in time, once; every event that owes a mail has one."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from billing.models import CreditNote, Invoice, OrderLine, Payment, Proforma
from core import clock
from core.models import EvidenceRecord
from domains.models import Domain
from notifications.models import Email

from .findings import Findings
from .life import Life
from .post import BOUNCING
from .terms_of_names import NOTICES, NameLife, Term
from .weather import touches, within

TOGETHER = 20  # so many mails at most may be repeated after one kill
PATIENCE = timedelta(hours=36)  # a greylisted mail is tried again at later ticks


class MailsAudit:
    """Holds the post office's book against what should have been said."""

    def __init__(self, life: Life, names: list[NameLife], findings: Findings):
        self.life, self.book, self.names, self.findings = life, life.book, names, findings
        self.sent: dict[str, list[datetime]] = defaultdict(list)
        self.repeats = self.letters = 0
        self._read_the_post()
        superseded = EvidenceRecord.objects.filter(kind="superseded").values_list("about", "data")
        self.superseded = {(about, data.get("notice")): data["at"] for about, data in superseded}

    def run(self) -> None:
        for name in self.names:
            for term in name.terms:
                self._notices(name, term)
                self._grace(name, term)
            self._deaths(name)
        for key, address in (*self._owed_by_bills(), *self._owed_by_lines()):
            if not self._left(key, address):
                self.findings.lost("a mail that was owed", key, address)
        self._outbox()

    # --- the post office's book ----------------------------------------------------------------------------
    def _read_the_post(self) -> None:
        first: dict[str, int] = {}
        again: Counter[int] = Counter()
        for letter in self.life.post.letters():
            self.letters += 1
            self.sent[letter.key].append(letter.at)
            before = first.setdefault(letter.message_id, letter.process)
            if len(self.sent[letter.key]) == 1:
                continue
            if before in self.book.killed:
                again[before] += 1
                self.repeats += 1
                first[letter.message_id] = letter.process
            else:
                self.findings.twice("a mail delivered twice", letter.key, letter.at)
        for process, n in again.items():
            if n > TOGETHER:
                self.findings.twice("more mails repeated than one kill explains", process, n)

    # --- names -------------------------------------------------------------------------------------------
    def _notices(self, name: NameLife, term: Term) -> None:
        for code, offset in NOTICES["ma" if name.is_ma else "gtld"].items():
            due = clock.at_local(term.end + timedelta(days=offset), 8)
            if not term.current_at(due) or due > self.book.end - timedelta(days=2):
                continue
            if (name.domain.public_id, code) in self.superseded and within(self.life.weather.clock, due):
                continue
            for address in name.addresses():
                key = f"{name.domain.public_id}:domains.expiry_notice:{term.end}:{code}:{address}"
                self._on_time("a due notice", key, address, due, term)

    def _on_time(self, what: str, key: str, address: str, due: datetime, term: Term) -> None:
        weather = self.life.weather
        if not self._left(key, address):
            if not (term.paid_at and touches(weather.clock, due, term.paid_at)):
                self.findings.lost(f"{what} not sent", key, due)
        elif key in self.sent:
            left = self.sent[key][0]
            down = (*weather.clock, *weather.mail, *weather.registry)
            if left < due or (left - due > PATIENCE and not touches(list(down), due, left)):
                self.findings.lost(f"{what} sent at the wrong time", key, f"due {due}, left {left}")

    def _grace(self, name: NameLife, term: Term) -> None:
        """The day after the end the holder is told that the name is in its grace."""
        due = clock.opening(term.end + timedelta(days=1))
        if term.current_at(due + timedelta(hours=1)) and due < self.book.end - timedelta(days=2):
            for address in name.addresses():
                key = f"{name.domain.public_id}:domains.grace:{term.end}:grace:{address}"
                self._on_time("the entry into grace", key, address, due, term)

    def _deaths(self, name: NameLife) -> None:
        """A deletion is told at once; what follows it too."""
        for at in name.deletions:
            if at > self.book.end - timedelta(days=2):
                continue
            kind = "cancel_grace" if name.is_ma else "redemption"
            for address in name.addresses():
                key = f"{name.domain.public_id}:domains.{kind}:{name.term_at(at).end}:{kind}:{address}"
                if not self._left(key, address):
                    self.findings.lost("a deletion not told", key, at)

    # --- bills -------------------------------------------------------------------------------------------
    def _owed_by_bills(self) -> Iterator[tuple[str, str]]:
        for invoice in Invoice.objects.select_related("customer").defer("content"):
            yield f"{invoice.public_id}:payment_confirmed", invoice.customer.billing_email
        for note in CreditNote.objects.select_related("customer").defer("content"):
            yield f"{note.public_id}:credited", note.customer.billing_email
        asked = Proforma.objects.exclude(origin="renewal").exclude(state="void").select_related("customer")
        for proforma in asked.defer("content"):
            what = "order_acknowledged" if proforma.origin == "order" else "request_received"
            yield f"{proforma.public_id}:{what}", proforma.customer.billing_email
        for payment in Payment.objects.filter(to_credit__gt=0).select_related("customer"):
            what = "overpaid" if payment.allocated else "kept_as_credit"
            yield f"{payment.public_id}:{what}", payment.customer.billing_email

    def _owed_by_lines(self) -> Iterator[tuple[str, str]]:
        domains = {d.public_id: d for d in Domain.objects.select_related("customer")}
        born = {d.line: d for d in domains.values() if d.state in {"unavailable", "refused"}}
        for line in OrderLine.objects.filter(kind__in=["domain.renew", "domain.redeem"]).exclude(outcome=""):
            domain = domains[line.about]
            for address in NameLife(domain).addresses():
                kinds = [
                    f"domains.too_late:too_late:{line.public_id}",
                    f"domains.refused:refused:{line.public_id}",
                ]
                if line.outcome == "credited" and not any(
                    self._left(f"{domain.public_id}:{kind}:{address}", address) for kind in kinds
                ):
                    yield f"{domain.public_id}:{kinds[0]}:{address}", address
        for domain in born.values():
            for address in NameLife(domain).addresses():
                yield f"{domain.public_id}:domains.not_registered:not_registered:{address}", address
        for name in self.names:
            if name.domain.public_id not in self.book.first_terms:
                for address in name.addresses():
                    yield f"{name.domain.public_id}:domains.validated:validated:{address}", address
            for before, term in zip(name.terms, name.terms[1:], strict=False):
                for address in name.addresses():
                    pid, tail = name.domain.public_id, f"{term.end}:{address}"
                    keys = [f"{pid}:domains.{kind}:{kind}:{tail}" for kind in ("renewed", "restored")]
                    if not any(self._left(key, address) for key in keys):
                        yield f"{pid}:renewed after {before.end}", address

    # --- the outbox --------------------------------------------------------------------------------------
    def _outbox(self) -> None:
        for email in Email.objects.waiting().without_bodies():
            self.findings.lost("a mail is stuck", email.key, f"{email.state} since {email.created_at}")
        said: Counter[int] = Counter()  # dated notices may use the same words; their keys are looked at above
        mails = Email.objects.exclude(kind__endswith="_notice")
        rows = mails.values_list("about", "to", "kind", "subject", "text")
        for row in rows.iterator(chunk_size=2000):
            said[hash(row)] += 1
            if said[hash(row)] == 2:
                self.findings.twice("the same words said twice", row[:3], row[3])
        for email in Email.objects.filter(state="sent").values_list("key", flat=True).iterator():
            if email not in self.sent:
                self.findings.lost("marked as sent, but it never left", email)

    def _left(self, key: str, address: str) -> bool:
        return address.startswith(BOUNCING) or key in self.sent
