"""Reading a signing request: what authorities take (facts C), each refusal with its way out, and quickly."""

import base64
import ipaddress
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from ssl_certs.csr import reading
from ssl_certs.csr.refusals import REFUSALS, BadRequest
from ssl_certs.terms import HANDLING
from tests.certificates import csr, ec_key, rsa_key
from tests.ssl_certs.csr.keys import ROCA, bodies, request_of

GOOD = csr("argan.ma", "www.argan.ma", key=rsa_key())


def refused(text: str) -> str:
    with pytest.raises(BadRequest) as refusal:
        reading.read(text)
    assert str(refusal.value)
    assert refusal.value.clause
    return refusal.value.code


def made(key, digest=None, subject=(), *extensions) -> str:
    """A request with this subject and these extensions."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, digest).public_bytes(Encoding.PEM).decode()


PASTED = {
    "as it is": GOOD,
    "without its lines": bodies(GOOD),
    "on one line": bodies(GOOD).replace("\n", ""),
    "in a letter": f"Bonjour,\r\n\r\n{GOOD}\r\nMerci,\r\nHind",
    "from Windows": "\ufeff" + GOOD.replace("\n", "\r\n").replace("CERTIFICATE", "NEW CERTIFICATE"),
    "from a word processor": GOOD.replace("-----", "—").replace("\n", "\n   \u200b"),
    "quoted twice over": GOOD.replace("\n", "\n\n"),
}


@pytest.mark.parametrize("text", PASTED.values(), ids=list(PASTED))
def test_a_request_is_read_however_it_was_pasted(text):
    request = reading.read(text)
    assert (request.pem, request.key) == (GOOD, "RSA 2048")
    assert (request.common_name, request.proposed) == ("argan.ma", ("argan.ma", "www.argan.ma"))


@pytest.mark.parametrize(
    ("key", "words"),
    [(rsa_key(3072), "RSA 3072"), (ec_key(), "P-256"), (ec.generate_private_key(ec.SECP384R1()), "P-384"),
     (ec.generate_private_key(ec.SECP521R1()), "P-521"), (rsa_key(2056), "RSA 2056")],
)  # fmt: skip
def test_keys_that_authorities_take_are_taken(key, words):
    assert reading.read(csr("argan.ma", key=key)).key == words


def other_modulus() -> int:
    """A good modulus that is not the signer's."""
    return rsa.generate_private_key(65_537, 2048).public_key().public_numbers().n


P = rsa_key().private_numbers().p
CLOSE = next(q for q in range(P + 2, P + 100_000, 2) if pow(2, q - 1, q) == 1)
BAD = {
    "": "empty",
    "   \n ": "empty",
    "bonjour": "unreadable",
    "bonjour, voici: ça !": "unreadable",
    GOOD[:300]: "cut",
    GOOD[200:]: "cut",
    GOOD + GOOD: "several",
    GOOD.replace("CERTIFICATE REQUEST", "PKCS7"): "other_block",
    GOOD.replace("CERTIFICATE REQUEST", "CERTIFICATE"): "certificate",
    rsa_key()
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode(): "public_key",
    csr("argan.ma", key=rsa_key(1024)): "short_key",
    csr("argan.ma", key=rsa_key(2060)): "odd_size",
    csr("argan.ma", key=rsa.generate_private_key(3, 2048)): "exponent",
    csr("argan.ma", key=ec.generate_private_key(ec.SECP256K1())): "curve",
    made(ed25519.Ed25519PrivateKey.generate()): "kind_of_key",
    request_of(3 * ((1 << 2046) + 1)): "small_factor",
    request_of(P * CLOSE): "close_primes",
    request_of(P * P): "close_primes",
    request_of(ROCA): "roca",
    request_of(other_modulus()): "signature",
    "A" * (HANDLING.csr_bytes + 1): "too_large",
}


@pytest.mark.parametrize(
    ("text", "code"), BAD.items(), ids=[f"{n} {code}" for n, code in enumerate(BAD.values())]
)
def test_what_no_authority_takes_is_refused_by_name(text, code):
    assert refused(text) == code


def test_every_refusal_says_which_rule_it_is():
    assert all(clause for clause, _words in REFUSALS.values())


def test_a_changed_letter_in_the_signature_is_noticed():
    lines = GOOD.splitlines()
    lines[-3] = lines[-3][:10] + ("A" if lines[-3][10] != "A" else "B") + lines[-3][11:]
    assert refused("\n".join(lines)) == "signature"


def test_a_signature_with_sha1_is_refused():
    """No library signs so any more: the digest's identifier is exchanged."""
    with_sha1 = x509.load_pem_x509_csr(GOOD.encode()).public_bytes(Encoding.DER)
    sha256, sha1 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
    head, tail = with_sha1[:-300], with_sha1[-300:].replace(sha256, sha1)
    assert refused(base64.b64encode(head + tail).decode()) == "digest"


def test_a_key_of_sixteen_thousand_bits_is_refused_before_anything_is_computed_with_it():
    huge = rsa.RSAPublicNumbers(65_537, (1 << 16_383) + 1).public_key()
    small = rsa_key().public_key()
    spki = [k.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for k in (small, huge)]
    began = time.perf_counter()
    assert refused(with_key(*spki)) == "long_key"
    assert time.perf_counter() - began < 0.1


def with_key(old: bytes, new: bytes) -> str:
    """The good request with another public key; every length round it is written anew."""
    info = bytes.fromhex("020100") + bytes.fromhex("3000") + new + bytes.fromhex("a000")
    algorithm = bytes.fromhex("300d06092a864886f70d01010b0500")
    whole = tlv(0x30, tlv(0x30, info) + algorithm + tlv(0x03, b"\0" * 257))
    return base64.b64encode(whole).decode()


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


@pytest.mark.parametrize("text", ["A" * 100_000, "-----BEGIN CERTIFICATE REQUEST-----" * 3_000, "MII" * 33_000,
                                  "-" * 100_000, "BEGIN " * 16_000, '"d":"' * 20_000])  # fmt: skip
def test_a_hundred_kilobytes_are_refused_at_once(text):
    began = time.perf_counter()
    assert refused(text) in {"too_large", "private_key"}
    assert time.perf_counter() - began < 0.5


def test_a_unit_is_left_out_with_a_warning():
    subject = [(NameOID.COMMON_NAME, "argan.ma"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "Service web")]
    request = reading.read(made(ec_key(), hashes.SHA256(), subject))
    assert [r.code for r in request.remarks] == ["unit"]
    assert "Service web" in str(request.remarks[0].message)
    assert request.proposed == ("argan.ma",)


def test_a_very_long_key_is_taken_with_a_warning():
    request = reading.read(csr("argan.ma", key=rsa_key(4104)))
    assert [r.code for r in request.remarks] == ["long_key"]


def test_names_of_other_kinds_are_told_apart_from_those_of_the_dns():
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName("argan.ma"),
            x509.IPAddress(ipaddress.ip_address("10.0.0.1")),
            x509.RFC822Name("a@argan.ma"),
        ]
    )
    request = reading.read(made(ec_key(), hashes.SHA256(), (), names))
    assert (request.names, set(request.others)) == (("argan.ma",), {"10.0.0.1", "a@argan.ma"})


@pytest.mark.parametrize(
    "junk", [b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x02\x01\x05", bytes(500), b"\x30\x80\x00\x00"]
)
def test_no_junk_breaks_the_reader(junk):
    assert refused(base64.b64encode(junk).decode()) in {"unreadable", "private_key"}
