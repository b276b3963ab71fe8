// Draws the boundaries that stand in the page itself (grids/boundaries_preview.html).
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var given = document.getElementById("drawn"), el = document.getElementById("map");
    if (given && el && el.wanggeMap) { el.wanggeMap.shapes(JSON.parse(given.textContent), {}); }
  });
})();
