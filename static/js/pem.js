// PEM (RFC 7468): base64 between a line BEGIN and a line END.
export const toPem = (label, bytes) => {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const lines = btoa(binary).match(/.{1,64}/g);
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
};

const decode = (body) => Uint8Array.from(atob(body.replace(/\s+/g, "")), (character) => character.charCodeAt(0));

// Every block of a text, as {label, bytes}; headers such as Proc-Type make it `locked`. Throws on broken base64.
export const fromPem = (text) =>
  [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)].map(([, label, body]) => {
    const locked = /^[A-Za-z-]+:/m.test(body);
    return { label, locked, bytes: locked ? new Uint8Array() : decode(body) };
  });

// Whether a text holds a private key: such a text is never sent.
export const holdsPrivateKey = (text) =>
  /BEGIN[^-\n]*PRIVATE KEY|PRIVATE KEY-----|PuTTY-User-Key-File/i.test(text);
