"""The calendar of a generic name that expires on 22 November 2026, branch by branch: (day, what, clause).

"What" is a state, a mail to the holder, or a change that the registry has carried out. `deeds.py` says who does
what; J+0 is the last paid day.
"""

NOTICED = [
    ("2026-10-23", "domains.expiry_notice J-30", "DN-3.3"),
    ("2026-11-12", "domains.expiry_notice J-10", "DN-3.3"),
    ("2026-11-15", "domains.expiry_notice J-7", "C-04"),
    ("2026-11-22", "domains.expiry_notice J0", "C-04"),
]
IN_GRACE = [
    *NOTICED,
    ("2026-11-23", "grace", "DN-5.2"),
    ("2026-11-23", "domains.grace", "DN-5.2"),
]
WARNED = [
    *IN_GRACE,
    ("2026-11-27", "domains.expiry_notice J+5", "DN-3.3"),
]
PARKED = [
    *WARNED,
    ("2026-12-12", "domains.interrupted", "DN-15.2"),
    ("2026-12-12", "registry: hold on", "DN-15.2"),
]
GIVEN_UP = [
    *PARKED,
    ("2026-12-29", "deleting", "DN-12.1"),
    ("2026-12-29", "redemption", "DN-5.3"),
    ("2026-12-29", "domains.redemption", "DN-5.3"),
]
GONE = [
    *GIVEN_UP,
    ("2027-01-23", "domains.redemption_notice redemption", "DN-5.3"),
    ("2027-01-28", "pending_delete", "DN-5.4"),
    ("2027-01-28", "domains.pending_delete", "DN-5.4"),
    ("2027-02-02", "deleted", "DN-5.4"),
    ("2027-02-02", "domains.deleted", "DN-5.4"),
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
        ("2026-10-23", "domains.expiry_notice J-30", "DN-3.3"),
        ("2026-11-12", "domains.expiry_notice J-10", "DN-3.3"),
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
        *PARKED,
        ("2026-12-16", "renewing", "DN-3.2c"),
        ("2026-12-16", "registered", "DN-3.1"),
        ("2026-12-16", "domains.renewed", "DN-3.1"),
        ("2026-12-16", "registry: hold off", "DN-15.2"),
    ]),
    # renewed on J+26
    ("renew", 26, [
        *PARKED,
        ("2026-12-18", "renewing", "DN-3.2c"),
        ("2026-12-18", "registered", "DN-3.1"),
        ("2026-12-18", "domains.renewed", "DN-3.1"),
        ("2026-12-18", "registry: hold off", "DN-15.2"),
    ]),
    # renewed on J+29
    ("renew", 29, [
        *PARKED,
        ("2026-12-21", "renewing", "DN-3.2c"),
        ("2026-12-21", "registered", "DN-3.1"),
        ("2026-12-21", "domains.renewed", "DN-3.1"),
        ("2026-12-21", "registry: hold off", "DN-15.2"),
    ]),
    # renewed on J+35
    ("renew", 35, [
        *PARKED,
        ("2026-12-27", "renewing", "DN-3.2c"),
        ("2026-12-27", "registered", "DN-3.1"),
        ("2026-12-27", "domains.renewed", "DN-3.1"),
        ("2026-12-27", "registry: hold off", "DN-15.2"),
    ]),
    # bought back in redemption
    ("redeem", 50, [
        *GIVEN_UP,
        ("2027-01-11", "restoring", "DN-5.3"),
        ("2027-01-11", "registered", "DN-5.3"),
        ("2027-01-11", "domains.restored", "DN-5.3"),
        ("2027-01-11", "registry: hold off", "DN-15.2"),
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
        ("2026-09-23", "deleting", "DN-6.2.5"),
        ("2026-09-23", "redemption", "DN-5.3"),
        ("2026-09-23", "domains.cancellation_received", "DN-6.2.5"),
        ("2026-09-23", "domains.redemption", "DN-5.3"),
        ("2026-10-18", "domains.redemption_notice redemption", "DN-5.3"),
        ("2026-10-23", "pending_delete", "DN-5.4"),
        ("2026-10-23", "domains.pending_delete", "DN-5.4"),
        ("2026-10-28", "deleted", "DN-5.4"),
        ("2026-10-28", "domains.deleted", "DN-5.4"),
    ]),
    # cancelled by its holder in the grace
    ("cancel", 10, [
        *WARNED,
        ("2026-12-02", "deleting", "DN-6.2.5"),
        ("2026-12-02", "redemption", "DN-5.3"),
        ("2026-12-02", "domains.cancellation_received", "DN-6.2.5"),
        ("2026-12-02", "domains.redemption", "DN-5.3"),
        ("2026-12-27", "domains.redemption_notice redemption", "DN-5.3"),
        ("2027-01-01", "pending_delete", "DN-5.4"),
        ("2027-01-01", "domains.pending_delete", "DN-5.4"),
        ("2027-01-06", "deleted", "DN-5.4"),
        ("2027-01-06", "domains.deleted", "DN-5.4"),
    ]),
    # kept by a payment dispute from J+30 to J+50
    ("hold", 30, [
        *PARKED,
        ("2026-12-22", "domains.claim_received", "DN-A1-2"),
        ("2026-12-22", "domains.claim_decided", "DN-A1-2"),
        ("2027-01-11", "deleting", "DN-12.1"),
        ("2027-01-11", "redemption", "DN-5.3"),
        ("2027-01-11", "domains.redemption", "DN-5.3"),
        ("2027-02-05", "domains.redemption_notice redemption", "DN-5.3"),
        ("2027-02-10", "pending_delete", "DN-5.4"),
        ("2027-02-10", "domains.pending_delete", "DN-5.4"),
        ("2027-02-15", "deleted", "DN-5.4"),
        ("2027-02-15", "domains.deleted", "DN-5.4"),
    ]),
    # claimed on J+10, not accepted: only the mails differ
    ("rejected", 10, [
        *WARNED,
        ("2026-12-02", "domains.claim_received", "DN-A1-2"),
        ("2026-12-02", "domains.claim_decided", "DN-A1-2"),
        ("2026-12-12", "domains.interrupted", "DN-15.2"),
        ("2026-12-12", "registry: hold on", "DN-15.2"),
        ("2026-12-29", "deleting", "DN-12.1"),
        ("2026-12-29", "redemption", "DN-5.3"),
        ("2026-12-29", "domains.redemption", "DN-5.3"),
        ("2027-01-23", "domains.redemption_notice redemption", "DN-5.3"),
        ("2027-01-28", "pending_delete", "DN-5.4"),
        ("2027-01-28", "domains.pending_delete", "DN-5.4"),
        ("2027-02-02", "deleted", "DN-5.4"),
        ("2027-02-02", "domains.deleted", "DN-5.4"),
    ]),
    # under UDRP from J-5 to J+45
    ("dispute", -5, [
        ("2026-10-23", "domains.expiry_notice J-30", "DN-3.3"),
        ("2026-11-12", "domains.expiry_notice J-10", "DN-3.3"),
        ("2026-11-15", "domains.expiry_notice J-7", "C-04"),
        ("2026-11-17", "domains.change_synced", "DN-9.5(2)"),
        ("2026-11-17", "registry: lock on", "DN-9.5(2)"),
        ("2026-11-22", "domains.expiry_notice J0", "C-04"),
        ("2026-11-23", "grace", "DN-5.2"),
        ("2026-11-23", "domains.grace", "DN-5.2"),
        ("2026-11-27", "domains.expiry_notice J+5", "DN-3.3"),
        ("2026-12-12", "domains.interrupted", "DN-15.2"),
        ("2026-12-12", "registry: hold on", "DN-15.2"),
        ("2027-01-06", "deleting", "DN-12.1"),
        ("2027-01-06", "redemption", "DN-5.3"),
        ("2027-01-06", "domains.redemption", "DN-5.3"),
        ("2027-01-31", "domains.redemption_notice redemption", "DN-5.3"),
        ("2027-02-05", "pending_delete", "DN-5.4"),
        ("2027-02-05", "domains.pending_delete", "DN-5.4"),
        ("2027-02-10", "deleted", "DN-5.4"),
        ("2027-02-10", "domains.deleted", "DN-5.4"),
    ]),
    # cancelled by a court: told after the act, and not to be brought back
    ("court", -50, [
        ("2026-10-03", "deleting", "DN-6.1.1"),
        ("2026-10-03", "redemption", "DN-5.3"),
        ("2026-10-03", "domains.decision_executed", "DN-9.4(1-3)"),
        ("2026-11-02", "pending_delete", "DN-5.4"),
        ("2026-11-07", "deleted", "DN-5.4"),
        ("2026-11-07", "domains.deleted", "DN-5.4"),
    ]),
    # awarded to somebody else: he is told from then on, the former holder no more
    ("award", -50, [
        ("2026-10-03", "domains.decision_executed", "DN-6.1.1"),
        ("2026-10-03", "registry: contacts", "DN-6.1.1"),
        ("2026-11-23", "grace", "DN-5.2"),
        ("2026-12-12", "registry: hold on", "DN-15.2"),
        ("2026-12-29", "deleting", "DN-12.1"),
        ("2026-12-29", "redemption", "DN-5.3"),
        ("2027-01-28", "pending_delete", "DN-5.4"),
        ("2027-02-02", "deleted", "DN-5.4"),
    ]),
]  # fmt: skip
