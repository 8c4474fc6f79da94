// A PKCS#12 file (RFC 7292) of key, certificate and chain, made by the browser: AES-256-CBC, PBKDF2 and HMAC with
// SHA-256. The key goes nowhere but into the file.
import { bmp, children, concat, element, explicit, implicit, integer, nothing, octets, oid, read, same, sequence, set }
  from "./der.js";
import { fromPem } from "./pem.js";

const ROUNDS = { encryption: 100_000, integrity: 10_000 };
const BLOCK = 64; // SHA-256 works on blocks of so many bytes
const OID = {
  rsa: "1.2.840.113549.1.1.1",
  ec: "1.2.840.10045.2.1",
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacSha256: "1.2.840.113549.2.9",
  aes256: "2.16.840.1.101.3.4.1.42",
  sha256: "2.16.840.1.101.3.4.2.1",
};
const CURVES = { "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384", "1.3.132.0.35": "P-521" };

// What is wrong with a key, as a word that the page knows the sentence of.
export class KeyProblem extends Error {}

// The PKCS#8 bytes of the one private key in a text. Throws KeyProblem.
export const readKey = (text) => {
  let blocks;
  try {
    blocks = fromPem(text).filter(({ label }) => label.endsWith("PRIVATE KEY"));
    if (!blocks.length) throw new KeyProblem("no-key");
    const [{ label, locked, bytes }] = blocks;
    if (locked || label === "ENCRYPTED PRIVATE KEY") throw new KeyProblem("locked");
    if (label === "PRIVATE KEY") return read(bytes).whole;
    if (label === "RSA PRIVATE KEY") return pkcs8(sequence(oid(OID.rsa), nothing()), bytes);
    if (label === "EC PRIVATE KEY") return pkcs8(sequence(oid(OID.ec), curveOf(bytes)), bytes);
  } catch (problem) {
    throw problem instanceof KeyProblem ? problem : new KeyProblem("unreadable");
  }
  throw new KeyProblem("unreadable");
};

const pkcs8 = (algorithm, key) => sequence(integer(0), algorithm, octets(read(key).whole));

const curveOf = (key) => {
  const parameters = children(read(key).content).find(({ tag }) => tag === 0xa0);
  if (!parameters) throw new KeyProblem("unreadable");
  return parameters.content;
};

const algorithmOf = (identifier) => {
  const [kind, curve] = children(identifier);
  if (same(kind.whole, oid(OID.rsa))) return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const known = curve && Object.keys(CURVES).find((dotted) => same(curve.whole, oid(dotted)));
  if (!same(kind.whole, oid(OID.ec)) || !known) throw new KeyProblem("unreadable");
  return { name: "ECDSA", namedCurve: CURVES[known] };
};

// The public key of a certificate: SubjectPublicKeyInfo follows the subject.
const publicKeyOf = (certificate) => {
  const parts = children(children(read(certificate).content)[0].content);
  return parts[(parts[0].tag === 0xa0 ? 1 : 0) + 5];
};

const exported = async (format, bytes, algorithm, use) => {
  const key = await crypto.subtle.importKey(format, bytes, algorithm, true, [use]);
  const { kty, crv, n, e, x, y } = await crypto.subtle.exportKey("jwk", key);
  return JSON.stringify([kty, crv, n, e, x, y]);
};

// Whether a private key (PKCS#8) is the one of a certificate (DER). Throws KeyProblem where the key is none.
export const belongs = async (key, certificate) => {
  const its = publicKeyOf(certificate);
  const mine = algorithmOf(children(read(key).content)[1].content);
  const wanted = algorithmOf(children(its.content)[0].content);
  if (mine.name !== wanted.name || mine.namedCurve !== wanted.namedCurve) return false;
  try {
    return (await exported("pkcs8", key, mine, "sign")) === (await exported("spki", its.whole, wanted, "verify"));
  } catch {
    throw new KeyProblem("unreadable");
  }
};

// The file. `certificates` are DER, the leaf first; `name` is what Windows shows.
export const makePfx = async ({ key, certificates, password, name }) => {
  const id = new Uint8Array(await crypto.subtle.digest("SHA-1", certificates[0]));
  const labels = set(attribute(OID.friendlyName, element(0x1e, bmp(name))), attribute(OID.localKeyId, octets(id)));
  const bags = certificates.map((bytes, place) => certificateBag(bytes, place ? null : labels));
  const shut = await encrypted(key, password);
  const keyBag = bag(OID.keyBag, sequence(shut.algorithm, octets(shut.bytes)), labels);
  const safe = sequence(await encryptedSafe(sequence(...bags), password), dataSafe(sequence(keyBag)));
  return sequence(integer(3), dataSafe(safe), await integrity(safe, password));
};

const attribute = (type, value) => sequence(oid(type), set(value));
const bag = (type, value, labels) => sequence(oid(type), explicit(0, value), ...(labels ? [labels] : []));
const certificateBag = (bytes, labels) =>
  bag(OID.certificateBag, sequence(oid(OID.certificate), explicit(0, octets(bytes))), labels);
const dataSafe = (content) => sequence(oid(OID.data), explicit(0, octets(content)));

const encryptedSafe = async (content, password) => {
  const { algorithm, bytes } = await encrypted(content, password);
  const info = sequence(oid(OID.data), algorithm, implicit(0, bytes));
  return sequence(oid(OID.encryptedData), explicit(0, sequence(integer(0), info)));
};

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

const encrypted = async (content, password) => {
  const [salt, iv] = [random(16), random(16)];
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS.encryption };
  const key = await crypto.subtle.deriveKey(derivation, secret, { name: "AES-CBC", length: 256 }, false, ["encrypt"]);
  const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, content));
  const hmac = sequence(oid(OID.hmacSha256), nothing());
  const how = sequence(oid(OID.pbkdf2), sequence(octets(salt), integer(ROUNDS.encryption), hmac));
  const cipher = sequence(oid(OID.aes256), octets(iv));
  return { algorithm: sequence(oid(OID.pbes2), sequence(how, cipher)), bytes };
};

const filled = (bytes) => {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  return whole.map((_byte, at) => bytes[at % bytes.length]);
};

// The key of the integrity check (RFC 7292, appendix B.2, purpose 3): one block of SHA-256 is long enough.
const integrityKey = async (password, salt) => {
  const secret = concat(bmp(password), Uint8Array.of(0, 0));
  let hash = concat(new Uint8Array(BLOCK).fill(3), filled(salt), filled(secret));
  for (let round = 0; round < ROUNDS.integrity; round += 1) {
    hash = new Uint8Array(await crypto.subtle.digest("SHA-256", hash));
  }
  return hash;
};

const integrity = async (safe, password) => {
  const salt = random(16);
  const raw = await integrityKey(password, salt);
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const code = new Uint8Array(await crypto.subtle.sign("HMAC", key, safe));
  const digest = sequence(sequence(oid(OID.sha256), nothing()), octets(code));
  return sequence(digest, octets(salt), integer(ROUNDS.integrity));
};
