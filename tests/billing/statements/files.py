"""Statements as banks write them, in the three formats; `{}` of a line is filled in by the tests."""

RIB = "007780000123400000056749"  # the company's account at the Banque de l'Arganier
OTHER_RIB = "011810000012345678901245"
HEADER = "Date;Date valeur;Libellé;Référence;Débit;Crédit;Solde"


def csv(*rows: str, before: str = f"Compte;{RIB}", header: str = HEADER) -> bytes:
    """A CSV as Moroccan banks export it: semicolons, decimal commas, CP1252."""
    return "\r\n".join([before, "", header, *rows, ""]).encode("cp1252")


def mt940(
    *lines: str, opening: str = "10000,00", closing: str, account: str = RIB, currency: str = "MAD"
) -> bytes:
    """One MT940 statement from `lines` of tags 61 and 86."""
    rows = [
        ":20:ARG-2026-11", f":25:{account}", ":28C:12/1", f":60F:C261118{currency}{opening}", *lines,
        f":62F:C261120{currency}{closing}", "-",
    ]  # fmt: skip
    return "\r\n".join(rows).encode()


def entry(amount: str, label: str, *, name: str = "ARGAN STUDIO SARL", bank_id: str = "B1", sign: str = "CRDT",
          status: str = "<Cd>BOOK</Cd>") -> str:  # fmt: skip
    """One entry of a CAMT.053 statement."""
    return f"""<Ntry><Amt Ccy="MAD">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>{status}</Sts>
      <BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-19</Dt></ValDt><AcctSvcrRef>{bank_id}</AcctSvcrRef>
      <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
      <RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr></RltdPties>
      <RmtInf><Ustrd>{label}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def camt053(*entries: str, closing: str, opening: str = "10000.00", rib: str = RIB, before: str = "",
            version: str = "053.001.08") -> bytes:  # fmt: skip
    """A CAMT.053 file with one statement."""

    def balance(code: str, amount: str) -> str:
        return (f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="MAD">{amount}</Amt>'
                "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>")  # fmt: skip

    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>
    <Stmt><Id>2026-11-20</Id><Acct><Id><IBAN>MA64{rib}</IBAN></Id><Ccy>MAD</Ccy></Acct>
    {balance("OPBD", opening)}{balance("CLBD", closing)}{"".join(entries)}
    </Stmt></BkToCstmrStmt></Document>""".encode()
