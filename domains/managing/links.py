"""The link that proves an address: signed, for one verification, good as long as that is open."""

from django.core import signing

from domains.models import AddressVerification
from notifications.links import link

SALT = "domains.address"


def verification_link(verification: AddressVerification) -> str:
    """What only the reader of the address gets."""
    return link("domains:verify_address", signing.dumps(verification.public_id, salt=SALT))


def verification_of(token: str) -> AddressVerification | None:
    """The verification that a link speaks of; None where it was forged."""
    try:
        public_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return AddressVerification.objects.select_related("customer").filter(public_id=public_id).first()
