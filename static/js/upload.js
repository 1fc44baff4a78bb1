/* Shows how far an upload has come. Without this script the same form posts as it is. */
(() => {
  "use strict";
  const words = (part, whole) => `${Math.floor((100 * part) / whole)}% terkirim`;

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    const bar = form?.querySelector(".upload-progress");
    const chosen = form && [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!bar || !chosen || event.defaultPrevented) return;
    event.preventDefault();
    const progress = bar.querySelector("progress");
    const status = bar.querySelector("[role=status]");
    const buttons = form.querySelectorAll("button");
    const rest = () => buttons.forEach((button) => { button.disabled = false; });
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      progress.value = (100 * step.loaded) / step.total;
      status.textContent = step.loaded < step.total ? words(step.loaded, step.total) : "Berkas sedang diperiksa …";
    });
    request.addEventListener("load", () => {
      const action = new URL(form.action || location.href, location.href).href;
      if (request.status < 400 && request.responseURL && request.responseURL !== action) {
        location.assign(request.responseURL);
        return;
      }
      // The answer is the form again, with the reason: put it in place and take the reader there.
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const fresh = answer.querySelector("main");
      const old = document.querySelector("main");
      if (!fresh || !old) {
        location.reload();
        return;
      }
      document.title = answer.title;
      old.replaceWith(document.adoptNode(fresh));
      (document.querySelector(".error-summary") ?? document.querySelector("main")).focus();
    });
    request.addEventListener("error", () => {
      rest();
      status.textContent = "Sambungan terputus, berkas belum terkirim. Periksa jaringan Anda lalu unggah lagi.";
    });
    const data = new FormData(form, event.submitter);
    buttons.forEach((button) => { button.disabled = true; });
    bar.hidden = false;
    status.textContent = "Mengirim …";
    request.open("POST", form.action || location.href);
    request.setRequestHeader("Accept", "text/html");
    request.send(data);
  }, true);
})();
