"""Installing the portal: what every installation needs before its first customer, demo or production."""

from datetime import datetime

from contracts.publishing import publish_documents
from core import clock
from core.workdays import seed_holidays
from domains import catalogue as names
from servers import catalogue as servers
from ssl_certs import catalogue as certificates
from support import knowledge
from web_hosting import catalogue as hosting

from . import staff

YEARS_AHEAD = 2


def install(now: datetime, through: datetime | None = None) -> list[str]:
    """Publish documents, write holidays, load the catalogue, make the staff groups; what is there stays.

    Returns what was added, in words. `through` is the last year's instant to plan for, `now` unless told.
    """
    last = clock.local_date(through or now).year + YEARS_AHEAD
    today = clock.local_date(now)
    return [
        f"{len(publish_documents(now))} documents published",
        f"{len(seed_holidays(range(today.year, last + 1)))} public holidays",
        f"{names.load(today)} extensions with their prices",
        f"{certificates.load(today)} certificates with their prices",
        f"{servers.load(today)} servers with their prices",
        f"{knowledge.load(today)} help articles",
        f"{hosting.load(today)} hosting plans with their prices",
        f"{staff.make_groups()} staff groups made or told of new rights",
    ]
