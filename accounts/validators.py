"""Validators: what an ICE and a postal address must be, in words with an example."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.identifiers import is_ice

STREET_LINES = 3  # what a registry's contact object can hold (RFC 5733)


def validate_ice(value: str) -> None:
    """An ICE has 15 digits and its last two are a control key: the number is divisible by 97."""
    if not is_ice(value):
        raise ValidationError(
            _("This ICE is not valid: 15 digits, of which the last two are a key, like 001987654000047."),
            code="ice",
        )


def validate_street(value: str) -> None:
    """A postal address has at most three lines before the town."""
    if len(value.splitlines()) > STREET_LINES:
        raise ValidationError(
            _("Please write the street on at most 3 lines, without the town."), code="street"
        )
