"""Finding a private key in pasted text: it is refused before anything else looks at the text (SSL-13.4, §12 guard 8).

Found are PEM and OpenSSH blocks, whole or cut, PuTTY and JWK files, printed keys, and the bare base64 or hexadecimal
of PKCS#1, PKCS#8 (encrypted too), SEC 1, PKCS#12 and Java key stores, also in the middle of other text.
"""

import base64
import re

from django.views.decorators.debug import sensitive_variables

hidden = sensitive_variables()  # an error report shows no local of these functions

MARKS = re.compile(
    r"BEGIN[^-\n]{0,40}PRIVATE[\s\u00a0]+KEY|PRIVATE[\s\u00a0]+KEY(?:[\s\u00a0]+BLOCK)?\s*[-–—]{2,}"
    r"|PuTTY-User-Key-File|Private-Lines:|Private-MAC:|privateExponent|\bpriv:\s*\n"
    r"|\"d\"\s*:\s*\"[\w-]{16}|<RSAKeyValue>.{0,8000}<D>",
    re.IGNORECASE | re.DOTALL,
)
TOKENS_AT_MOST, PREFIX, SHORTEST = 4_000, 128, 16  # of a token only the first bytes are looked at
MAGIC = (b"openssh-key-v1\0", bytes.fromhex("feedfeed"), bytes.fromhex("cececece"))
SEQUENCE, INTEGER = 0x30, 0x02
ENCRYPTION = (bytes.fromhex("2a864886f70d0105"), bytes.fromhex("2a864886f70d010c01"))  # PKCS#5, PKCS#12


@hidden
def found_in(text: str) -> bool:
    """Whether a text holds a private key, or a container of one."""
    return bool(MARKS.search(text)) or _bare(text)


@hidden
def _bare(text: str) -> bool:
    tokens = text.replace("\\n", "\n").split()[:TOKENS_AT_MOST]
    for place, token in enumerate(tokens):
        if len(token) >= SHORTEST and any(map(_is_private, _decoded(token, tokens[place + 1 : place + 8]))):
            return True
    return False


@hidden
def _decoded(token: str, following: list[str]) -> list[bytes]:
    """The first bytes of what a token says in base64, in its PEM's base64, or in hexadecimal."""
    value = re.sub(r"[^A-Za-z0-9+/].*", "", token.lstrip("\"'=:").translate({ord("-"): "+", ord("_"): "/"}))
    if len(value) == len(token):
        value += "".join(following)
    prefix = re.sub(r"[^A-Za-z0-9+/].*", "", value)[:PREFIX]
    found = [base64.b64decode(prefix[: len(prefix) // 4 * 4])]
    if re.fullmatch(r"[0-9a-fA-F]{32,}", prefix):
        found.append(bytes.fromhex(prefix[: len(prefix) // 2 * 2]))
    return found


@hidden
def _is_private(data: bytes) -> bool:
    return b"PRIVATE KEY" in data or data.startswith(MAGIC) or _is_private_der(data)


@hidden
def _is_private_der(data: bytes) -> bool:
    """A sequence that begins with a version number of one byte, or with a password-based encryption.

    Requests, certificates and public keys begin with neither.
    """
    inside = _content(data, SEQUENCE)
    if inside.startswith(bytes([INTEGER, 1])) and len(inside) > 2:
        return inside[2] <= 3
    algorithm = _content(inside, SEQUENCE)
    return algorithm[2:].startswith(ENCRYPTION)


@hidden
def _content(data: bytes, tag: int) -> bytes:
    """What follows the header of a DER element with this tag; nothing where it is another one."""
    if len(data) < 2 or data[0] != tag:
        return b""
    more = data[1] & 0x7F if data[1] & 0x80 else 0
    return data[2 + more :] if more <= 4 else b""
