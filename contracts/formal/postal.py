"""Numbers of registered letters: thirteen characters with a check digit (UPU S10), as Barid Al-Maghrib gives them.

Two letters say what it is (RR: registered), eight digits count, one digit checks, two letters name the country of
the post that took the letter. The check digit is UPU S10-12's: weights 8 6 4 2 3 5 9 7, modulo 11.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHAPE = re.compile(r"R[A-Z](\d{8})(\d)[A-Z]{2}")
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
MODULUS = 11


def check_digit(serial: str) -> int:
    """The digit that follows these eight; ten is written 0, eleven 5."""
    rest = MODULUS - sum(int(digit) * weight for digit, weight in zip(serial, WEIGHTS, strict=True)) % MODULUS
    return {MODULUS: 5, MODULUS - 1: 0}.get(rest, rest)


def number(typed: str) -> str:
    """The number of a registered letter without spaces, in capitals. Raises ValidationError."""
    read = "".join(typed.split()).upper()
    found = SHAPE.fullmatch(read)
    if not found:
        raise ValidationError(
            _(
                "A registered letter has a number like RR123456785MA: R and a letter, nine digits, two letters."
            )
        )
    if check_digit(found[1]) != int(found[2]):
        raise ValidationError(_("One character of this number is wrong: compare it with the postal slip."))
    return read
