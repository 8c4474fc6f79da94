"""Public SSH keys as customers paste them: one a line, each readable; a private key is refused and forgotten."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from servers.terms import RUNNING

SECRET = "PRIVATE KEY"
SMALLEST_RSA = 2048  # bits


def checked(typed: str) -> str:
    """The keys, one a line. Raises ValidationError in words."""
    if SECRET in typed:
        raise ValidationError(
            _("This is a private key. Never give it to anybody: make a new pair, paste the .pub file.")
        )
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if len(lines) > RUNNING.ssh_keys:
        raise ValidationError(_("At most %(n)s keys.") % {"n": RUNNING.ssh_keys})
    for n, line in enumerate(lines, 1):
        _check(n, line)
    return "\n".join(lines)


def _check(n: int, line: str) -> None:
    try:
        key = load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise ValidationError(
            _("Line %(n)s is not a public SSH key. Paste it as in your .pub file.") % {"n": n}
        ) from None
    weak = isinstance(key, dsa.DSAPublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA
    )
    if weak:
        raise ValidationError(
            _("The key of line %(n)s is too weak: take Ed25519, or RSA of 2048 bits.") % {"n": n}
        )
