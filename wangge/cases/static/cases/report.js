// The map goes where the written place was understood to be, as long as nobody has pointed at it.
(function () {
  "use strict";
  document.addEventListener("htmx:afterSettle", function (event) {
    var where = event.target;
    var map = document.getElementById("pick-map");
    var lon = document.getElementById("id_lon");
    if (!where || where.id !== "where" || !map || !map.wanggeMap || !lon || lon.value) { return; }
    var x = parseFloat(where.getAttribute("data-lon")), y = parseFloat(where.getAttribute("data-lat"));
    if (isFinite(x) && isFinite(y)) { map.wanggeMap.map.setView([y, x], 17); }
  });
})();
