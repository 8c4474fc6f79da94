// A key pair and its signing request (PKCS#10), made by the browser (Web Crypto). Nothing here speaks to a server.
import { bits, element, explicit, implicit, integer, nothing, octets, oid, sequence, set, utf8 } from "./der.js";
import { toPem } from "./pem.js";

const RSA = (modulusLength) => ({
  make: { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" },
  sign: { name: "RSASSA-PKCS1-v1_5" },
  algorithm: sequence(oid("1.2.840.113549.1.1.11"), nothing()),
});
const CURVE = (namedCurve, hash, signature) => ({
  make: { name: "ECDSA", namedCurve },
  sign: { name: "ECDSA", hash },
  algorithm: sequence(oid(signature)),
});
export const KINDS = {
  "rsa-2048": RSA(2048),
  "rsa-3072": RSA(3072),
  "p-256": CURVE("P-256", "SHA-256", "1.2.840.10045.4.3.2"),
  "p-384": CURVE("P-384", "SHA-384", "1.2.840.10045.4.3.3"),
};
const COMMON_NAME = "2.5.4.3";
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const ALTERNATIVE_NAMES = "2.5.29.17";
const COMMON_NAME_MOST = 64;

// Typed names in A-labels, the wildcard's own name added; the server checks every rule, this only spells.
export const spelled = (typed) => {
  const found = new Set();
  for (const word of typed.split(/[\s,;،؛、]+/).filter(Boolean)) {
    const bare = word.replace(/^[a-z][a-z0-9+.-]*:\/+/i, "").replace(/[/?#:\\].*$/, "");
    const star = bare.startsWith("*.") ? "*." : "";
    const name = new URL(`http://${bare.slice(star.length)}`).hostname.replace(/\.$/, "");
    found.add(star + name);
  }
  for (const name of [...found]) if (name.startsWith("*.")) found.add(name.slice(2));
  return [...found];
};

export const makeKey = (kind) => crypto.subtle.generateKey(KINDS[kind].make, true, ["sign", "verify"]);

export const privatePem = async (pair) =>
  toPem("PRIVATE KEY", new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)));

export const makeRequest = async (kind, pair, names) => {
  const key = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const info = sequence(integer(0), subject(names[0]), key, explicit(0, requested(names)));
  const made = new Uint8Array(await crypto.subtle.sign(KINDS[kind].sign, pair.privateKey, info));
  const signature = kind.startsWith("p-") ? pairOfIntegers(made) : made;
  return toPem("CERTIFICATE REQUEST", sequence(info, KINDS[kind].algorithm, bits(signature)));
};

const subject = (name) =>
  name.length > COMMON_NAME_MOST ? sequence() : sequence(set(sequence(oid(COMMON_NAME), utf8(name))));

const requested = (names) => {
  const ascii = names.map((name) => implicit(2, new TextEncoder().encode(name)));
  const extension = sequence(oid(ALTERNATIVE_NAMES), octets(sequence(...ascii)));
  return sequence(oid(EXTENSION_REQUEST), element(0x31, sequence(extension)));
};

// Web Crypto gives r and s side by side; a request carries them as a sequence.
const pairOfIntegers = (bytes) =>
  sequence(integer(bytes.slice(0, bytes.length / 2)), integer(bytes.slice(bytes.length / 2)));
