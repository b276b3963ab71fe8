// The talk: to its end after each answer, Enter sends, photos go at once, the box grows with the words.
(function () {
  function toEnd() {
    var last = document.getElementById("last");
    if (last) { window.scrollTo(0, document.documentElement.scrollHeight); }
  }
  function grow(box) {
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight, 132) + "px";
  }
  function send(form) {
    if (form.requestSubmit) { form.requestSubmit(form.querySelector(".send")); } else { form.querySelector(".send").click(); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) { return; }
    if (!event.target.matches("[data-enter-sends]")) { return; }
    event.preventDefault();
    if (event.target.value.trim()) { send(event.target.form); }
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-enter-sends]")) { grow(event.target); }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-send-photos]") && event.target.files.length) { send(event.target.form); }
  });
  var asked = false;
  document.addEventListener("htmx:beforeRequest", function (event) {
    asked = event.detail.requestConfig.verb === "post";
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target.id !== "room" && !document.getElementById("room")) { return; }
    if (asked) {
      toEnd();
      var box = document.getElementById("say");
      if (box) { box.focus({ preventScroll: true }); }
    }
  });
  window.addEventListener("load", toEnd);
})();
