"""What is asked of the registry, in which state, and the verbs that take its answer."""

from domains import registry_calls
from domains.flow import flow

from .ending import (
    confirm_deletion,
    enter_cancel_grace,
    enter_redemption,
    not_gone,
    refuse_cancellation,
    refuse_deletion,
)
from .registration import confirm_registration, lose_name
from .renewal import confirm_renewal, confirm_restore, refuse_renewal, refuse_restore

for _name, _source, _clause, _ask, _done, _refused in (
    ("register_at_registry", "registering", "DN-2.3a", "registration", confirm_registration, lose_name),
    ("renew_at_registry", "renewing", "DN-3.1", "renewal", confirm_renewal, refuse_renewal),
    ("restore_at_registry", "restoring", "DN-5.3", "restore", confirm_restore, refuse_restore),
    ("delete_at_registry", "deleting", "DN-12.1", "deletion", enter_redemption, refuse_deletion),
    ("cancel_at_registry", "cancelling", "DN-A2-4.2.2", "cancellation", enter_cancel_grace,
     refuse_cancellation),
    ("confirm_deletion", ["pending_delete", "cancel_grace"], "DN-5.4", "whether_gone", confirm_deletion, not_gone),
):  # fmt: skip
    ask = getattr(registry_calls, f"ask_{_ask}")
    flow.call(_name, source=_source, clause=_clause, ask=ask, done=_done, refused=_refused)
