"""History: every field change of people and accounts, with who made it (SSL-P2). Passwords are left out."""

from auditlog.registry import auditlog

from .models import Contact, Customer, Membership, User

auditlog.register(User, exclude_fields=["password", "last_login"])
auditlog.register(Customer, mask_fields=["cin"])
auditlog.register(Contact, mask_fields=["cin"])
auditlog.register(Membership)
