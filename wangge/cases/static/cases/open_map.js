// The map of open work: areas shaded by how much is open, a dot for each case that has a place.
// The lists beside it say the same and work without it. Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var doc = document;
  var SOON = 2 * 3600;
  var SHADES = ["#f1f3f6", "#d8e4f4", "#b3cbec", "#86abdf", "#5688cc"];

  function now() {
    var given = Date.parse(doc.body.getAttribute("data-now") || "");
    return (given || Date.now()) / 1000;
  }

  function two(n) { return n < 10 ? "0" + n : String(n); }

  function span(seconds) {
    var minutes = Math.floor(Math.abs(seconds) / 60), days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24;
    if (days) { return days + " 天" + (hours ? " " + hours + " 小时" : ""); }
    if (hours) { return hours + " 小时" + (minutes % 60 ? " " + minutes % 60 + " 分" : ""); }
    return minutes ? minutes + " 分钟" : "不到 1 分钟";
  }

  // Red and amber by the clock; violet and grey where nobody can do anything about it now.
  function tone(status, left) {
    if (status === "grey" || status === "violet") { return left < 0 && status === "violet" ? "red" : status; }
    return left < 0 ? "red" : left < SOON ? "amber" : "blue";
  }

  function when(seconds) {
    var there = new Date(seconds * 1000 + 8 * 3600000);
    return two(there.getUTCMonth() + 1) + "-" + two(there.getUTCDate()) + " " + two(there.getUTCHours()) + ":" + two(there.getUTCMinutes());
  }

  function steps(most) {
    // At most four shades above none, in whole numbers: 1-3, 4-6, ...
    var wide = Math.max(1, Math.ceil(most / 4)), found = [];
    for (var from = 1; from <= most && found.length < 4; from += wide) { found.push([from, from + wide - 1]); }
    return found;
  }

  function legend(place, found) {
    place.textContent = "";
    [[0, 0]].concat(found).forEach(function (step, n) {
      var one = doc.createElement("span"), key = doc.createElement("i");
      key.className = "shade-key shade-" + n;
      one.appendChild(key);
      one.appendChild(doc.createTextNode(n === found.length && n ? step[0] + " 件及以上" : step[0] === step[1] ? String(step[0]) : step[0] + "–" + step[1]));
      place.appendChild(one);
    });
  }

  function begin(box) {
    var el = box.querySelector(".map"), kit = window.wanggeMap;
    if (!el || !kit) { return; }
    var self = el.wanggeMap || kit.make(el), base = box.getAttribute("data-case");
    kit.readJson(box.getAttribute("data-points-url")).then(function (found) {
      var counts = {}, dots = [], lost = 0, at = now();
      found.cases.forEach(function (row) {
        counts[row[6]] = (counts[row[6]] || 0) + 1;
        if (row[1] === null) { lost += 1; return; }
        var status = found.statuses[row[3]], left = row[5] - at;
        var words = found.matters[row[4]] + "，" + status[0] + "，" + (left < 0 ? "超期 " + span(left) : when(row[5]) + " 到期");
        dots.push([row[1], row[2], tone(status[1], left), words, base + row[0] + "/"]);
      });
      // What is late lies on top.
      var order = { grey: 0, blue: 1, violet: 2, amber: 3, red: 4 };
      dots.sort(function (a, b) { return order[a[2]] - order[b[2]]; });
      draw(self, box, counts, dots);
      var place = doc.getElementById("open-map-lost");
      if (place && lost) { place.textContent = "另有 " + lost + " 件没有点位，只计在区域里"; }
    }, function () { if (window.wangge) { window.wangge.toast("地图上的点没有取到，请刷新"); } });
  }

  // The dots' canvas lies over the areas' and would swallow every click: it lets all through, and what lies
  // under the pointer is looked for here.
  function touchable(self, dots) {
    var map = self.map, hit = { pressed: null }, shown = null, spots = [];
    var words = doc.createElement("span"), tip = window.L.tooltip({ direction: "top", offset: [0, -6], opacity: 1 }).setContent(words);
    map.getPane("points").style.pointerEvents = "none";

    function place() { spots = dots.map(function (dot) { return map.latLngToContainerPoint([dot[1], dot[0]]); }); }

    function near(at) {
      var best = null, least = 81;
      for (var n = 0; n < dots.length; n++) {
        var x = spots[n].x - at.x, y = spots[n].y - at.y, far = x * x + y * y;
        if (far <= least) { least = far; best = dots[n]; }
      }
      return best;
    }

    map.on("moveend zoomend resize", place);
    map.on("mousemove", function (event) {
      var dot = near(event.containerPoint);
      if (dot === shown) { return; }
      shown = dot;
      map.getContainer().classList.toggle("is-on-dot", !!dot);
      if (!dot) { tip.remove(); return; }
      words.textContent = dot[3];
      tip.setLatLng([dot[1], dot[0]]).addTo(map);
    });
    map.on("mouseout", function () { shown = null; tip.remove(); });
    map.on("preclick", function (event) { hit.pressed = near(event.containerPoint); });
    map.on("click", function () { if (hit.pressed) { window.location.href = hit.pressed[4]; } });
    place();
    return hit;
  }

  // The fixed places of members' posts, above the dots, when somebody asks for them.
  function posts(self) {
    var box = doc.getElementById("open-map-posts"), layer = null;
    if (!box) { return; }
    box.addEventListener("change", function () {
      if (layer) { self.map[box.checked ? "addLayer" : "removeLayer"](layer); return; }
      layer = window.L.layerGroup().addTo(self.map);
      window.wanggeMap.readJson(box.getAttribute("data-url")).then(function (rows) {
        rows.forEach(function (row) {
          var mark = window.L.divIcon({ className: "post-key " + row[2], iconSize: [14, 14] });
          window.L.marker([row[1], row[0]], { icon: mark, title: row[3], alt: row[3] }).on("click", function () { window.location.href = row[4]; }).addTo(layer);
        });
      }, function () { if (window.wangge) { window.wangge.toast("责任岗没有取到，请刷新"); } });
    });
  }

  function draw(self, box, counts, dots) {
    var most = Object.keys(counts).reduce(function (a, id) { return id === "0" ? a : Math.max(a, counts[id]); }, 0);
    var found = steps(most);
    function shade(n) {
      if (!n) { return SHADES[0]; }
      for (var i = found.length - 1; i >= 0; i--) { if (n >= found[i][0]) { return SHADES[i + 1]; } }
      return SHADES[0];
    }
    var hit = touchable(self, dots);
    self.shapes(box.getAttribute("data-shapes-url"), {
      fill: function (area) { return shade(counts[area.id]); },
      strength: function (zoom) { return zoom >= 16 ? 0.08 : zoom >= 15 ? 0.35 : 0.7; },
      label: function (area) { return area.name + "　" + (counts[area.id] || 0); },
      open: function (id) {
        if (hit.pressed) { window.location.href = hit.pressed[4]; return; }
        var item = doc.querySelector("[data-area='" + id + "'] a.count-link") || doc.querySelector("[data-area='" + id + "'] a");
        if (item) { window.location.href = item.href; }
      }
    }).then(function () { self.points(dots, { radius: 5 }); });
    posts(self);
    var place = doc.getElementById("open-map-steps");
    if (place) { legend(place, found); }
  }

  doc.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(doc.querySelectorAll("#open-map"), begin);
  });
})();
