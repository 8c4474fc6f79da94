// The page of names and key: makes key and request where the browser can, and stops a private key before it is sent.
import { makeKey, makeRequest, privatePem, spelled } from "./csr.js";
import { holdsPrivateKey } from "./pem.js";

const maker = document.querySelector("[data-key-maker]");
const form = document.getElementById("set-up");
const names = document.getElementById("id_names");
const request = document.getElementById("id_csr");
const part = (name) => maker.querySelector(`[data-${name}]`);
const say = (word) => {
  part("status").textContent = word ? maker.dataset[word] : "";
};
let made = "";

const forgetKey = () => {
  made = "";
  part("private-key").value = "";
  part("saved").checked = false;
  part("result").hidden = true;
};

const showKey = (pem, name) => {
  const link = part("download");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([pem], { type: "application/x-pem-file" }));
  link.download = `${name.replace("*", "wildcard")}.key`;
  part("private-key").value = pem;
  part("copy-key").hidden = !navigator.clipboard;
  part("result").hidden = false;
};

const make = async () => {
  forgetKey();
  let wanted = [];
  try {
    wanted = spelled(names.value);
  } catch {
    wanted = [];
  }
  if (!wanted.length) return say("noNames");
  say("working");
  part("make").disabled = true;
  try {
    const kind = part("kind").value;
    const pair = await makeKey(kind);
    made = await makeRequest(kind, pair, wanted);
    request.value = made;
    showKey(await privatePem(pair), wanted[0]);
    say("done");
  } catch {
    forgetKey();
    say("failed");
  }
  part("make").disabled = false;
};

const stopPrivateKey = ({ target }) => {
  if (!holdsPrivateKey(target.value)) return;
  target.value = "";
  say("wasPrivate");
  part("status").scrollIntoView({ block: "center" });
};

const stopUnsaved = (event) => {
  if (!made || request.value !== made || part("saved").checked) return;
  event.preventDefault();
  say("notSaved");
  part("saved").focus();
};

part("make").addEventListener("click", make);
part("copy-key").addEventListener("click", async () => {
  await navigator.clipboard.writeText(part("private-key").value);
  say("copied");
});
for (const field of [names, request]) field.addEventListener("input", stopPrivateKey);
names.addEventListener("input", () => {
  if (!made) return;
  if (request.value === made) request.value = "";
  forgetKey();
  say("namesChanged");
});
form.addEventListener("submit", stopUnsaved);
if (globalThis.crypto?.subtle) part("tools").hidden = false;
else say("unsafe");
