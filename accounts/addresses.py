"""Which mail addresses their readers have proved."""

from allauth.account.models import EmailAddress

from .models import Customer


def proved(customer: Customer, address: str) -> bool:
    """Whether a person of the account has confirmed this address by signing up with it."""
    mine = EmailAddress.objects.filter(user__memberships__customer=customer, verified=True)
    return mine.filter(email__iexact=address).exists()
