"""The future of a monthly contract in the reader's words."""

from django.utils.translation import gettext as _

from core.schedule import Step


def label(step: Step) -> str:
    """A step in the reader's words. Raises LookupError for one that people are not shown."""
    words = {
        "propose_renewal": _("Proforma of the next month by e-mail; nothing renews unless you pay"),
        "end": _("The contract ends, as you told us"),
        "lapse": _("Unpaid: the contract ends"),
    }
    return words[step.verb]
