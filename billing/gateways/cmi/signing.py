"""CMI's hash, version 3: who signs knows the store key, and nothing that was signed has been changed.

Values in PHP's natcasesort order of their names, trimmed, escaped and joined by `|`, then the store key; SHA-512 of
the UTF-8 bytes, in base64. The forms that we send and the callbacks that we hear are signed alike.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import cmp_to_key
from html.entities import name2codepoint

UNSIGNED = {"hash", "encoding"}
BLANK = " \t\n\r\0\x0b"  # what PHP's trim() takes away
ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,7}));")
RUNS = re.compile(rb"[0-9]+|.", re.DOTALL)


def signature(fields: Mapping[str, str], store_key: str) -> str:
    """The HASH of a form, 88 signs of base64. Fields named HASH and encoding are not signed."""
    names = sorted((n for n in fields if n.lower() not in UNSIGNED), key=cmp_to_key(_natural))
    said = "".join(_escaped(fields[name].strip(BLANK)) + "|" for name in names)
    return base64.b64encode(hashlib.sha512((said + _escaped(store_key)).encode()).digest()).decode()


def is_signed(heard: Mapping[str, str], store_key: str) -> bool:
    """Whether a callback bears the store key's hash; without a key nothing is believed."""
    said = next((value for name, value in heard.items() if name.lower() == "hash"), "")
    ours = signature({name: as_said(value) for name, value in heard.items()}, store_key)
    return bool(store_key) and hmac.compare_digest(ours.encode(), said.encode())


def as_said(value: str) -> str:
    """A value as the gate signed it: it posts a newline after some, and entities for signs outside its page."""
    return ENTITY.sub(_sign, value.removesuffix("\n"))


def _sign(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    point = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else name2codepoint.get(name, 0)
    return chr(point) if 0 < point < 0x110000 and not 0xD800 <= point < 0xE000 else found.group()


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")


def _natural(one: str, other: str) -> int:
    """PHP's strnatcasecmp for names without blanks: runs of digits by their value, letters without their case."""
    pairs = zip(_runs(one), _runs(other), strict=False)
    told = next((sign for a, b in pairs if (sign := _compared(a, b))), 0)
    return told or len(_runs(one)) - len(_runs(other))


def _runs(name: str) -> list[bytes]:
    return RUNS.findall(re.sub(rb"^0+(?=[0-9])", b"", name.encode().upper()))


def _compared(a: bytes, b: bytes) -> int:
    if a.isdigit() and b.isdigit() and not (a[:1] == b"0" or b[:1] == b"0"):
        a, b = a.rjust(len(b), b"0"), b.rjust(len(a), b"0")  # by value: the longer number is the larger
    return (a > b) - (a < b)
