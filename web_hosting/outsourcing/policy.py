"""What the monthly contract promises to support, as values (C-15, C-16)."""

from support.policy import SupportPolicy

from .terms import OUTSOURCING

POLICY = SupportPolicy(
    "HD-outsourcing",
    response_working_days=OUTSOURCING.answer_working_days,
    included_minutes=OUTSOURCING.included_minutes,
    hard_cap=None,
    backs_up=True,
    response_clause="HD-2.3.2(2)",
    hours_clause="HD-2.3.2(3)",
)
