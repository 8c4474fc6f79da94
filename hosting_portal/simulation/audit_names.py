"""Audit of names: given up in time, never early or against protection; paid terms kept at the registry."""

from collections import Counter
from datetime import date, datetime, timedelta

from core import clock
from core.models import Attention
from domains.models import Domain, SandboxName, SandboxTransaction
from domains.registry.sandbox_life import aged, paid_until
from notifications.models import Email

from .findings import Findings
from .life import Life
from .post import BOUNCING
from .terms_of_names import MA_LAST_DAY, NameLife, Term
from .weather import touches

A_DAY = timedelta(days=1)
LATE_NOTICE = {True: 20, False: 31}  # days between the notice after expiry and the end: .ma, gTLD
LIVE = {"registered", "renewing", "grace"}


class NamesAudit:
    """Holds what happened at the registry against what should have."""

    def __init__(
        self, life: Life, names: list[NameLife], sent: dict[str, list[datetime]], findings: Findings
    ):
        self.life, self.book, self.names, self.findings = life, life.book, names, findings
        # What came back was given by its copy to the account's next contact (ADR 23).
        copies = dict(Email.objects.exclude(repeats=None).values_list("key", "repeats__key"))
        self.given = [
            (copies.get(key, key), instant) for key, instants in sent.items() for instant in instants
        ]
        self.explained = set(
            Attention.objects.filter(queue__in=["blocked", "cutoff"]).values_list("about", flat=True)
        )

    def run(self) -> None:
        held = {row.name: row for row in SandboxName.objects.all()}
        for name in self.names:
            for instant in name.deletions:
                self._deletion(name, instant)
            self._end(name)
            self._registry(name, held.get(name.domain.name))
        self._ledger()

    # --- deletions ---------------------------------------------------------------------------------------
    def _deletion(self, name: NameLife, at: datetime) -> None:
        term, who = name.term_at(at), f"{name.domain.name} {name.domain.public_id}"
        allowed = name.may_be_deleted_from(term)
        if at < allowed:
            self.findings.early("deleted before its last day", who, f"{at} < {allowed}")
        if name.is_ma and clock.local_date(at) > term.end + timedelta(days=MA_LAST_DAY):
            self.findings.early("cancelled after the registry renewed it", who, f"{at}, end {term.end}")
        if any(s.about == name.domain.public_id and s.covers(at) for s in self.book.holds):
            self.findings.early("deleted against an open hold", who, at)
        if any(s.about == name.domain.public_id and s.covers(at) for s in self.book.proofs):
            self.findings.early("deleted while a payment was checked", who, at)
        if term.paid_at and term.paid_at < at and (term.finished_at is None or at < term.finished_at):
            self.findings.early("deleted though paid", who, f"paid {term.paid_at}, deleted {at}")
        self._notices_before(name, term, at, who)
        if at - allowed > A_DAY and not self._delay_explained(name, term, allowed, at):
            self.findings.lost("deleted late for no reason", who, f"{at}, due {allowed}")

    def _notices_before(self, name: NameLife, term: Term, at: datetime, who: str) -> None:
        """Really sent: one before the end, one after it, the contractual time before (DN-3.3)."""
        prefix = f"{name.domain.public_id}:domains.expiry_notice:{term.end}:"
        days = [clock.local_date(instant) for key, instant in self.given if key.startswith(prefix)]
        before = [d for d in days if d <= term.end]
        after = [
            d for d in days if term.end < d <= clock.local_date(at) - timedelta(days=LATE_NOTICE[name.is_ma])
        ]
        if not before or not after:
            self.findings.early("deleted without its notices", who, f"{at}, sent {sorted(days)}")

    def _delay_explained(self, name: NameLife, term: Term, due: datetime, at: datetime) -> bool:
        """Something that the simulation itself did stood in the way."""
        notices = clock.opening(term.end - timedelta(days=31))
        pid, weather = name.domain.public_id, self.life.weather
        spans = [(s.since, s.until or at) for s in (*self.book.holds, *self.book.proofs) if s.about == pid]
        return (
            touches(weather.clock, notices, at, after=2 * A_DAY)
            or touches(weather.registry, due, at, after=A_DAY)
            or touches(weather.mail, notices, due)
            or touches(spans, due, at, after=A_DAY)
            or all(a.startswith(BOUNCING) for a in name.addresses())
        )

    # --- where each name stands at the end -----------------------------------------------------------------
    def _end(self, name: NameLife) -> None:
        domain, term, now = name.domain, name.terms[-1], self.book.end
        who = f"{domain.name} {domain.public_id} {domain.state} end {term.end}"
        if domain.paid_through != term.end:
            self.findings.lost("paid term not on the name", who, domain.paid_through)
        gone = [at for at in name.deletions if at >= term.since]
        if gone:
            return self._after_deletion(name, gone[-1], who)
        expected = "registered" if clock.local_date(now) <= term.end else "grace"
        overdue = now - name.may_be_deleted_from(term) > A_DAY
        if overdue:
            if domain.public_id not in self.explained and not domain.cutoff_missed_on:
                self.findings.lost("not given up, for no recorded reason", who, now)
        elif domain.state != expected:
            self.findings.lost("in another state than it should be", who, f"expected {expected}")

    def _after_deletion(self, name: NameLife, at: datetime, who: str) -> None:
        """After a deletion: thirty days, then (gTLD) five more, then gone."""
        passed, state = self.book.end - at, name.domain.state
        if name.is_ma:
            expected = {"cancel_grace", "replaced"} if passed < 30 * A_DAY else {"deleted", "replaced"}
            near = abs(passed - 30 * A_DAY) < 6 * A_DAY
        elif passed < 30 * A_DAY:
            expected, near = {"redemption"}, False
        else:
            expected, near = {"pending_delete"} if passed < 35 * A_DAY else {"deleted"}, passed < 41 * A_DAY
        if state not in expected and not near and passed > A_DAY:
            self.findings.lost("stuck after its deletion", who, f"deleted {at}, expected {expected}")

    # --- the registry ------------------------------------------------------------------------------------
    def _registry(self, name: NameLife, row: SandboxName | None) -> None:
        domain, end = name.domain, name.terms[-1].end
        row = aged(row, self.book.end) if row and row.reference == domain.public_id else None
        who = f"{domain.name} {domain.public_id} {domain.state}"
        if domain.state in LIVE:
            if row is None or row.deleted_at:
                self.findings.lost("ours, but not at the registry", who, end)
                return
            self._expiry(who, domain, end, row)
        elif domain.state in {"deleted", "replaced"} and row and not row.deleted_at:
            self.findings.lost("ended, but alive at the registry", who, row.expires_at)

    def _expiry(self, who: str, domain: Domain, end: date, row: SandboxName) -> None:
        """No paid year is missing, and none is too many but the one that it still takes back (C-37)."""
        there = clock.local_date(row.expires_at)
        if there < end - A_DAY:
            self.findings.lost("a paid year is missing at the registry", who, f"paid {end}, there {there}")
        kept = domain.state == "grace" or self._deleted_late(domain)  # years that it no longer takes back
        there = clock.local_date(paid_until(row, self.book.end))
        if there > end + A_DAY and not kept:
            self.findings.twice("a year too many at the registry", who, f"paid {end}, there {there}")

    def _deleted_late(self, domain: Domain) -> bool:
        """After 45 days (C-02) a registry keeps the year it added, and a restore adds one more."""
        life = next(name for name in self.names if name.domain.pk == domain.pk)
        return any(at - clock.opening(life.term_at(at).end) > 44 * A_DAY for at in life.deletions)

    def _ledger(self) -> None:
        """No command took effect twice, no name was registered twice under one reference."""
        for entry in SandboxTransaction.objects.filter(done__gt=1):
            self.findings.twice("a registry command done twice", entry.cltrid, entry.done)
        born = Counter(
            SandboxTransaction.objects.filter(command="register", done=1).values_list("reference", flat=True)
        )
        for reference, n in born.items():
            if n > 1:
                self.findings.twice("a name registered twice", reference, n)
