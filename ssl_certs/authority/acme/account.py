"""Our account at an authority: one key for every process, registered by whoever needs it first, and again if forgotten.

The key is kept sealed in the database. A second process that registers the same key is given the same account.
"""

from datetime import datetime
from typing import Any

import josepy
from acme import messages
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from core import vault
from core.ports import PortRefused
from ssl_certs.authority.models import AuthorityAccount

from .config import Config
from .network import Network, Payload, Problem
from .refusals import ACCOUNT, port_error

BINDING = "externalAccountRequired"


def ours(config: Config) -> AuthorityAccount:
    """The account's row; its key is made the first time, by one process only."""
    which = {"authority": config.name, "directory": config.directory, "eab_kid": config.eab_kid}
    found = AuthorityAccount.objects.filter(**which).first()
    return found or AuthorityAccount.objects.get_or_create(**which, defaults={"key": _new_key()})[0]


def former(config: Config) -> list[AuthorityAccount]:
    """Other accounts of ours there, from before the external account was changed: certificates are theirs still."""
    rows = AuthorityAccount.objects.filter(authority=config.name, directory=config.directory).exclude(url="")
    return list(rows.exclude(eab_kid=config.eab_kid))


def key_of(account: AuthorityAccount) -> josepy.JWK:
    """The private key, opened."""
    return josepy.JWK.load(vault.opened(bytes(account.key)))


def registered(
    account: AuthorityAccount, network: Network, directory: Any, config: Config, now: datetime
) -> None:
    """Find or make the account at the authority and remember its address."""
    network.account = None
    url = _known(network, directory) or _made(network, directory, config, now)
    AuthorityAccount.objects.filter(pk=account.pk).update(url=url, registered_at=now)
    account.url = url


def signed_as(account: AuthorityAccount, network: Network) -> None:
    """From here on requests are signed in the account's name."""
    network.account = messages.RegistrationResource(body=messages.Registration(), uri=account.url)


def _known(network: Network, directory: Any) -> str:
    """The address of the account that bears our key; empty where there is none (RFC 8555 7.3.1)."""
    try:
        return _asked(network, directory, onlyReturnExisting=True)
    except Problem as problem:
        if problem.kind in (ACCOUNT, BINDING):
            return ""
        raise


def _made(network: Network, directory: Any, config: Config, now: datetime) -> str:
    """A new account, bound to the external one where there is one; its terms are agreed to (SSL-10.3a)."""
    facts: dict[str, Any] = {"termsOfServiceAgreed": True}
    if config.contact:
        facts["contact"] = [f"mailto:{address}" for address in config.contact]
    if config.eab_kid:
        facts["externalAccountBinding"] = messages.ExternalAccountBinding.from_data(
            network.key.public_key(), config.eab_kid, config.eab_key, directory, config.eab_algorithm
        )
    elif directory.meta.external_account_required:
        raise PortRefused(
            BINDING, f"{config.name}: the entry names no external account (eab_kid, eab_key_file)."
        )
    try:
        return _asked(network, directory, **facts)
    except Problem as problem:
        # Another process may have been first, and a binding may be good for once only.
        if url := _known(network, directory):
            return url
        error = port_error(problem, now)
        if isinstance(error, PortRefused) and error.code != BINDING:
            error = PortRefused(ACCOUNT, f"no account is given to us: {problem.kind}: {problem}")
        raise error from problem


def _asked(network: Network, directory: Any, **facts: Any) -> str:
    nonces = directory["newNonce"]
    answer = network.post(directory["newAccount"], Payload(**facts), new_nonce_url=nonces)
    return answer.headers["Location"]


def _new_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return vault.sealed(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
