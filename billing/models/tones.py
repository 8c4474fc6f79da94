"""The meaning of each state, as the pages colour it: fine, soon (something to do), late, ended, neutral."""

TONES = {
    "fine": {"paid", "fulfilled", "booked", "captured", "closed", "done"},
    "soon": {
        "confirmed",
        "issued",
        "partially_paid",
        "declared",
        "proof_uploaded",
        "under_review",
        "started",
        "asked",
        "created",
        "pending",
        "open",
        "counted",
        "requested",
        "approved",
        "sent",
    },
    "late": {"unmatched", "rejected", "refused", "denied", "disputed", "charged_back", "failed"},
    "ended": {"expired", "lapsed", "cancelled", "void", "credited", "reversed"},
}


class Toned:
    """A row whose state has a tone."""

    state: str

    @property
    def tone(self) -> str:
        return next((tone for tone, states in TONES.items() if self.state in states), "neutral")
