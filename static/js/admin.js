/* Unfold writes the name of a chosen file into the first text field near it. On our own pages that field is a question
   of its own, whose answer would be lost; so its listener does not hear of files chosen there. */
(() => {
  "use strict";
  window.addEventListener(
    "change",
    (event) => {
      if (event.target.matches(".desk input[type=file]")) event.stopImmediatePropagation();
    },
    true,
  );
})();
