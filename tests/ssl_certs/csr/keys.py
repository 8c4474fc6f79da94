"""Keys in every shape in which people paste them, and broken ones."""

import base64

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)

from tests.certificates import csr, ec_key, rsa_key

SHAPES = {"PKCS8": PrivateFormat.PKCS8, "TraditionalOpenSSL": PrivateFormat.TraditionalOpenSSL,
          "OpenSSH": PrivateFormat.OpenSSH}  # fmt: skip
# Two 1024-bit primes made as the chips of CVE-2017-15361 made them; their product.
ROCA = int(
    "cc32737df3b326def10dec6ee09f1b2c821674837f2161643f979672e529b9056241d3fadd0e04aa73076e0145666b92"
    "784ecbbeebc33b2e92a04beb06c9d1c6b0b155b64aacc0b97a01b1a0e3a2a09aacf16150a22ab5de6a0c68515952e32d"
    "cfff45b3d0fed6129e72eb630a16bf9cc3467b97cf0cc0db1d96a334a5f29767cc11435bf9472df265e4d2a77e5168c6"
    "bb70c5493599a2121f67891225901d435d4a657a596dd782773f1f2aadb6e4ff575b309fc67a8e9ee5423a9912817fb3"
    "de6adb0bb4f3eff8e7a3c388966394c7a62e95c52aaca840ddb101d45b3f4ff03c095273ced12de41469cb849b7c2f31"
    "9c25b90ab3af58f5356d9dd179283b13",
    16,
)


def public_of(pem: str) -> bytes:
    """The public key of a certificate or request, in DER."""
    load = x509.load_pem_x509_csr if "REQUEST" in pem else x509.load_pem_x509_certificate
    return load(pem.encode()).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def bodies(pem: str) -> str:
    """PEM without its first and last line."""
    return "\n".join(pem.strip().splitlines()[1:-1])


def private_keys() -> dict[str, str]:
    """Shape → text. Each holds a private key, whole or cut, in one of the ways in which it gets onto a clipboard."""
    shapes = {}
    for name, key in (("rsa", rsa_key()), ("ec", ec_key())):
        for of, shape in SHAPES.items():
            pem = key.private_bytes(Encoding.PEM, shape, NoEncryption()).decode()
            label = f"{name} {of}"
            shapes |= {
                label: pem, f"{label}, one line": " ".join(pem.split("\n")), f"{label}, body": bodies(pem),
                f"{label}, after a request": csr("argan.ma") + "\n" + pem,
                f"{label}, in a letter": f"Bonjour,\nvoici ma clé : {bodies(pem)}\nMerci",
                f"{label}, without its end": pem[:200], f"{label}, without its beginning": pem[100:],
                f"{label}, encoded again": base64.b64encode(pem.encode()).decode(),
                f"{label}, in JSON": '{"key": "' + pem.replace("\n", "\\n") + '"}',
                f"{label}, called a request": csr("a.ma").splitlines()[0] + "\n" + bodies(pem),
            }  # fmt: skip
        locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()
        bundle = pkcs12.serialize_key_and_certificates(b"a", key, None, None, BestAvailableEncryption(b"x"))
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        shapes |= {f"{name} locked": locked, f"{name} locked, body": bodies(locked),
                   f"{name} PKCS#12": base64.encodebytes(bundle).decode(), f"{name} hex": plain.hex()}  # fmt: skip
    return shapes


def request_of(modulus: int) -> str:
    """A request whose RSA key has this modulus of 2048 bits; its signature is not its own."""
    old = rsa_key().public_key().public_numbers().n.to_bytes(256, "big")
    der = x509.load_pem_x509_csr(csr("argan.ma", key=rsa_key()).encode()).public_bytes(Encoding.DER)
    return base64.b64encode(der.replace(old, modulus.to_bytes(256, "big"))).decode()
