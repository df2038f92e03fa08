// Small behaviours of the pages. Everything works without them, only less comfortably.

const root = document.documentElement;
root.classList.add("has-script");

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-menu]");
  if (menu) {
    const isOpen = document.getElementById(menu.getAttribute("aria-controls")).classList.toggle("is-open");
    menu.setAttribute("aria-expanded", String(isOpen));
  }
  const more = event.target.closest("[data-show-more]");
  if (more) {
    more.parentElement.querySelector("tbody[data-more]").classList.add("is-open");
    more.remove();
  }
});

// The colours change at once; the choice is remembered by the same form that works without script.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const body = new URLSearchParams(new FormData(form));
  body.set("theme", theme);
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const button of form.querySelectorAll("button")) button.toggleAttribute("aria-pressed", false);
  event.submitter.setAttribute("aria-pressed", "true");
  root.dispatchEvent(new Event("clientela:colours"));
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});

// A page restored from the browser's memory after a log-out must not be shown.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
