"""A User signs in, a Customer owns and owes, a Membership joins them, a Contact is named at registries."""

from accounts.accuracy.models import DataCase
from accounts.privacy.models import MarketingConsent, PrivacyCopy, PrivacyPaper, PrivacyRequest, PurgeRecord

from .contact import Contact
from .customer import Customer, ExportExemption, Party
from .membership import Membership
from .user import SecondFactor, User

__all__ = [
    "Contact",
    "Customer",
    "DataCase",
    "ExportExemption",
    "MarketingConsent",
    "Membership",
    "Party",
    "PrivacyCopy",
    "PrivacyPaper",
    "PrivacyRequest",
    "PurgeRecord",
    "SecondFactor",
    "User",
]
