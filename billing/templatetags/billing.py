"""Words of billing's pages: VAT rates and the roles of contacts."""

from django import template
from django.template import TemplateDoesNotExist
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


@register.simple_tag(takes_context=True)
def line_facts(context: template.Context, line) -> str:
    """What a product has put on its line, drawn by its own template; nothing where it has none."""
    try:
        source = context.template.engine.get_template(f"billing/lines/{line.kind}.html")
    except TemplateDoesNotExist:
        return ""
    with context.push(line=line):
        return source.render(context)


@register.simple_tag
def contact_role(role: str) -> str:
    """A contact's role in words."""
    return str(ROLES.get(role, role))
