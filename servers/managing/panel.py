"""The box of management on a server's page: power, tasks, counters, addresses."""

from typing import Any

from accounts.roles import Capability
from servers.models import Server, ServerTask

from .plots import Gauge, gauges

SHOWN = 6


def panel(server: Server, request: Any) -> dict[str, Any]:
    """What runs, what is under way, how much is used."""
    tasks = list(server.tasks.all()[:SHOWN])
    shown: list[Gauge] = gauges(server) if server.is_live else []
    may = request.membership.may(Capability.MANAGE_TECHNICAL) and server.state in Server.RUNNING
    return {
        "tasks": tasks,
        "busy": any(task.state in ServerTask.OPEN for task in tasks),
        "addresses": list(server.addresses.order_by("pk")),
        "gauges": shown,
        "may_manage": may,
        "may_option": request.membership.may(Capability.ORDER) and server.state == "active",
        "may_resize": may and server.product.is_cloud and server.state == "active",
    }
