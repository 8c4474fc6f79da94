"""Public keys that no authority certifies: which kinds are taken, and how weak ones are found (facts C).

RSA of 2048 bits at least, 8192 at most and divisible by 8, with an odd exponent between 65537 and 2^256; P-256, P-384
and P-521. An RSA modulus is refused that has a factor below 752, that is the square or product of two close primes
(a hundred rounds of Fermat's method) or that bears the fingerprint of ROCA (CVE-2017-15361). Keys of Debian's broken
generator (2006 to 2008) are not looked for here: their list is too large, the authority has it. A curve's points are
checked by the library that reads them.
"""

from functools import lru_cache
from math import gcd, isqrt, prod

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .refusals import BadRequest

RSA_LEAST, RSA_MOST, RSA_USUAL = 2048, 8192, 4096
EXPONENT_LEAST, EXPONENT_BITS = 65_537, 256
FERMAT_ROUNDS, SMALL_FACTORS, ROCA_FACTORS = 100, 752, 168
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def checked(key) -> str:
    """The key in words, `RSA 2048` or `P-256`; raises BadRequest where no authority takes it."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name not in CURVES:
            raise BadRequest("curve", curve=key.curve.name)
        return CURVES[key.curve.name]
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadRequest("kind_of_key")
    _check_size(key.key_size)
    numbers = key.public_numbers()
    if numbers.e % 2 == 0 or numbers.e < EXPONENT_LEAST or numbers.e.bit_length() > EXPONENT_BITS:
        raise BadRequest("exponent", exponent=str(numbers.e)[:20])
    _check_modulus(numbers.n)
    return f"RSA {key.key_size}"


def _check_size(bits: int) -> None:
    if bits < RSA_LEAST:
        raise BadRequest("short_key", bits=bits, least=RSA_LEAST)
    if bits > RSA_MOST:
        raise BadRequest("long_key", bits=bits, most=RSA_MOST)
    if bits % 8:
        raise BadRequest("odd_size", bits=bits)


def _check_modulus(n: int) -> None:
    if gcd(n, prod(_primes(SMALL_FACTORS))) > 1:
        raise BadRequest("small_factor")
    if has_close_primes(n):
        raise BadRequest("close_primes")
    if has_roca_fingerprint(n):
        raise BadRequest("roca")


def has_close_primes(n: int) -> bool:
    """Whether Fermat's method finds the factors in a few rounds (CVE-2022-26320)."""
    a = isqrt(n - 1) + 1
    for step in range(FERMAT_ROUNDS):
        rest = (a + step) ** 2 - n
        if isqrt(rest) ** 2 == rest:
            return True
    return False


def has_roca_fingerprint(n: int) -> bool:
    """Whether the modulus is a power of 65537 modulo every small prime, as those of ROCA are."""
    return all(n % p in powers for p, powers in _roca())


@lru_cache(maxsize=1)
def _roca() -> tuple[tuple[int, frozenset[int]], ...]:
    return tuple((p, frozenset(pow(65_537, i, p) for i in range(p))) for p in _primes(ROCA_FACTORS) if p > 2)


@lru_cache(maxsize=4)
def _primes(below: int) -> tuple[int, ...]:
    return tuple(n for n in range(2, below) if all(n % d for d in range(2, isqrt(n) + 1)))
