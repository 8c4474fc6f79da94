// Messages stay until read; with JavaScript each can be put away. Open menus close on Escape or a click outside.
const reveal = (root) => {
  for (const button of root.querySelectorAll("[data-close-message][hidden]")) button.hidden = false;
};

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
};

document.addEventListener("click", (event) => {
  event.target.closest("[data-close-message]")?.closest("[data-message]").remove();
  closeMenus(event.target.closest("details[data-menu]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  closeMenus(null);
  open?.querySelector("summary").focus();
});

document.addEventListener("htmx:load", (event) => reveal(event.target));
reveal(document);
