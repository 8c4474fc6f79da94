"""The proofs of the books by name: made by the command, and each night for the pages that show their outcome."""

from collections.abc import Callable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.models import Proof
from core.acts import Act
from core.attention import raise_attention

from .audit import audit
from .continuity import continuity
from .sums import Fault

PROOFS: dict[str, Callable[[], list[Fault]]] = {"audit": audit, "continuity": continuity}
KEPT = 50  # faults


def prove(act: Act) -> int:
    """Make both and keep what they found; where they found anything a person looks. How many faults."""
    total = 0
    for name, proof in PROOFS.items():
        faults = proof()
        found = [fault.said() for fault in faults[:KEPT]]
        facts = {"proved_at": act.now, "faults": len(faults), "found": found}
        kept, _new = Proof.objects.update_or_create(name=name, defaults=facts)
        if faults:
            title = format_lazy(_("The books do not hold: {proof}"), proof=kept.get_name_display())
            raise_attention("payments", f"books:{name}:{act.today}", f"books_{name}", title, act=act,
                            detail=str(found[0]), clause="C-24")  # fmt: skip
        total += len(faults)
    return total
