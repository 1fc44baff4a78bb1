/* Reads name, size and SHA-256 of a bid file in the browser. The file has no name in the form, so it is never sent. */
const box = document.querySelector("[data-fingerprint]");
const input = box?.querySelector("input[type=file]");
const status = box?.querySelector("[data-fingerprint-status]");
const field = (name) => document.querySelector(`[name=${name}]`);

if (box && globalThis.crypto?.subtle) {
  box.hidden = false;
  // Not "change": js/admin.js keeps that from every file question of a desk.
  input.addEventListener("input", async () => {
    const file = input.files[0];
    if (!file) return;
    status.textContent = "Sidik sedang dihitung …";
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      field("sha256").value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      field("size").value = file.size;
      field("name").value = file.name;
      status.textContent = "Nama, ukuran, dan sidik sudah diisi dari berkas ini.";
    } catch {
      status.textContent = "Berkas ini tidak dapat dibaca peramban. Salin sidiknya dari alat lain.";
    }
  });
}
