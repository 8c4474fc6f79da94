"""What beat sends and how often. A message only wakes the workers: what is due stands in the database."""

from datetime import timedelta
from typing import Any

from core.terms import EVIDENCE


def schedule(tick: timedelta) -> dict[str, dict[str, Any]]:
    """Celery's table: name → task and rhythm; `tick` is how often the clock and the outbox are asked."""
    return {
        "tick": {"task": "core.tasks.tick", "schedule": tick},
        "evidence": {"task": "core.tasks.seal_evidence", "schedule": EVIDENCE.seal_every},
        "evidence_check": {"task": "core.tasks.check_evidence", "schedule": timedelta(days=1)},
        "outbox": {"task": "notifications.tasks.send_outbox", "schedule": tick},
        "registry-exchanges": {"task": "domains.tasks.forget_exchanges", "schedule": timedelta(days=1)},
        "service_reports": {"task": "support.tasks.make_reports", "schedule": timedelta(hours=1)},
        "retention": {"task": "accounts.tasks.purge", "schedule": timedelta(days=1)},
        "quarantined_files": {
            "task": "support.tasks.forget_quarantined_files",
            "schedule": timedelta(days=1),
        },
        "registry_messages": {"task": "domains.tasks.read_messages", "schedule": timedelta(minutes=1)},
        "server_usage": {"task": "servers.tasks.read_usage", "schedule": timedelta(minutes=15)},
        "hosting_usage": {"task": "web_hosting.tasks.read_usage", "schedule": timedelta(minutes=15)},
        "books": {"task": "billing.tasks.prove_books", "schedule": timedelta(days=1)},
        "exchange_rates": {"task": "billing.tasks.fetch_rates", "schedule": timedelta(hours=1)},
        "registry_comparison": {"task": "domains.tasks.compare", "schedule": timedelta(minutes=10)},
    }
