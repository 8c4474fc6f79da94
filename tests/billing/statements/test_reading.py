"""What banks write is read as it is; what cannot be a whole statement of this account is refused in words."""

import pytest

from billing.statements import importing
from billing.statements.layout import Layout, guessed
from billing.statements.reading import BadStatement

from . import files

pytestmark = pytest.mark.django_db
ROW = "20/11/2026;19/11/2026;VIR REÇU ARGAN STUDIO;OP1;;154,80;10 154,80"
FEES = "20/11/2026;20/11/2026;FRAIS DE TENUE;;50,00;;10 104,80"
IN, OUT = ":61:2611191120C154,80NTRFNONREF//BNK1", ":61:2611201120D50,00NCHGNONREF//BNK2"
SAID = [("2026-11-20", "2026-11-19", 154_80), ("2026-11-20", "2026-11-20", -50_00)]


def told(statement):
    return [(str(line.booked_on), str(line.value_date), line.amount) for line in statement.lines]


def refused(content: bytes, bank, layout=None) -> str:
    with pytest.raises(BadStatement) as refusal:
        importing.judge(content, bank, layout)
    return refusal.value.message


# --- formats --------------------------------------------------------------------------------------------
def test_a_csv_is_read_by_its_headers(bank):
    statement = importing.read(files.csv(ROW, FEES), bank)
    assert told(statement) == SAID
    assert statement.lines[0].label == "VIR REÇU ARGAN STUDIO"
    assert (statement.opening, statement.closing) == (10_000_00, 10_104_80)


def test_a_csv_from_the_newest_to_the_oldest_line(bank):
    statement = importing.read(files.csv(FEES, ROW), bank)
    assert (statement.opening, statement.closing) == (10_000_00, 10_104_80)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_the_encoding_is_found_out(bank, codec):
    content = files.csv(ROW, FEES).decode("cp1252").encode(codec)
    assert importing.read(content, bank).lines[0].label == "VIR REÇU ARGAN STUDIO"


@pytest.mark.parametrize(
    ("header", "row", "amount"),
    [
        ("Date,Description,Amount", '2026-11-20,Transfer,"1,154.80"', 1_154_80),
        ("Date opération\tLibellé\tMontant", "20.11.2026\tVirement\t-1 154,8", -1_154_80),
        ("DATE|LIBELLE|DEBIT|CREDIT", "20/11/26|Virement|0,00|154,80", 154_80),
        ("Date;Libellé;Débit;Crédit", "20-11-2026;Frais;-50,00;", -50_00),
        ("Date;Libellé;Montant", "20/11/2026;Virement;50,00-", -50_00),
    ],
)
def test_other_banks_write_otherwise(bank, header, row, amount):
    line = importing.read(files.csv(row, before="Relevé de compte", header=header), bank).lines[0]
    assert (line.amount, str(line.booked_on)) == (amount, "2026-11-20")


def test_a_bank_whose_headers_nobody_knows_is_laid_out_by_staff(bank):
    content = files.csv("20/11/2026;Virement;154,80", before="", header="Jour;Quoi;Combien")
    assert "columns" in refused(content, bank)
    assert guessed(content.decode())[0].complete is False
    layout = Layout(columns={"date": "Jour", "label": "Quoi", "amount": "Combien"})
    assert importing.read(content, bank, layout).lines[0].amount == 154_80


def test_mt940_with_a_reference_cut_by_a_line_break(bank):
    content = files.mt940(IN, ":86:VIR ARGAN STUDIO PF26-7K3Q", "-9XHD", OUT, ":86:FRAIS", closing="10104,80")
    statement = importing.read(content, bank)
    assert told(statement) == SAID
    assert "PF26-7K3Q-9XHD" in statement.lines[0].label
    assert statement.lines[0].bank_id == "BNK1"


@pytest.mark.parametrize("version", ["053.001.02", "053.001.08", "053.001.13"])
def test_camt053_counts_what_is_booked(bank, version):
    paid, fees = files.entry("154.80", "PF26"), files.entry("50.00", "FRAIS", sign="DBIT", bank_id="B2")
    soon = files.entry("99.00", "announced", status="<Cd>PDNG</Cd>")
    statement = importing.read(files.camt053(paid, soon, fees, closing="10104.80", version=version), bank)
    assert [line.amount for line in statement.lines] == [154_80, -50_00]
    assert (statement.lines[0].counterparty, str(statement.lines[0].value_date)) == (
        "ARGAN STUDIO SARL",
        "2026-11-19",
    )


def test_a_batch_in_camt053_is_told_apart(bank):
    parts = "".join(
        f'<TxDtls><Amt Ccy="MAD">{n}</Amt><RmtInf><Ustrd>P{n}</Ustrd></RmtInf></TxDtls>'
        for n in ("100", "54.80")
    )
    batch = files.entry("154.80", "x").split("<NtryDtls>")[0] + f"<NtryDtls>{parts}</NtryDtls></Ntry>"
    statement = importing.read(files.camt053(batch, closing="10154.80"), bank)
    assert [(line.amount, line.label) for line in statement.lines] == [(100_00, "P100"), (54_80, "P54.80")]


# --- refusals -------------------------------------------------------------------------------------------
OTHER = files.OTHER_RIB
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)
SPY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.csv(ROW, before=f"Compte;{OTHER}"), OTHER),
        (files.mt940(IN, closing="10154,80", account=OTHER), OTHER),
        (files.mt940(IN, closing="10154,80", account="9999"), "9999"),
        (files.camt053(files.entry("154.80", "x"), closing="10154.80", rib=OTHER), OTHER),
        (files.mt940(IN, closing="10154,80", currency="EUR"), "EUR"),
        (files.mt940(IN, closing="10104,80"), "not whole"),
        (files.camt053(files.entry("154.80", "x"), closing="10104.80"), "not whole"),
        (files.mt940(IN, OUT, closing="10104,80").partition(b":62F:")[0], "closing balance"),
        (files.camt053(files.entry("154.80", "x"), closing="10154.80")[:-80], "broken or cut off"),
        (files.csv(ROW, "20/11/2026;20/11/2026;FRAIS;;25,00;;10 104,80"), "not whole"),
        (files.csv(ROW, "20/11/2026;20/11"), "cut off"),
        (files.csv(ROW.replace("154,80;10", "154,805;10")), "centimes"),
        (files.csv(ROW.replace(";154,80;", ";=1+1;")), "=1+1"),
        (files.csv(ROW.replace("20/11/2026;19", "31/02/2026;19")), "31/02/2026"),
        (files.csv(ROW.replace(";154,80;", ";;")), "no amount"),
        (files.mt940(closing="10000,00"), "no movement"),
        (b"  \r\n", "empty"),
        (b"%PDF-1.7\n\x00\x01\x02\xff\xfe rubbish", "not a text file"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"PK\x03\x04 a workbook", "not a text file"),
        (b":20:X\r\n:25:Y\r\n:60F:C261118MAD1,00\r\n:61:rubbish\r\n:62F:C261118MAD1,00\r\n", "cannot be read"),
        (b"<html><body>Session expired</body></html>", "not a CAMT.053"),
        (files.camt053(closing="10000.00", version="054.001.08"), "not a CAMT.053"),
        (files.camt053(files.entry("154.80", "&c;"), closing="10154.80", before=BOMB), "document type"),
        (files.camt053(files.entry("154.80", "&a;"), closing="10154.80", before=SPY), "document type"),
        (files.camt053(files.entry("NaN", "x"), closing="10154.80"), "NaN"),
        (files.camt053(files.entry("154.805", "x"), closing="10154.80"), "154.805"),
        (b"Date;Libelle;Montant\n" + b"20/11/2026;x;1,00\n" * (1024 * 1024), "10 MB"),
    ],
)  # fmt: skip
def test_what_is_no_whole_statement_of_this_account_is_refused(bank, content, said):
    assert said in refused(content, bank)


def test_other_peoples_rib_in_a_label_is_not_the_accounts(bank):
    row = ROW.replace("ARGAN STUDIO", f"DE {files.OTHER_RIB}")
    assert importing.read(files.csv(row, before="Relevé"), bank).lines[0].amount == 154_80
