"""The service level report of a customer's month: promised, kept, under which clause; page and paper (SRV-A2-2.2)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import get_template
from django.utils import translation

from accounts.models import Customer
from billing import pdf
from billing.models import StoredFile
from core import clock, evidence, plots
from core.acts import Act
from core.clock import days, months_later, opening
from core.evidence import EvidenceRecord

from . import advice, emails, hours, measures
from .models import Affected, Coverage, ServiceReport, Ticket
from .schedule import INFORM

CLAUSE = "SRV-A2-2.2"
Running = dict[str, set[str]]  # number of an incident or request → its clocks that still ran
SECONDS = 60  # of a minute


def make_due(now: datetime) -> int:
    """Every covered customer's report of the month that is over, where it is not there yet: how many were made."""
    month = hours.month_of(hours.month_of(clock.local_date(now)) - days(1))
    first, after = opening(month), opening(months_later(month, 1))
    covered = Coverage.objects.filter(since__lt=after).exclude(until__lte=first).order_by().values("customer")
    have = ServiceReport.objects.filter(month=month).values("customer")
    waiting = Customer.objects.filter(pk__in=covered).exclude(pk__in=have).order_by("pk")
    return len([make(customer, month, Act(now)) for customer in waiting])


def make(customer: Customer, month: date, act: Act) -> ServiceReport:
    """Freeze a month's figures, print them, tell the customer; the same month again is the same report."""
    with transaction.atomic():
        report, new = ServiceReport.objects.get_or_create(
            customer=customer,
            month=month,
            defaults={"content": figures(customer, month, act.now), "made_at": act.now},
        )
        if new:
            report.pdf = StoredFile.keep(printed(report), "application/pdf", act.now)
            report.save(update_fields=["pdf"])
            evidence.record(
                report.public_id, "act", "reported", act, CLAUSE, month=month, sha256=report.pdf.sha256
            )
            emails.report_ready(report, act)
    return report


def figures(customer: Customer, month: date, now: datetime) -> dict[str, Any]:
    """The month in plain JSON: services with their incidents and hours, requests, sums. Durations in seconds."""
    first, after = opening(month), opening(months_later(month, 1))
    running = _left_running(customer, month)
    rows = _affected(customer, first, after, running)
    found = {
        about: _service(cover.label, cover.policy) for about, cover in _covers(customer, first, after).items()
    }
    for row in rows:
        shown = _incident(row, now, running)
        found.setdefault(row.about, _service(row.label))["incidents"].append(shown)
    for ticket in _requests(customer, first, after, running):
        found.setdefault(ticket.about, _service(ticket.label))["incidents"].append(_request(ticket, now))
    for about, service in found.items():
        service["incidents"].sort(key=lambda row: row["occurred"])
        service["advice"] = advice.counted(about, month, months_later(month, 1))
        service["average"] = _average([row for row in rows if row.about == about], running)
        balance = hours.balance(about, month)
        if balance.included or balance.used:
            service["hours"] = {"included": balance.included + balance.granted, "used": balance.used,
                                "clause": balance.clause}  # fmt: skip
    services = sorted(found.values(), key=lambda s: s["label"])
    return {"services": services, "tickets": _tickets(customer, first, after), **_sums(services)}


def printed(report: ServiceReport) -> bytes:
    """The report on paper, in its customer's language."""
    language = report.customer.language
    with translation.override(language):
        context = {
            **pdf.setting(language),
            "report": report,
            "customer": report.customer,
            **shown(report, paper=True),
        }
        return pdf.printed(get_template("pdf/service_report.html").render(context))


def shown(report: ServiceReport, *, paper: bool = False) -> dict[str, Any]:
    """What page and paper draw: services with durations and pictures; by name those with nothing to tell."""
    rtl, content = translation.get_language_bidi(), report.content
    telling = [s for s in content["services"] if s["incidents"] or s["hours"] or s.get("advice")]
    return {
        "services": [_drawn(n, service, rtl=rtl, paper=paper) for n, service in enumerate(telling)],
        "quiet": [s["label"] for s in content["services"] if s not in telling],
        "tickets": content["tickets"],
        "kept": content["kept"],
        "missed": content["missed"],
    }


# --- inside -----------------------------------------------------------------------------------------------
def _covers(customer: Customer, first: datetime, after: datetime) -> dict[str, Coverage]:
    rows = Coverage.objects.of(customer).filter(since__lt=after).exclude(until__lte=first)
    return {row.about: row for row in rows.order_by("since", "pk")}


def _service(label: str, policy: str = "") -> dict[str, Any]:
    return {"label": label, "policy": policy, "incidents": [], "hours": None}


def _left_running(customer: Customer, month: date) -> Running:
    """The clocks that still ran when the month before was reported: their end is told now, and nothing twice."""
    last = ServiceReport.objects.of(customer).filter(month=months_later(month, -1)).first()
    rows = [row for service in (last.content["services"] if last else []) for row in service["incidents"]]
    return {
        row["id"]: clocks for row in rows
        if "id" in row and (clocks := {m["clock"] for m in row["measures"] if m["kept"] is None})
    }  # fmt: skip


def _affected(customer: Customer, first: datetime, after: datetime, running: Running) -> list[Affected]:
    """The customer's services in the incidents that occurred in the month, or that ran on into it."""
    new = Q(incident__occurred_at__gte=first, incident__occurred_at__lt=after)
    rows = Affected.objects.of(customer).filter(new | Q(incident__public_id__in=running))
    return list(rows.select_related("incident").order_by("label", "incident__occurred_at"))


def _requests(customer: Customer, first: datetime, after: datetime, running: Running) -> QuerySet[Ticket]:
    """Requests whose resolution was promised; of one that reports an incident the incident tells."""
    new = Q(opened_at__gte=first, opened_at__lt=after)
    rows = Ticket.objects.of(customer).filter(new | Q(public_id__in=running))
    return rows.filter(incident=None, resolve_within__isnull=False).exclude(about="").order_by("opened_at")


def _incident(row: Affected, now: datetime, running: Running) -> dict[str, Any]:
    incident = row.incident
    kept = [_told(m) for m in measures.of(row, now) if _counts(incident.public_id, m.clock, running)]
    facts = {"id": incident.public_id, "title": incident.title, "occurred": incident.occurred_at.isoformat()}
    return {**facts, "major": incident.major, "estimated": incident.occurred_estimated, "measures": kept}


def _request(ticket: Ticket, now: datetime) -> dict[str, Any]:
    kept = [_told(m) for m in measures.of_request(ticket, now)]
    facts = {"id": ticket.public_id, "title": ticket.subject, "occurred": ticket.opened_at.isoformat()}
    return {**facts, "major": False, "estimated": False, "measures": kept}


def _told(measure: measures.Measure) -> dict[str, Any]:
    took = None if measure.took is None else int(measure.took.total_seconds())
    return {"clock": measure.clock, "clause": measure.clause, "promised": int(measure.promised.total_seconds()),
            "took": took, "kept": measure.kept}  # fmt: skip


def _counts(number: str, clock_name: str, running: Running) -> bool:
    """Whether a clock is this month's: it began in it, or ran on into it."""
    return number not in running or clock_name in running[number]


def _average(rows: list[Affected], running: Running) -> dict[str, Any] | None:
    """The month's average of first information, which is what the clause promises."""
    told = [row for row in rows if row.promised.first_information and row.incident.first_information_at
            and _counts(row.incident.public_id, INFORM, running)]  # fmt: skip
    if not told:
        return None
    times = [row.incident.first_information_at - row.incident.occurred_at for row in told]
    promised = told[0].promised
    mean = measures.average(times)
    return {"seconds": int(mean.total_seconds()), "promised": int(promised.first_information.total_seconds()),
            "kept": mean <= promised.first_information, "clause": promised.information_clause}  # fmt: skip


def _tickets(customer: Customer, first: datetime, after: datetime) -> dict[str, Any]:
    """Requests opened in the month: how many, and how often an answer came late."""
    mine = Ticket.objects.of(customer).filter(opened_at__gte=first, opened_at__lt=after)
    late = EvidenceRecord.objects.filter(
        about__in=mine.values("public_id"), kind="breach", what="answer_late"
    )
    count = mine.count()
    missed = late.order_by().values("about").distinct().count()
    return {"opened": count, "in_time": count - missed, "late": missed, "clause": "C-16"}


def _sums(services: list[dict]) -> dict[str, int]:
    """How often a promise was kept or missed; first information counts by its average (SRV-A2-2.2)."""
    said = [
        m["kept"] for s in services for i in s["incidents"] for m in i["measures"] if m["clock"] != INFORM
    ]
    said += [s["average"]["kept"] for s in services if s["average"]]
    return {"kept": said.count(True), "missed": said.count(False)}


def _drawn(n: int, service: dict, *, rtl: bool, paper: bool) -> dict[str, Any]:
    """A service with durations in their own type and its pictures."""
    rows = list(_measured(service))
    bars = [
        plots.Bar(row["at"], _minutes(row["took"]) if row["took"] is not None else 0, _minutes(row["promised"]),
                    "late" if row["kept"] is False else "fine",
                    f"{_minutes(row['took'])} min" if row["took"] is not None else "–")
        for row in rows
    ]  # fmt: skip
    title = str(measures.WORDS["resolve"]) + f" – {service['label']}"
    plot = plots.bars(bars, title, f"plot-{n}", rtl=rtl, standalone=paper) if bars else ""
    average = service["average"] and {
        **service["average"],
        "took": _span(service["average"]["seconds"]),
        "promised": _span(service["average"]["promised"]),
    }
    return {
        **service,
        "plot": plot,
        "average": average,
        "incidents": [_readable(i) for i in service["incidents"]],
    }


def _measured(service: dict) -> Iterator[dict[str, Any]]:
    """The resolutions of a service, as its picture shows them."""
    for incident in service["incidents"]:
        at = clock.local_date(datetime.fromisoformat(incident["occurred"]))
        for m in incident["measures"]:
            if m["clock"] == "resolve":
                took = None if m["took"] is None else _span(m["took"])
                yield {
                    "at": f"{at:%d/%m}",
                    "took": took,
                    "kept": m["kept"],
                    "promised": _span(m["promised"]),
                }


def _readable(incident: dict) -> dict[str, Any]:
    rows = [
        {**m, "words": measures.WORDS[m["clock"]], "promised": _span(m["promised"]),
         "took": None if m["took"] is None else _span(m["took"]),
         "tone": {True: "fine", False: "late", None: "soon"}[m["kept"]]}
        for m in incident["measures"]
    ]  # fmt: skip
    return {**incident, "occurred": datetime.fromisoformat(incident["occurred"]), "measures": rows}


def _span(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // SECONDS
