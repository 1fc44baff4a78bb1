/* Small comforts on top of pages that work without any script. */
(() => {
  "use strict";

  // The page was refused: take the reader to the reasons (autofocus does it on load; this covers htmx swaps).
  const lead = (root) => root.querySelector(".error-summary")?.focus();

  // A double click sends a form once. The server refuses the second one anyway; this spares the waiting.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button?.dataset.busy) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy;
    }
    form.setAttribute("aria-busy", "true");
  });
  // Back from the browser's page cache: the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
      for (const button of form.querySelectorAll("[data-label]")) button.textContent = button.dataset.label;
    }
  });

  // The menu closes with Escape and when the reader goes elsewhere.
  const menu = document.querySelector(".site-menu");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu?.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });

  // Links of the error summary put the cursor into the field, not only on the screen.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      (document.querySelector(`label[for="${field.id}"]`) ?? field).scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    }
  });

  // Files: name the size before it travels, refuse what the server would refuse (data-max-bytes).
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    const limit = Number(input.dataset.maxBytes);
    const large = limit ? [...input.files].find((file) => file.size > limit) : undefined;
    input.setCustomValidity(
      large ? `Berkas ${large.name} lebih besar dari ${Math.floor(limit / 1048576)} MB. Pilih berkas yang lebih kecil.` : "",
    );
    input.reportValidity();
  });

  // [data-print] buttons appear only where a script can serve them.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  document.addEventListener("htmx:afterSwap", (event) => lead(event.target));
})();
