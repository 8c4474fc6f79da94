"""Our own look at a name: what the authority would meet, told to the customer before it does (SSL-11.3(1))."""

from core.acts import Act
from core.ports import PortRefused
from ssl_certs import answers, looking
from ssl_certs.flows import validations
from ssl_certs.models import NameValidation

ANY = list(NameValidation.State.values)


def _look(row: NameValidation, act: Act) -> looking.Look:
    return looking.look(row, act.now)


@validations.verb(source=ANY, clause="SSL-11.3(1)")
def note_look(row: NameValidation, act: Act, answer: looking.Look) -> str | None:
    """What was found. Where the authority would find no proof it is not sent to look: the customer reads why."""
    if answer.sought != looking.sought(row):
        return None  # something else is asked for meanwhile, and looked for anew
    answers.settle_call(row)
    row.looked_at, row.found = act.now, list(answer.found)
    held, row.ours_first = row.ours_first and row.state == "submitted", False
    if held and looking.keeps_away(row.found):
        return "failed" if row.problem else "waiting"
    return None


@validations.verb(source=ANY, clause="SSL-11.3(1)")
def not_looked(row: NameValidation, act: Act, refusal: PortRefused) -> None:
    """We could not look: the authority looks all the same."""
    answers.settle_call(row)
    row.ours_first = False


validations.call("look_ourselves", source=["waiting", "submitted", "failed"], clause="SSL-11.3(1)", ask=_look,
                 done=note_look, refused=not_looked)  # fmt: skip
