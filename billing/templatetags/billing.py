"""Words of billing's pages: VAT rates and the roles of contacts."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.money import percent

register = template.Library()

ROLES = {
    "holder": _("Holder"),
    "admin": _("Administrative contact"),
    "tech": _("Technical contact"),
    "billing": _("Billing contact"),
}


@register.filter
def vat_rate(basis_points: int) -> str:
    """20 %."""
    return percent(basis_points, get_language() or "fr")


@register.simple_tag
def contact_role(role: str) -> str:
    """A contact's role in words."""
    return str(ROLES.get(role, role))
