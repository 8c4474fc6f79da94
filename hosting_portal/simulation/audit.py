"""The audit at the end: names, mails, money, evidence, and what is stuck; told as one object."""

from collections import Counter

from core import worker
from core.models import Attention, EvidenceRecord
from domains.models import Domain, SandboxTransaction

from .audit_mails import MailsAudit
from .audit_money import MoneyAudit
from .audit_names import NamesAudit
from .findings import Findings
from .life import Life
from .terms_of_names import lives

WAITING = ["registering", "renewing", "restoring", "deleting", "cancelling"]


def audit(life: Life) -> dict:
    """What was lost, done twice, or deleted too early; and how much was lived through."""
    findings, names = Findings(), list(lives(life.book))
    mails = MailsAudit(life, names, findings)
    mails.run()
    NamesAudit(life, names, mails.sent, findings).run()
    MoneyAudit(life, names, findings).run()
    _stuck(life, findings)
    broken = _broken_chains()
    return {
        "lost": findings.total("lost") + broken,
        "duplicates": findings.total("duplicates"),
        "early_deletions": findings.total("early_deletions"),
        "repeats_with_same_message_id": mails.repeats,
        "broken_chains": broken,
        "findings": findings.shown(),
        **_counters(life, mails.letters),
    }


def _stuck(life: Life, findings: Findings) -> None:
    """Nothing is set aside, nothing due is left undone, no answer is still awaited."""
    for model in worker.flows():
        for row in model._base_manager.filter(set_aside_at__isnull=False):
            findings.lost("set aside", row.public_id, row)
        for row in model._base_manager.filter(next_action_at__lte=life.book.end):
            findings.lost("due and not done", row.public_id, f"{row} {row.state} {row.next_action_at}")
    for domain in Domain.objects.filter(state__in=WAITING):
        findings.lost(
            "an answer is still awaited", domain.public_id, f"{domain} {domain.state} {domain.call_error}"
        )
    for item in Attention.objects.filter(queue__in=["paid_lines", "late_answer", "set_aside"]):
        findings.lost("staff must repair something", item.title, item.detail)


def _broken_chains() -> int:
    """How many evidence records do not hold, over all chains, in one pass."""
    broken, about, previous, expected = 0, "", "", 1
    for row in EvidenceRecord.objects.order_by("about", "seq").iterator(chunk_size=2000):
        if row.about != about:
            about, previous, expected = row.about, "", 1
        written = row.digest
        row.seal(previous)
        broken += row.seq != expected or row.digest != written
        previous, expected = written, row.seq + 1
    return broken


def _counters(life: Life, letters: int) -> dict:
    book, weather = life.book, life.weather
    done = Counter(SandboxTransaction.objects.filter(done__gt=0).values_list("command", flat=True))
    names = ["steps", "calls", "blocked", "kills", "crashed_ticks", "two_at_once"]
    names += ["orders", "payments", "holds", "refused_acts"]
    return {
        "names": Domain.objects.count(),
        "days": life.plan.days,
        "seed": life.plan.seed,
        "mails": letters,
        "evidence": EvidenceRecord.objects.count(),
        "outages": {
            "clock": len(weather.clock),
            "registry": len(weather.registry),
            "mail": len(weather.mail),
        },
        **{name: book.counts[name] for name in names},
        "registrations": done["register"],
        "renewals": done["renew"],
        "redemptions": done["restore_report"],
        "deletions": done["delete"],
        "states": dict(Counter(Domain.objects.values_list("state", flat=True))),
    }
