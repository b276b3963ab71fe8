// Drawing a boundary by its corners (grids/draw.html), or lines that cut an area (territory/split.html).
// The shape is kept in a text area, so that the page works without this script too. Written for Chromium 86.
(function () {
  "use strict";

  var SNAP = 10;

  function start() {
    var given = document.getElementById("drawing"), el = document.getElementById("map");
    if (!given || !el || !el.wanggeMap) { return; }
    var drawing = JSON.parse(given.textContent), map = el.wanggeMap.map;
    var field = document.getElementById("id_geometry") || document.getElementById("id_lines");
    var edges = showAround(map, drawing);
    if (drawing.cut) { cutter(map, drawing, field, edges); } else { editor(map, drawing, field, edges); }
  }

  function rings(geometry) {
    if (!geometry) { return []; }
    return geometry.type === "Polygon" ? geometry.coordinates : [].concat.apply([], geometry.coordinates);
  }

  // What the boundary has to agree with; answers its edges, for snapping.
  function showAround(map, drawing) {
    var edges = [], bounds = L.latLngBounds([]);
    function add(geometry, style) {
      rings(geometry).forEach(function (ring) {
        var line = ring.map(function (p) { return L.latLng(p[1], p[0]); });
        edges.push(line);
        line.forEach(function (at) { bounds.extend(at); });
        L.polyline(line, Object.assign({ interactive: false }, style)).addTo(map);
      });
    }
    (drawing.siblings || []).forEach(function (one) {
      add(one.geometry, { color: "#7d8796", weight: 1.4 });
      var at = L.geoJSON(one.geometry).getBounds().getCenter();
      var name = L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-name map-name-area", html: "<span></span>", iconSize: [0, 0] }) }).addTo(map);
      name.getElement().firstChild.textContent = one.name;
    });
    add(drawing.parent, { color: "#c8102e", weight: 1.6, dashArray: "6 5" });
    rings(drawing.own).forEach(function (ring) { ring.forEach(function (p) { bounds.extend([p[1], p[0]]); }); });
    var own = drawing.own ? L.geoJSON(drawing.own).getBounds() : bounds;
    if (own.isValid()) { map.fitBounds(own, { padding: [50, 50], maxZoom: 17, animate: false }); }
    return edges;
  }

  // The corner of a neighbour, or the nearest point of its edge, if it is within a few pixels.
  function snap(map, edges, at) {
    var p = map.latLngToLayerPoint(at), best = null, near = SNAP;
    edges.forEach(function (line) {
      for (var n = 0; n < line.length; n++) {
        var a = map.latLngToLayerPoint(line[n]), far = a.distanceTo(p);
        if (far < near) { near = far; best = line[n]; }
      }
    });
    if (best) { return best; }
    edges.forEach(function (line) {
      for (var n = 1; n < line.length; n++) {
        var a = map.latLngToLayerPoint(line[n - 1]), b = map.latLngToLayerPoint(line[n]);
        var on = L.LineUtil.closestPointOnSegment(p, a, b), far = on.distanceTo(p);
        if (far < near) { near = far; best = map.layerPointToLatLng(on); }
      }
    });
    return best || at;
  }

  function digits(at) { return [Math.round(at.lng * 1e7) / 1e7, Math.round(at.lat * 1e7) / 1e7]; }

  function dot(map, at, name, draggable) {
    var size = name === "corner" ? 14 : 10;
    return L.marker(at, { draggable: draggable, keyboard: false, icon: L.divIcon({ className: name, iconSize: [size, size], iconAnchor: [size / 2, size / 2] }) }).addTo(map);
  }

  // --- a boundary ---

  function editor(map, drawing, field, edges) {
    var shape = rings(drawing.own).map(function (ring) {
      return ring.slice(0, -1).map(function (p) { return L.latLng(p[1], p[0]); });
    });
    var holes = drawing.own && drawing.own.type === "Polygon" ? drawing.own.coordinates.length - 1 : 0;
    var groups = drawing.own && drawing.own.type === "MultiPolygon" ? drawing.own.coordinates.map(function (part) { return part.length; }) : null;
    var layer = L.layerGroup().addTo(map), past = [], chosen = null, isFresh = !shape.length;
    var fill = L.polygon([], { color: "#c8102e", weight: 2.4, fillOpacity: 0.08, interactive: false }).addTo(map);
    var words = document.querySelector("[data-draw-words]");

    function remember() { past.push(JSON.stringify(shape.map(function (ring) { return ring.map(digits); }))); if (past.length > 100) { past.shift(); } }

    function write() {
      var drawn = shape.filter(function (ring) { return ring.length > 2; }).map(function (ring) {
        var closed = ring.map(digits);
        closed.push(closed[0]);
        return closed;
      });
      if (!drawn.length) { field.value = ""; return; }
      if (groups && drawn.length === shape.length) {
        var at = 0;
        field.value = JSON.stringify({ type: "MultiPolygon", coordinates: groups.map(function (n) { var part = drawn.slice(at, at + n); at += n; return part; }) });
      } else {
        field.value = JSON.stringify({ type: "Polygon", coordinates: drawn.slice(0, 1 + holes) });
      }
    }

    function show() {
      layer.clearLayers();
      fill.setLatLngs(shape);
      shape.forEach(function (ring, r) {
        ring.forEach(function (at, n) { corner(ring, r, n); if (ring.length > 2) { between(ring, n); } });
      });
      write();
      if (words) { words.textContent = isFresh ? "在地图上依次点出边界的角" : "共 " + shape.reduce(function (sum, ring) { return sum + ring.length; }, 0) + " 个角"; }
    }

    function corner(ring, r, n) {
      var mark = dot(map, ring[n], "corner" + (chosen && chosen[0] === r && chosen[1] === n ? " is-chosen" : ""), true).addTo(layer);
      mark.on("dragstart", remember);
      mark.on("drag", function () { ring[n] = snap(map, edges, mark.getLatLng()); fill.setLatLngs(shape); });
      mark.on("dragend", show);
      mark.on("click", function () { chosen = [r, n]; isFresh = false; show(); });
    }

    function between(ring, n) {
      var next = ring[(n + 1) % ring.length];
      var middle = L.latLng((ring[n].lat + next.lat) / 2, (ring[n].lng + next.lng) / 2);
      dot(map, middle, "corner-between", false).addTo(layer).on("click", function (event) {
        L.DomEvent.stop(event);
        remember();
        ring.splice(n + 1, 0, middle);
        show();
      });
    }

    function remove() {
      if (!chosen || shape[chosen[0]].length <= 3) { return; }
      remember();
      shape[chosen[0]].splice(chosen[1], 1);
      chosen = null;
      show();
    }

    function undo() {
      if (!past.length) { return; }
      shape = JSON.parse(past.pop()).map(function (ring) { return ring.map(function (p) { return L.latLng(p[1], p[0]); }); });
      chosen = null;
      show();
    }

    map.on("click", function (event) {
      if (!isFresh) { return; }
      remember();
      if (!shape.length) { shape.push([]); }
      shape[0].push(snap(map, edges, event.latlng));
      show();
    });
    buttons({ undo: undo, remove: remove, restart: function () { remember(); shape = []; holes = 0; groups = null; isFresh = true; chosen = null; show(); } });
    document.addEventListener("keydown", function (event) {
      var isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (!isTyping && (event.key === "Delete" || event.key === "Backspace")) { event.preventDefault(); remove(); }
      if (!isTyping && event.key === "z" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); undo(); }
    });
    show();
  }

  function buttons(acts) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-draw]"), function (button) {
      var act = acts[button.getAttribute("data-draw")];
      if (act) { button.addEventListener("click", act); }
    });
  }

  // --- lines that cut ---

  function cutter(map, drawing, field, edges) {
    var lines = [[]], layer = L.layerGroup().addTo(map);
    var words = document.querySelector("[data-draw-words]");
    L.geoJSON(drawing.own, { interactive: false, style: { color: "#c8102e", weight: 2.4, fillOpacity: 0.08 } }).addTo(map);

    function show() {
      layer.clearLayers();
      lines.forEach(function (line) {
        if (line.length > 1) { L.polyline(line, { color: "#6a46b4", weight: 3.5, dashArray: "8 6", interactive: false }).addTo(layer); }
        line.forEach(function (at, n) {
          var mark = dot(map, at, "corner", true).addTo(layer);
          mark.on("drag", function () { line[n] = mark.getLatLng(); });
          mark.on("dragend", show);
        });
      });
      var drawn = lines.filter(function (line) { return line.length > 1; });
      field.value = drawn.length ? JSON.stringify(drawn.map(function (line) { return { type: "LineString", coordinates: line.map(digits) }; })) : "";
      if (words) { words.textContent = drawn.length ? "已画 " + drawn.length + " 条线" : "从边界外点起，一直点到另一边的边界外"; }
    }

    map.on("click", function (event) { lines[lines.length - 1].push(event.latlng); show(); });
    buttons({
      undo: function () {
        if (!lines[lines.length - 1].length && lines.length > 1) { lines.pop(); }
        lines[lines.length - 1].pop();
        show();
      },
      next: function () { if (lines[lines.length - 1].length > 1) { lines.push([]); show(); } },
      restart: function () { lines = [[]]; show(); }
    });
    if (drawing.lines) {
      lines = drawing.lines.map(function (line) { return line.coordinates.map(function (p) { return L.latLng(p[1], p[0]); }); });
    }
    show();
  }

  document.addEventListener("DOMContentLoaded", function () { setTimeout(start, 0); });
})();
