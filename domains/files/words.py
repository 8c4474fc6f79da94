"""What a file may ask of a customer, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WANTED: dict[str, Promise] = {
    "identity": _("the holder's identity paper"),
    "form": _("the registry's form, signed"),
    "support": _("papers that show the right to the name"),
    "answer": _("an answer to our question"),
}
