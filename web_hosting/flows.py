"""The flows of web hosting; the verbs stand in `lifecycle/` and in the rooms."""

from core.transitions import Flow

from .models import (
    HostingAccount,
    HostingDecision,
    HostingSuspension,
    Mission,
    MissionQuote,
    OutsourcingContract,
    OveruseCase,
    PlanChange,
    RestoreRequest,
)

accounts = Flow(HostingAccount)
suspensions = Flow(HostingSuspension)
overuses = Flow(OveruseCase)
restores = Flow(RestoreRequest)
changes = Flow(PlanChange)
decisions = Flow(HostingDecision)
missions = Flow(Mission)
quotes = Flow(MissionQuote)
contracts = Flow(OutsourcingContract)
