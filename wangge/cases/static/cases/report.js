// The report page: a map to point at, the phone's own position when asked for. Everything works without it.
(function () {
  "use strict";
  var form = document.getElementById("report");
  var box = document.querySelector("[data-pick-map]");
  if (!form || !box || !window.WanggeMap) return;
  var place = form.elements.place;
  var said = document.querySelector("[data-locate-words]");
  function put(lon, lat, crs) {
    form.elements.lon.value = lon.toFixed(6);
    form.elements.lat.value = lat.toFixed(6);
    form.elements.crs.value = crs || "wgs84";
    place.dispatchEvent(new Event("placed"));
  }
  var map = window.WanggeMap.pick(box, {
    lon: parseFloat(box.dataset.lon), lat: parseFloat(box.dataset.lat),
    onPick: function (lon, lat) { put(lon, lat); said.textContent = "已在地图上选好"; },
  });
  var button = document.querySelector("[data-locate]");
  if (!navigator.geolocation) { button.hidden = true; return; }
  button.addEventListener("click", function () {
    said.textContent = "正在定位…";
    navigator.geolocation.getCurrentPosition(function (found) {
      put(found.coords.longitude, found.coords.latitude);
      if (map && map.show) map.show(found.coords.longitude, found.coords.latitude);
      said.textContent = "已定位，可以在地图上改";
    }, function () { said.textContent = "没有定到位，请在地图上点一下，或写地址"; }, { timeout: 10000 });
  });
})();
