"""Roles: what each person may do in a customer account. The holder answers for all of it (SSL-P2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    TECHNICAL = "technical", _("Technical")
    BILLING = "billing", _("Billing")
    READ_ONLY = "read_only", _("Read only")
    OPERATOR = "operator", _("Operator")


class Capability(models.TextChoices):
    VIEW = "view", _("look at the account")
    SEE_NAMES = "see_names", _("look at domain names")
    ORDER = "order", _("order in the account's name")
    PAY = "pay", _("pay")
    MANAGE_TECHNICAL = "manage_technical", _("change technical settings")
    MANAGE_CONTACTS = "manage_contacts", _("change contacts")
    MANAGE_PEOPLE = "manage_people", _("change the account and its people")
    ASK = "ask", _("write to support")
    HOLD = "hold", _("transfer, cancel or change the holder")


LOOK = frozenset({Capability.VIEW, Capability.SEE_NAMES})
# An operator uses the names licensed to him and has none of the holder's rights; the account stays shut (DN-13.1).
CAN: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(Capability),
    Role.TECHNICAL: LOOK | {Capability.MANAGE_TECHNICAL, Capability.MANAGE_CONTACTS, Capability.ASK},
    Role.BILLING: LOOK | {Capability.ORDER, Capability.PAY, Capability.ASK},
    Role.READ_ONLY: LOOK,
    Role.OPERATOR: frozenset({Capability.SEE_NAMES, Capability.MANAGE_TECHNICAL}),
}

CLOSED = LOOK | {Capability.ASK}  # what is left of a terminated account (DN-7.3.2)


def role_choices() -> list[tuple[str, str]]:
    """The roles with what each may do, in words; an operator is named on the page of the name licensed to him."""
    given = [role for role in Role if role != Role.OPERATOR]
    can = {role: ", ".join(str(c.label) for c in Capability if c in CAN[role]) for role in given}
    return [(role, f"{role.label}: {can[role]}") for role in given]
