"""Payment references: short, unique, and typed by people on a bank's form without being mistaken.

`PF26-7K3Q-9XHD`: no letter that looks like another; the last one is a check over the others, so that a slip
of the pen is noticed before the money is.
"""

import re
import secrets
from datetime import date

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs, a prime: one wrong or two swapped always show
LENGTH = 7
FORM = re.compile(rf"PF[0-9]{{2}}[{ALPHABET}]{{{LENGTH + 1}}}")


def new_reference(day: date) -> str:
    """A reference for a proforma of that year."""
    drawn, code = secrets.randbelow(len(ALPHABET) ** LENGTH), ""
    for _ in range(LENGTH):
        drawn, sign = divmod(drawn, len(ALPHABET))
        code += ALPHABET[sign]
    return _written(f"PF{day:%y}", code + _check(code))


def read(typed: str) -> str:
    """The reference in what somebody typed ("virement pf26 7k3q9xhd"); empty where there is none."""
    plain = re.sub(r"[^0-9A-Z]", "", typed.upper())
    for found in FORM.finditer(plain):
        code = found.group()[4:]
        if _check(code[:LENGTH]) == code[LENGTH]:
            return _written(found.group()[:4], code)
    return ""


def _check(code: str) -> str:
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(code))
    return ALPHABET[total % len(ALPHABET)]


def _written(prefix: str, code: str) -> str:
    return f"{prefix}-{code[:4]}-{code[4:]}"
