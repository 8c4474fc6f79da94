// DER (X.690): writing what a signing request and a PKCS#12 file are made of, and reading just enough of both.
export const concat = (...parts) => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const lengthOf = (length) => {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = [];
  for (let rest = length; rest; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
};

export const element = (tag, ...parts) => {
  const content = concat(...parts);
  return concat(Uint8Array.of(tag), lengthOf(content.length), content);
};

const compare = (a, b) => {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) return a[at] - b[at];
  return a.length - b.length;
};

export const sequence = (...parts) => element(0x30, ...parts);
export const set = (...parts) => element(0x31, ...parts.sort(compare));
export const octets = (bytes) => element(0x04, bytes);
export const bits = (bytes) => element(0x03, Uint8Array.of(0), bytes);
export const nothing = () => element(0x05);
export const utf8 = (text) => element(0x0c, new TextEncoder().encode(text));
export const explicit = (number, ...parts) => element(0xa0 | number, ...parts);
export const implicit = (number, bytes) => element(0x80 | number, bytes);

// A natural number: a small one, or the bytes of a large one, most significant first.
export const integer = (value) => {
  let bytes = value;
  if (typeof value === "number") {
    bytes = [];
    for (let rest = value; rest; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
    bytes = Uint8Array.from(bytes);
  }
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start += 1;
  const short = bytes.slice(start);
  return element(0x02, !short.length || short[0] & 0x80 ? Uint8Array.of(0) : new Uint8Array(), short);
};

export const oid = (dotted) => {
  const [first, second, ...others] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of others) {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest; rest = Math.floor(rest / 128)) groups.unshift((rest % 128) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Uint8Array.from(bytes));
};

export const bmp = (text) => {
  const bytes = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at += 1) bytes.set([text.charCodeAt(at) >> 8, text.charCodeAt(at) & 0xff], at * 2);
  return bytes;
};

// The element that begins at a place: its tag, its content, itself whole. Throws where the bytes end too early.
export const read = (bytes, at = 0) => {
  if (at + 2 > bytes.length) throw new RangeError("DER ends too early");
  let length = bytes[at + 1];
  let start = at + 2;
  if (length & 0x80) {
    const size = length & 0x7f;
    if (!size || size > 4) throw new RangeError("DER of an unusual length");
    length = 0;
    for (const byte of bytes.slice(start, start + size)) length = length * 256 + byte;
    start += size;
  }
  const end = start + length;
  if (end > bytes.length) throw new RangeError("DER ends too early");
  return { tag: bytes[at], content: bytes.slice(start, end), whole: bytes.slice(at, end), end };
};

export const children = (bytes) => {
  const found = [];
  for (let at = 0; at < bytes.length; at = found.at(-1).end) found.push(read(bytes, at));
  return found;
};

export const same = (a, b) => a.length === b.length && compare(a, b) === 0;
