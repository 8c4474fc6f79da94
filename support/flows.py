"""The flows of support; the verbs stand in `tickets.py`, `incidents.py`, `incident_clocks.py`, `maintenance.py`
and `mail_in/`.
"""

from core.transitions import Flow

from .models import Incident, IncomingMail, Maintenance, Ticket

tickets = Flow(Ticket)
incidents = Flow(Incident)
windows = Flow(Maintenance)
mails = Flow(IncomingMail)
