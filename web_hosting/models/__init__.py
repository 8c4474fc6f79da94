"""The tables of web hosting: what is sold, the spaces, their use, what is asked for, what is decided."""

from web_hosting.outsourcing.models import (
    Mission,
    MissionQuote,
    OnboardingStep,
    OutsourcingContract,
    TimeEntry,
)
from web_hosting.panel.models import ManualPanelTask, SandboxSpace

from .account import HostingAccount
from .change import PlanChange
from .decision import HostingDecision
from .plan import QUOTAS, HostingPlan
from .restore import RestoreRequest
from .suspension import HostingSuspension
from .usage import OveruseCase, PanelReading, UsageSample

__all__ = [
    "QUOTAS",
    "HostingAccount",
    "HostingDecision",
    "HostingPlan",
    "HostingSuspension",
    "ManualPanelTask",
    "Mission",
    "MissionQuote",
    "OnboardingStep",
    "OutsourcingContract",
    "OveruseCase",
    "PanelReading",
    "PlanChange",
    "RestoreRequest",
    "SandboxSpace",
    "TimeEntry",
    "UsageSample",
]
