// The phone pages of a grid's people: camera or album, maps that unfold, a sheet that closes. All of it works without.
// Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var doc = document;

  // Camera and album are the same input: `capture` decides what the phone opens.
  function choose(box, fromCamera) {
    var input = box.querySelector("input[type=file]");
    if (!input) { return; }
    if (fromCamera) { input.setAttribute("capture", "environment"); } else { input.removeAttribute("capture"); }
    input.click();
  }

  // A map that was made while nobody could see it has no size yet.
  function wake(box) {
    var el = box.querySelector("[data-map]"), self = el && el.wanggeMap;
    if (!self) { return; }
    self.map.invalidateSize();
    if (self.areas && self.areas.getLayers().length && !el.hasAttribute("data-pin")) {
      self.map.fitBounds(self.areas.getBounds(), { padding: [18, 18], maxZoom: 17, animate: false });
    } else if (el.hasAttribute("data-pin")) {
      var at = el.getAttribute("data-pin").split(",");
      self.map.setView([Number(at[1]), Number(at[0])], self.map.getZoom(), { animate: false });
    }
    if (self.showNames) { self.showNames(); }
  }

  doc.addEventListener("click", function (event) {
    var at = event.target.closest ? event.target : event.target.parentElement;
    if (!at) { return; }
    var shoot = at.closest("[data-shoot], [data-album]");
    if (shoot) { choose(shoot.closest("[data-camera]"), shoot.hasAttribute("data-shoot")); return; }
    var opener = at.closest("[data-map-open]");
    if (opener) {
      var card = opener.closest("[data-map-card]");
      var isOpen = card.classList.toggle("is-open");
      opener.lastChild.textContent = isOpen ? "收起" : "放大看";
      wake(card);
      return;
    }
    Array.prototype.forEach.call(doc.querySelectorAll("details.sheet[open]"), function (sheet) {
      if (!sheet.contains(at)) { sheet.open = false; }
    });
  });

  doc.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    Array.prototype.forEach.call(doc.querySelectorAll("details.sheet[open]"), function (sheet) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    });
  });

  // A form that came back begins at what is still to be mended; tabs at the one that is on.
  doc.addEventListener("DOMContentLoaded", function () {
    var wrong = doc.querySelector(".finding .field-error");
    var here = doc.querySelector(".tabs [aria-current]");
    if (here) { here.parentNode.scrollLeft = here.offsetLeft - 60; }
    if (wrong) { (wrong.closest(".card") || wrong).scrollIntoView({ block: "center" }); }
  });

  // `toggle` does not bubble, but it is heard on the way down.
  doc.addEventListener("toggle", function (event) {
    if (event.target.open && event.target.querySelector && event.target.querySelector("[data-map]")) { wake(event.target); }
  }, true);
})();
