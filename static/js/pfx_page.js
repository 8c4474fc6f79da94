// The box that checks a private key against a certificate and packs both for Windows; the key stays in the page.
import { fromPem } from "./pem.js";
import { KeyProblem, belongs, makePfx, readKey } from "./pfx.js";

const open = (box) => {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const certificates = fromPem(part("pem").textContent).map(({ bytes }) => bytes);
  const say = (word, tone) => {
    part("status").textContent = box.dataset[word];
    part("status").className = `note tone--${tone}`;
    part("status").hidden = false;
  };
  const words = { "no-key": "noKey", locked: "locked", unreadable: "unreadable" };

  const checkedKey = async () => {
    const key = readKey(part("key").value);
    if (!(await belongs(key, certificates[0]))) throw new KeyProblem("other");
    return key;
  };
  const refuse = (problem) => say(problem instanceof KeyProblem ? words[problem.message] ?? "other" : "failed", "late");

  const pack = async () => {
    part("download").hidden = true;
    const key = await checkedKey();
    const password = part("password").value;
    if (password.length < Number(box.dataset.passwordLeast)) return say("shortPassword", "late");
    if (password !== part("password-again").value) return say("otherPassword", "late");
    say("working", "neutral");
    const file = await makePfx({ key, certificates, password, name: box.dataset.name });
    const link = part("download");
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([file], { type: "application/x-pkcs12" }));
    link.download = `${box.dataset.name.replace("*", "wildcard")}.pfx`;
    link.hidden = false;
    return say("done", "fine");
  };

  part("file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file) part("key").value = await file.text();
  });
  part("check").addEventListener("click", () => checkedKey().then(() => say("belongs", "fine")).catch(refuse));
  part("make").addEventListener("click", () => pack().catch(refuse));
  if (globalThis.crypto?.subtle) part("tools").hidden = false;
  else say("unsafe", "late");
};

for (const box of document.querySelectorAll("[data-pfx]")) open(box);
