"""The calendar of a .ma name that expires on 22 November 2026, branch by branch: (day, what, clause).

"What" is a state, a mail to the holder, or a change that the registry has carried out. `deeds.py` says who does
what; J+0 is the last paid day.
"""

NOTICED = [
    ("2026-10-23", "domains.expiry_notice J-30", "DN-3.3"),
    ("2026-11-12", "domains.expiry_notice J-10", "DN-3.3"),
]
IN_GRACE = [
    *NOTICED,
    ("2026-11-23", "grace", "DN-A2-4.2.1"),
    ("2026-11-23", "domains.grace", "DN-A2-4.2.1"),
]
WARNED = [
    *IN_GRACE,
    ("2026-11-27", "domains.expiry_notice J+5", "DN-3.3"),
]
REMINDED = [
    *WARNED,
    ("2026-12-12", "domains.expiry_notice J+20", "C-04"),
]
CANCELLED = [
    *REMINDED,
    ("2026-12-21", "cancelling", "DN-A2-4.2.2"),
    ("2026-12-21", "cancel_grace", "DN-A2-4.1.2"),
    ("2026-12-21", "domains.cancel_grace", "DN-A2-4.1.2"),
]
GONE = [
    *CANCELLED,
    ("2027-01-10", "domains.cancel_grace_notice cancel-20", "DN-A2-4.1.2"),
    ("2027-01-19", "domains.cancel_grace_notice cancel-29", "DN-A2-4.1.2"),
    ("2027-01-21", "deleted", "DN-A2-4.1.4"),
    ("2027-01-21", "domains.deleted", "DN-A2-4.1.4"),
]

# deed, J+n, what happens
BRANCHES = [
    # renewed forty days before its end: no notice, no proforma
    ("renew", -40, [
        ("2026-10-13", "renewing", "DN-3.2c"),
        ("2026-10-13", "registered", "DN-3.1"),
        ("2026-10-13", "domains.renewed", "DN-3.1"),
    ]),
    # renewed on the day of the second notice
    ("renew", -10, [
        *NOTICED,
        ("2026-11-12", "renewing", "DN-3.2c"),
        ("2026-11-12", "registered", "DN-3.1"),
        ("2026-11-12", "domains.renewed", "DN-3.1"),
    ]),
    # renewed on the first day of the grace
    ("renew", 1, [
        *IN_GRACE,
        ("2026-11-23", "renewing", "DN-3.2c"),
        ("2026-11-23", "registered", "DN-3.1"),
        ("2026-11-23", "domains.renewed", "DN-3.1"),
    ]),
    # renewed on J+24
    ("renew", 24, [
        *REMINDED,
        ("2026-12-16", "renewing", "DN-3.2c"),
        ("2026-12-16", "registered", "DN-3.1"),
        ("2026-12-16", "domains.renewed", "DN-3.1"),
    ]),
    # renewed on J+26
    ("renew", 26, [
        *REMINDED,
        ("2026-12-18", "renewing", "DN-3.2c"),
        ("2026-12-18", "registered", "DN-3.1"),
        ("2026-12-18", "domains.renewed", "DN-3.1"),
    ]),
    # renewed on J+29
    ("renew", 29, [
        *REMINDED,
        ("2026-12-21", "renewing", "DN-3.2c"),
        ("2026-12-21", "registered", "DN-3.1"),
        ("2026-12-21", "domains.renewed", "DN-3.1"),
    ]),
    # paid on J+35, after the cut-off: the money is on the account, the name goes its way
    ("pay_too_late", 27, [
        *GONE,
    ]),
    # registered anew in the cancellation grace: a new name, this one gives way
    ("register_anew", 40, [
        *CANCELLED,
        ("2027-01-01", "replaced", "DN-A2-4.1.3"),
    ]),
    # its holder lets it go: notices, and no proforma
    ("let_go", -20, [
        *GONE,
    ]),
    # nobody does anything
    ("silence", 0, [
        *GONE,
    ]),
    # cancelled by its holder long before its end
    ("cancel", -60, [
        ("2026-09-23", "cancelling", "DN-A2-4.1.1"),
        ("2026-09-23", "cancel_grace", "DN-A2-4.1.2"),
        ("2026-09-23", "domains.cancellation_received", "DN-A2-4.1.1"),
        ("2026-09-23", "domains.cancel_grace", "DN-A2-4.1.2"),
        ("2026-10-13", "domains.cancel_grace_notice cancel-20", "DN-A2-4.1.2"),
        ("2026-10-22", "domains.cancel_grace_notice cancel-29", "DN-A2-4.1.2"),
        ("2026-10-24", "deleted", "DN-A2-4.1.4"),
        ("2026-10-24", "domains.deleted", "DN-A2-4.1.4"),
    ]),
    # cancelled by its holder in the grace
    ("cancel", 10, [
        *WARNED,
        ("2026-12-02", "cancelling", "DN-A2-4.1.1"),
        ("2026-12-02", "cancel_grace", "DN-A2-4.1.2"),
        ("2026-12-02", "domains.cancellation_received", "DN-A2-4.1.1"),
        ("2026-12-02", "domains.cancel_grace", "DN-A2-4.1.2"),
        ("2026-12-22", "domains.cancel_grace_notice cancel-20", "DN-A2-4.1.2"),
        ("2026-12-31", "domains.cancel_grace_notice cancel-29", "DN-A2-4.1.2"),
        ("2027-01-02", "deleted", "DN-A2-4.1.4"),
        ("2027-01-02", "domains.deleted", "DN-A2-4.1.4"),
    ]),
    # kept by a payment dispute from J+20 to J+28
    ("hold", 20, [
        *REMINDED,
        ("2026-12-12", "domains.claim_received", "DN-A1-2"),
        ("2026-12-12", "domains.claim_decided", "DN-A1-2"),
        ("2026-12-21", "cancelling", "DN-A2-4.2.2"),
        ("2026-12-21", "cancel_grace", "DN-A2-4.1.2"),
        ("2026-12-21", "domains.cancel_grace", "DN-A2-4.1.2"),
        ("2027-01-10", "domains.cancel_grace_notice cancel-20", "DN-A2-4.1.2"),
        ("2027-01-19", "domains.cancel_grace_notice cancel-29", "DN-A2-4.1.2"),
        ("2027-01-21", "deleted", "DN-A2-4.1.4"),
        ("2027-01-21", "domains.deleted", "DN-A2-4.1.4"),
    ]),
    # claimed on J+10, not accepted: only the mails differ
    ("rejected", 10, [
        *WARNED,
        ("2026-12-02", "domains.claim_received", "DN-A1-2"),
        ("2026-12-02", "domains.claim_decided", "DN-A1-2"),
        ("2026-12-12", "domains.expiry_notice J+20", "C-04"),
        ("2026-12-21", "cancelling", "DN-A2-4.2.2"),
        ("2026-12-21", "cancel_grace", "DN-A2-4.1.2"),
        ("2026-12-21", "domains.cancel_grace", "DN-A2-4.1.2"),
        ("2027-01-10", "domains.cancel_grace_notice cancel-20", "DN-A2-4.1.2"),
        ("2027-01-19", "domains.cancel_grace_notice cancel-29", "DN-A2-4.1.2"),
        ("2027-01-21", "deleted", "DN-A2-4.1.4"),
        ("2027-01-21", "domains.deleted", "DN-A2-4.1.4"),
    ]),
    # cancelled by a court: told after the act, and not to be brought back
    ("court", -50, [
        ("2026-10-03", "cancelling", "DN-6.1.1"),
        ("2026-10-03", "cancel_grace", "DN-A2-4.1.2"),
        ("2026-10-03", "domains.decision_executed", "DN-9.4(1-3)"),
        ("2026-11-03", "deleted", "DN-A2-4.1.4"),
        ("2026-11-03", "domains.deleted", "DN-A2-4.1.4"),
    ]),
    # awarded to somebody else: he is told from then on, the former holder no more
    ("award", -50, [
        ("2026-10-03", "domains.decision_executed", "DN-6.1.1"),
        ("2026-10-03", "registry: contacts", "DN-6.1.1"),
        ("2026-11-23", "grace", "DN-A2-4.2.1"),
        ("2026-12-21", "cancelling", "DN-A2-4.2.2"),
        ("2026-12-21", "cancel_grace", "DN-A2-4.1.2"),
        ("2027-01-21", "deleted", "DN-A2-4.1.4"),
    ]),
    # under UDRP from J-5 to J+45
    ("dispute", -5, [
        *NOTICED,
        ("2026-11-17", "domains.change_synced", "DN-9.5(2)"),
        ("2026-11-17", "registry: lock on", "DN-9.5(2)"),
        ("2026-11-23", "grace", "DN-A2-4.2.1"),
        ("2026-11-23", "domains.grace", "DN-A2-4.2.1"),
        ("2026-11-27", "domains.expiry_notice J+5", "DN-3.3"),
        ("2026-12-12", "domains.expiry_notice J+20", "C-04"),
        ("2027-01-07", "registered", "C-01"),
        ("2027-01-07", "domains.renewed", "DN-3.1"),
    ]),
]  # fmt: skip
