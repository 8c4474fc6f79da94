"""EPP result codes (RFC 5730 section 3): which are about us and come again later, which are a final no."""

from core.ports import PortError, PortRefused, PortUnavailable

DONE, PENDING, NO_MESSAGE, MESSAGE, BYE = 1000, 1001, 1300, 1301, 1500
USE_ERROR = 2002  # as a rule: not logged in, or logged in already
AUTHENTICATION = 2200
NOT_OURS = 2201  # the object is sponsored by another registrar
WRONG_AUTH_CODE = 2202
NOT_PENDING = 2301
EXISTS, ABSENT, STATUS_FORBIDS, IN_USE = 2302, 2303, 2304, 2305
FAILED = 2400
CLOSING, CLOSING_LOGIN, SESSION_LIMIT = 2500, 2501, 2502

# After these the server ends the session, or it is of no use to us.
ENDS_SESSION = frozenset({BYE, USE_ERROR, AUTHENTICATION, CLOSING, CLOSING_LOGIN, SESSION_LIMIT})
# These say that a value sent is wrong; in a check of many names it may be one of them.
BAD_VALUE = frozenset({2001, 2003, 2004, 2005, 2306, 2308})

MEANINGS = {
    2000: "unknown command", 2001: "syntax error", 2002: "command use error", 2003: "parameter missing",
    2004: "value out of range", 2005: "value syntax error", 2100: "unimplemented protocol version",
    2101: "unimplemented command", 2102: "unimplemented option", 2103: "unimplemented extension",
    2104: "billing failure", 2105: "not eligible for renewal", 2106: "not eligible for transfer",
    2200: "authentication error", 2201: "authorization error", 2202: "invalid authorization information",
    2300: "pending transfer", 2301: "not pending transfer", 2302: "exists", 2303: "does not exist",
    2304: "status prohibits operation", 2305: "association prohibits operation", 2306: "parameter policy error",
    2307: "unimplemented object service", 2308: "data management policy violation", 2400: "command failed",
    2500: "command failed; closing", 2501: "authentication error; closing", 2502: "session limit; closing",
}  # fmt: skip


def is_temporary(code: int) -> bool:
    """Whether the refusal is about the server or our session: 24xx, 25xx, and a session that is not logged in."""
    return code in {USE_ERROR, AUTHENTICATION} or code // 100 % 10 in {4, 5}


def error_of(code: int, words: str) -> PortError:
    """The port's error for a code of 2000 and above."""
    message = words or MEANINGS.get(code, "refused")
    return PortUnavailable(f"{code} {message}") if is_temporary(code) else PortRefused(code, message)
