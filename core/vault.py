"""The vault: people's papers and the keys of our accounts at authorities are encrypted at rest (Fernet).

The newest key seals, older ones still open (MultiFernet). `settings.PAPER_KEYS` lists the keys, the newest first. To
change keys, put the new one in front, run `manage.py rotate_papers`, then take the old one away.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.checks import Error, Tags, register

__all__ = ["InvalidToken", "opened", "reseal", "sealed"]


def sealed(content: bytes) -> bytes:
    """The bytes as they are stored."""
    return _keys().encrypt(content)


def opened(token: bytes) -> bytes:
    """The bytes as they were sealed. Raises InvalidToken where no key fits or a byte was changed."""
    return _keys().decrypt(bytes(token))


def reseal(token: bytes) -> bytes:
    """The same content under the newest key."""
    return _keys().rotate(bytes(token))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PAPER_KEYS])


@register(Tags.security)
def paper_keys(app_configs, **kwargs):
    """Without a usable key no paper and no account could be kept."""
    try:
        _keys()
    except (ValueError, TypeError):
        hint = "cryptography.fernet.Fernet.generate_key() makes one; see core/vault.py."
        return [Error("PAPER_KEYS must list Fernet keys, the newest first.", hint=hint, id="portal.E010")]
    return []
