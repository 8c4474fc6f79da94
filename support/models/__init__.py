"""The tables of support: coverages, tickets, incidents, maintenance, hours, advice, mail, help."""

from support.abuse.models import AbuseCase

from .access import AccessUse
from .advice import Advice
from .coverage import Coverage
from .hours import HourGrant, WorkEntry
from .incident import Affected, Incident, IncidentUpdate, Pause
from .knowledge import Article
from .mail import IncomingMail, QuarantinedFile
from .maintenance import Maintenance, MaintenanceNotice
from .report import ServiceReport
from .ticket import Attachment, Authorisation, CannedAnswer, Channel, Message, Ticket

__all__ = [
    "AbuseCase",
    "AccessUse",
    "Advice",
    "Affected",
    "Article",
    "Attachment",
    "Authorisation",
    "CannedAnswer",
    "Channel",
    "Coverage",
    "HourGrant",
    "Incident",
    "IncidentUpdate",
    "IncomingMail",
    "Maintenance",
    "MaintenanceNotice",
    "Message",
    "Pause",
    "QuarantinedFile",
    "ServiceReport",
    "Ticket",
    "WorkEntry",
]
