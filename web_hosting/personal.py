"""Personal data of the room: measurements and our staff's working lists say nothing about a person."""

from accounts.privacy import parts, retention

from .models import HostingDecision, OnboardingStep, TimeEntry, UsageSample

WORK = "our staff’s working list: what was done stands in the mission’s report"


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.leave_out(UsageSample, "measurements of a space, shown on its page")
    for model in (OnboardingStep, TimeEntry):
        parts.leave_out(model, WORK)
    retention.register_hold(_ruled)


def _ruled():
    """Customers about whose services a decision waits for its second person."""
    return HostingDecision.objects.filter(state="entered").values_list("customer", flat=True)
