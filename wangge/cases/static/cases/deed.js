// A saved reply fills the words to the appellant without losing what was typed in the other fields.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-reply]");
    var said = document.querySelector("textarea[name=said]");
    if (!link || !said) return;
    event.preventDefault();
    said.value = link.getAttribute("data-reply");
    said.dispatchEvent(new Event("input", { bubbles: true }));
    said.focus();
  });
})();
