"""Moroccan identifiers that carry a key of their own (facts D)."""

import re

CONTROL = 97  # ICE, RIB and IBAN all carry a mod-97 key


def is_ice(value: str) -> bool:
    """A Moroccan ICE: 15 digits, divisible by 97."""
    return bool(re.fullmatch(r"[0-9]{15}", value)) and int(value) % CONTROL == 0


def is_rib(value: str) -> bool:
    """A Moroccan RIB: 24 digits, divisible by 97."""
    return bool(re.fullmatch(r"[0-9]{24}", value)) and int(value) % CONTROL == 0


def is_iban(value: str) -> bool:
    """A Moroccan IBAN: MA, a key, the RIB."""
    if not re.fullmatch(r"MA[0-9]{26}", value):
        return False
    return int("".join(str(int(character, 36)) for character in value[4:] + value[:4])) % CONTROL == 1
