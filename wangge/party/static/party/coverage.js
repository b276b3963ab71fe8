// Colours the areas of a map by the table below it: green all covered, amber some, red none.
// The table says the same and works without script. Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var FILL = { green: "#8fcca6", amber: "#f0c98a", red: "#e8a0aa" };

  function tones() {
    var found = {};
    Array.prototype.forEach.call(document.querySelectorAll("[data-cover]"), function (row) {
      found[row.getAttribute("data-cover")] = row.getAttribute("data-tone");
    });
    return found;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var el = document.querySelector("[data-cover-map]");
    if (!el || !window.wanggeMap) { return; }
    var known = tones(), one = window.wanggeMap.make(el);
    one.shapes(el.getAttribute("data-shapes"), {
      fill: function (properties) { return FILL[known[properties.id]] || "#e6e9ee"; },
      href: el.getAttribute("data-href")
    });
  });
})();
