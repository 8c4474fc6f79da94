"""A file is imported once and kept as it came; a line that two files tell of is one line."""

import hashlib

import pytest

from billing.models import BankLine, BankStatement
from billing.statements import importing
from billing.statements.reading import BadStatement

from . import files

pytestmark = pytest.mark.django_db
MONDAY = "16/11/2026;16/11/2026;VIR ATLAS;OP1;;100,00;10 100,00"
SAME = "17/11/2026;17/11/2026;VIR RIAD;;;50,00;10 150,00"
SAME_AGAIN = "17/11/2026;17/11/2026;VIR RIAD;;;50,00;10 200,00"
TUESDAY = "18/11/2026;18/11/2026;VIR SOUK;;;10,00;10 210,00"


def test_the_file_is_kept_with_its_digest(taken, staff_user):
    content = files.csv(MONDAY)
    taken(content, "C:\\Relevés\\novembre.csv")
    statement = BankStatement.objects.get()
    assert statement.file.read() == content
    assert statement.file.sha256 == hashlib.sha256(content).hexdigest()
    assert (statement.file_name, statement.imported_by) == ("novembre.csv", staff_user.public_id)
    assert (statement.opening, statement.closing) == (10_000_00, 10_100_00)


def test_the_same_file_is_refused_and_names_the_first_import(taken, bank, staff_act, staff_user):
    taken(files.csv(MONDAY), "novembre.csv")
    with pytest.raises(BadStatement, match=r"novembre\.csv") as refusal:
        importing.keep(files.csv(MONDAY), "copie.csv", bank, staff_act)
    assert staff_user.public_id in refusal.value.message
    assert BankLine.objects.count() == 1


def test_overlapping_statements_tell_of_the_same_lines(taken):
    taken(files.csv(MONDAY, SAME, SAME_AGAIN))
    assert [line.label for line in taken(files.csv(SAME, SAME_AGAIN, TUESDAY))] == ["VIR SOUK"]
    assert BankStatement.objects.latest("pk").known == 2
    assert BankLine.objects.count() == 4


def test_two_equal_transfers_of_a_day_are_two(taken):
    assert len(taken(files.csv(SAME, SAME_AGAIN))) == 2


def test_the_banks_own_number_makes_a_line_the_same_whatever_its_label(taken):
    taken(files.camt053(files.entry("154.80", "VIR"), closing="10154.80"), "a.xml")
    again = files.camt053(
        files.entry("154.80", "VIREMENT RECU"), files.entry("1.00", "x", bank_id="B2"), closing="10155.80"
    )
    assert [line.amount for line in taken(again, "b.xml")] == [1_00]


def test_a_file_that_is_refused_leaves_nothing(taken, bank):
    with pytest.raises(BadStatement):
        taken(files.csv(MONDAY, TUESDAY))
    assert not BankStatement.objects.exists()
    assert not BankLine.objects.exists()
