"""Telephone numbers: stored as E.164 (+212522123456), typed as people write them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat

from .countries import HOME


def to_e164(typed: str, country: str = HOME) -> str:
    """The E.164 form of a number as typed in `country`; ValidationError in words when it cannot be one.

    Possible is enough: a newly allotted range, unknown to the library, must not stop a customer.
    """
    try:
        number = phonenumbers.parse(typed, country)
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("There is no such telephone number. Write it like +212 5 22 12 34 56."),
            code="phone",
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable(e164: str) -> str:
    """A stored number as people read it."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return e164


def is_moroccan(e164: str) -> bool:
    """Whether a stored number is Moroccan."""
    return e164.startswith("+212")
