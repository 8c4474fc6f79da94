"""The flows of servers; the verbs stand in `lifecycle/`, `managing/` and `ending/`."""

from core.transitions import Flow

from .models import Machine, Server, ServerDecision, ServerTask

AT_A_TURN = 20  # calls to hypervisors made one after the other before the other rooms have their turn
servers = Flow(Server, turn=AT_A_TURN)
tasks = Flow(ServerTask, turn=AT_A_TURN)
machines = Flow(Machine)
decisions = Flow(ServerDecision)
