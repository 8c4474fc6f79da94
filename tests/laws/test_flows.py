"""The law of flows: every state is reached and left, wrong states are refused, one place writes states."""

import ast
import inspect
import sys
import textwrap
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import PrivacyRequest
from billing.models import Order, Payment, Proforma
from core import worker
from core.acts import Act
from core.transitions import Flow, NotAllowed
from domains.models import Domain, Hold, RegistrationFile
from notifications.models import Bounce, Email
from support.models import IncomingMail
from web_hosting.models import HostingAccount, PlanChange

from .estate import NOW
from .source import ROOMS, apart, called, modules

# In which states rows are born, where it is not the field's default alone.
BORN = {
    Proforma: {"draft"},
    Bounce: {"noted"},
    Payment: {"unmatched"},
    RegistrationFile: {"awaiting_papers"},
    Hold: {"claimed"},
    IncomingMail: {"taken", "dropped", "quarantined"},
    HostingAccount: {"waiting"},
    PlanChange: {"planned"},
    PrivacyRequest: {"preparing", "identity_checked"},
}
# Where a life ends. A state that neither ends nor leaves is a dead end, and fails.
ENDS = {
    "Domain": {"deleted", "replaced", "transferred_away", "unavailable", "refused"},
    "VersionNotice": {"accepted"},
    "FormalNotice": {"decided", "withdrawn"},
    "EvidenceFile": {"forgotten"},
    "Order": {"fulfilled", "expired", "cancelled"},
    "Proforma": {"paid", "lapsed", "void"},
    "Invoice": {"credited"},
    "CreditNote": {"issued"},
    "Receipt": {"issued"},
    "ExportExemption": {"ended"},
    "DataCase": {"ended", "dismissed"},
    "PrivacyRequest": {"answered", "refused", "withdrawn"},
    "Payment": {"rejected", "charged_back", "reversed"},
    "Refund": {"done", "failed", "refused"},
    "CardAttempt": {"booked"},
    "PaypalOrder": {"captured"},
    "BillCode": {"paid", "refused"},
    "BankLine": {"matched", "takings", "apart"},
    "DunningPause": {"ended"},
    "Till": {"closed"},
    "Email": set(),  # sent, it may come back; and then be sent again
    "Bounce": {"noted"},  # settled, it may come back again
    "ExtensionRevision": {"applied", "withdrawn"},
    "RegistrationFile": {
        "sent",
        "failed_incomplete",
        "refused_by_provider",
        "refused_by_registry",
        "unavailable",
    },
    "Paper": {"replaced"},
    "HolderChange": {"done", "refused", "expired"},
    "TransferIn": {"completed", "not_sent"},
    "TransferOut": {"gone", "refused", "withdrawn"},
    "CodeRequest": {"closed", "refused"},
    "Proceeding": {"closed"},
    "RegistryChange": {"synced", "superseded", "given_up"},
    "Hold": {"rejected", "closed"},
    "Cancellation": {"done", "refused", "withdrawn"},
    "Suspension": {"lifted"},
    "LegalDecision": {"executed", "withdrawn"},
    "AddressVerification": {"confirmed", "superseded"},
    "ContactReview": set(),
    "Zone": set(),  # switched off, it can be switched on again
    "RegistryMessage": {"forwarded", "handled"},
    "Difference": {"mended", "accepted", "gone"},
    "SslOrder": {"cancelled", "revoked", "expired", "terminated", "bad_data"},
    "Certificate": {"expired", "revoked", "refused", "abandoned"},
    "NameValidation": set(),
    "VettingStep": set(),  # done, it may be opened again
    "OrganisationPaper": set(),  # what staff have said of it may be said anew
    "HostWatch": set(),  # stopped, it can be watched again
    "SslCancellation": {"credited", "refunded", "refused", "withdrawn"},
    "SslDecision": {"lifted", "withdrawn"},
    "Server": {"ended", "terminated", "withdrawn"},
    "ServerTask": {"done", "dropped"},
    "ServerDecision": {"executed", "withdrawn"},
    "Machine": {"retired"},
    "AuthorityStop": {"effective", "withdrawn"},
    "AbuseCase": {"dismissed", "upheld"},
    "Ticket": set(),  # closed, a word of the customer opens it again
    "Incident": {"closed"},
    "Advice": {"dropped", "given"},
    "Maintenance": {"done", "cancelled"},
    "IncomingMail": {"taken", "dropped", "attached", "discarded"},
    "HostingAccount": {"ended", "terminated", "withdrawn", "cancelled"},
    "HostingSuspension": {"lifted"},
    "OveruseCase": {"closed"},
    "RestoreRequest": {"no_backup", "done", "failed", "lapsed", "withdrawn"},
    "PlanChange": {"done", "failed", "lapsed"},
    "HostingDecision": {"executed", "withdrawn"},
    "Mission": {"done", "given_up"},
    "MissionQuote": {"paid", "declined", "lapsed"},
    "OutsourcingContract": {"ended"},
}
# The outbox's ledger accounts for a batch of mails at once, without verbs: delivery facts only.
WITHOUT_VERBS = {
    Email: {("queued", "sending"), ("sending", "sent"), ("sending", "queued"), ("sending", "failed")}
}
WRITES_STATES = {"core/transitions.py", "notifications/ledger.py", "notifications/sending.py"}


def all_flows() -> list[Flow]:
    """Every flow that any room declares, found in its modules."""
    for path, _tree in modules():
        name = path.removesuffix(".py").replace("/", ".")
        if name.rpartition(".")[2] in {"lifecycle", "payments", "holds", "papers", "announcing"}:
            import_module(name)
    found = {id(f): f for name, module in list(sys.modules.items()) if name.partition(".")[0] in ROOMS
             for f in vars(module).values() if isinstance(f, Flow)}  # fmt: skip
    return sorted(found.values(), key=lambda flow: flow.model.__name__)


FLOWS = all_flows()
IDS = [flow.model.__name__ for flow in FLOWS]


def states(flow: Flow) -> set[str]:
    return set(dict(flow.model._meta.get_field("state").choices))


def returned(body, possible: set[str]) -> set[str]:
    """The states that a verb's body may return instead of its target, read from its source."""
    said = [
        c.value
        for tree in sources(body)
        for r in ast.walk(tree)
        if isinstance(r, ast.Return)
        for c in ast.walk(r)
        if isinstance(c, ast.Constant)
    ]
    return {value for value in said if value in possible}


def sources(body) -> list[ast.Module]:
    """The source of a body, and of its module's private functions that it calls."""
    module, trees, seen, left = inspect.getmodule(body), [], set(), [body]
    while left:
        trees.append(ast.parse(textwrap.dedent(inspect.getsource(left.pop()))))
        names = {called(node) for node in ast.walk(trees[-1]) if isinstance(node, ast.Call)}
        new = {name for name in names - seen if name and name.startswith("_")}
        left += [f for name in sorted(new) if inspect.isfunction(f := getattr(module, name, None))]
        seen |= new
    return trees


def edges(flow: Flow) -> set[tuple[str, str]]:
    found = set(WITHOUT_VERBS.get(flow.model, ()))
    for verb in flow.verbs.values():
        targets = returned(verb.body, states(flow)) | ({verb.target} if verb.target else set())
        found |= {(source, target) for source in verb.sources for target in targets if source != target}
    return found


def born(flow: Flow) -> set[str]:
    return {str(flow.model._meta.get_field("state").default)} | BORN.get(flow.model, set())


def test_every_scheduled_model_and_every_model_with_states_has_its_flow():
    assert {flow.model for flow in FLOWS} >= set(worker.flows()) | {Order, Domain}
    stateful = {m for m in apps.get_models() if any(f.name == "state" for f in m._meta.fields)}
    ours = {m for m in stateful if m.__module__.partition(".")[0] in ROOMS}
    assert ours == {flow.model for flow in FLOWS}


@pytest.mark.parametrize("flow", FLOWS, ids=IDS)
def test_every_state_is_reached_from_the_first_ones(flow):
    reached, ways = born(flow), edges(flow)
    while more := {target for source, target in ways if source in reached} - reached:
        reached |= more
    assert states(flow) - reached == set()


@pytest.mark.parametrize("flow", FLOWS, ids=IDS)
def test_every_state_leaves_or_ends(flow):
    left = {source for source, _target in edges(flow)}
    ends = ENDS[flow.model.__name__] & states(flow)
    assert states(flow) - left == ends, "a state neither leaves nor is listed as an end, or an end leaves"


@pytest.mark.parametrize("flow", FLOWS, ids=IDS)
def test_every_verb_speaks_of_states_that_exist(flow):
    for act in [*flow.verbs.values(), *flow.calls.values()]:
        assert act.sources <= states(flow), act.name
        assert act.sources, act.name
    assert {v.target for v in flow.verbs.values()} <= states(flow) | {""}
    for call in flow.calls.values():
        assert call.done.sources >= call.sources, call.name
        assert call.refused.sources >= call.sources, call.name


def imagined(model, **facts):
    """A thing of no row, with the things it hangs on and those that they hang on, so that it can say its name."""
    hangs_on = {f.name: imagined(f.related_model) for f in model._meta.fields if f.is_relation and not f.null}
    return model(**facts, **hangs_on)


@pytest.mark.django_db
@pytest.mark.parametrize("flow", FLOWS, ids=IDS)
def test_every_verb_refuses_every_wrong_state(flow):
    for verb in flow.verbs.values():
        for state in states(flow) - verb.sources:
            thing = imagined(flow.model, state=state)
            thing._claimed = True  # as the worker holds it: no row is needed for a refusal
            with pytest.raises(NotAllowed) as refusal:
                verb(thing, Act(NOW, reason="law"))
            assert refusal.value.message
            assert thing.state == state


@pytest.mark.parametrize("flow", FLOWS, ids=IDS)
def test_every_verb_says_what_it_does_and_under_which_clause(flow):
    from contracts import register

    for verb in flow.verbs.values():
        assert verb.body.__doc__, verb.name
        if verb.clause:
            assert register.clause(verb.clause)


def writes(tree: ast.Module, field: str):
    """The line numbers at which a tree writes an attribute or a column called `field`."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        flat = [
            t
            for target in targets
            if target
            for t in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        if any(isinstance(t, ast.Attribute) and t.attr == field for t in flat):
            yield node.lineno
        if isinstance(node, ast.Call):
            by_name = called(node) in {"update", "update_or_create"} and field in {
                k.arg for k in node.keywords
            }
            texts = [
                c.value for argument in node.args for c in ast.walk(argument) if isinstance(c, ast.Constant)
            ]
            if by_name or (called(node) in {"bulk_update", "setattr"} and field in texts):
                yield node.lineno


def written_in(field: str) -> set[str]:
    return {name for name, tree in modules() if not apart(name) and any(writes(tree, field))}


def test_state_is_written_by_move_and_by_nobody_else():
    assert written_in("state") == WRITES_STATES


def test_the_next_look_is_written_by_the_ground_floor_only():
    assert written_in("next_action_at") == {"core/calls.py", "core/models.py", "core/worker.py"}


def test_the_reader_of_the_source_sees_every_way_of_writing():
    for code in ("a.state = 1", "a.b, a.state = 1, 2", "q.update(state=1)", "M.bulk_update(r, ['state'])",
                 "setattr(a, 'state', 1)", "a.state: int = 1"):  # fmt: skip
        assert list(writes(ast.parse(code), "state")) == [1], code
    assert not list(writes(ast.parse("M(state=1); a.status = 2; q.filter(state=3)"), "state"))
