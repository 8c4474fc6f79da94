// A copy button appears only where it can work, and says so when it has worked.
const reveal = (root) => {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("[data-copy-label]");
  const before = label.textContent;
  label.textContent = button.dataset.copyDone;
  button.dataset.copied = "";
  setTimeout(() => {
    label.textContent = before;
    delete button.dataset.copied;
  }, 2000);
});

document.addEventListener("htmx:load", (event) => reveal(event.target));
reveal(document);
