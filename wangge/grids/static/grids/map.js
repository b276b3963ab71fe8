// Maps without tiles: the ground (roads, water, houses) is drawn from our own places, areas lie over it.
// A page says what it wants in data attributes (grids/map.html); other scripts use window.wanggeMap.
// Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var doc = document;
  var TILE_ZOOM = 15;
  var MOST_LABELS = 60;
  var TINTS = ["#dfe9f5", "#e6efe0", "#f5ecdc", "#ece4f3", "#dff0ee", "#f4e4e4"];
  var TONES = { red: "#c8102e", amber: "#d98200", blue: "#2f6fc4", green: "#1f8a4c", violet: "#6a46b4", grey: "#6b7480" };
  var GROUND = {
    estate: { fillColor: "#eceee6", fillOpacity: 1, stroke: false },
    building: { fillColor: "#e2d6ca", fillOpacity: 1, color: "#cdbdad", weight: 0.8 },
    park: { fillColor: "#cfe5c6", fillOpacity: 1, stroke: false },
    green: { fillColor: "#dfebd8", fillOpacity: 1, stroke: false },
    square: { fillColor: "#ece6da", fillOpacity: 1, stroke: false },
    water: { fillColor: "#bcdcf0", fillOpacity: 1, stroke: false },
    school: { fillColor: "#f3ead9", fillOpacity: 1, stroke: false },
    market: { fillColor: "#f3e6dc", fillOpacity: 1, stroke: false },
    office: { fillColor: "#e8eaf0", fillOpacity: 1, stroke: false },
    shop: { fillColor: "#f3e6dc", fillOpacity: 1, stroke: false }
  };
  // From which zoom a kind is named, and how: smaller ranks are placed first.
  var NAMED = {
    area: [9, 0], road: [13.5, 1], park: [14.5, 2], water: [14, 3], green: [16, 4], bridge: [15.5, 4], square: [15.5, 4],
    school: [15.5, 4], market: [15.5, 4], office: [15.5, 4], shop: [15.5, 5], estate: [15.5, 5], lane: [16.5, 6],
    transit: [16.5, 6], clinic: [17, 7], service: [17, 7], other: [17.5, 8], gate: [17, 8], building: [17.5, 9]
  };

  function readJson(url) {
    return fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok && answer.status !== 422) { throw new Error(String(answer.status)); }
      return answer.json();
    });
  }

  // --- one map ---

  function make(el, options) {
    options = options || {};
    var base = options.base || el.getAttribute("data-base") || "/areas/";
    var version = options.version || el.getAttribute("data-version") || "";
    el.textContent = "";
    el.classList.add("is-map");
    var map = L.map(el, { zoomControl: false, attributionControl: false, minZoom: 9, maxZoom: 19, zoomSnap: 0.25, zoomDelta: 0.75, wheelPxPerZoomLevel: 90 });
    // The view first: layers that come before it have nowhere to be drawn.
    map.setView([number(el, "lat", 31.76), number(el, "lon", 118.2)], number(el, "zoom", 14));
    L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    [["ground", 210], ["houses", 215], ["roads", 220], ["areas", 400], ["points", 500], ["names", 450]].forEach(function (pair) {
      map.createPane(pair[0]).style.zIndex = pair[1];
    });
    map.getPane("names").style.pointerEvents = "none";
    var on = {};
    ["ground", "houses", "roads", "areas", "points"].forEach(function (pane) { on[pane] = L.canvas({ pane: pane, padding: 0.2 }); });
    var self = { map: map, el: el, on: on, labels: [], areas: null, pinMarker: null };

    self.shapes = function (source, opts) { return showShapes(self, source, opts || {}); };
    self.points = function (rows, opts) { return showPoints(self, rows, opts || {}); };
    self.pin = function (lon, lat, opts) { return showPin(self, lon, lat, opts || {}); };
    self.outline = function (geometry) { return showOutline(self, geometry); };
    self.pick = function (opts) { return letPick(self, base, opts || {}); };
    drawGround(self, base, version);
    keepNames(self);
    note(self);
    el.wanggeMap = self;
    return self;
  }

  function number(el, name, otherwise) {
    var value = parseFloat(el.getAttribute("data-" + name));
    return isFinite(value) ? value : otherwise;
  }

  function note(self) {
    var words = doc.createElement("p");
    words.className = "map-note";
    words.textContent = "示意地图，边界仅供服务使用";
    self.el.appendChild(words);
  }

  // --- the ground ---

  function drawGround(self, base, version) {
    var map = self.map, roads = [], tiles = {}, near = L.layerGroup().addTo(map);

    function widths() {
      var metre = 1 / metresPerPixel(map);
      roads.forEach(function (road) {
        var wide = Math.max(road.isLane ? 0.8 : 1.6, Math.min(30, (road.isLane ? 8 : 22) * metre));
        road.casing.setStyle({ weight: wide + 1.6 });
        road.fill.setStyle({ weight: wide });
      });
    }

    function paint(feature, group) {
      var kind = feature.properties.kind, style = GROUND[kind], type = feature.geometry.type;
      if (type === "LineString" || type === "MultiLineString") {
        var line = latlngs(feature.geometry);
        var isLane = kind === "lane";
        var road = {
          isLane: isLane,
          casing: L.polyline(line, { renderer: self.on.roads, pane: "roads", color: "#d9dbd6", interactive: false, lineJoin: "round" }),
          fill: L.polyline(line, { renderer: self.on.roads, pane: "roads", color: "#ffffff", interactive: false, lineJoin: "round" })
        };
        roads.push(road);
        road.casing.addTo(map);
      } else if (style && type !== "Point") {
        // Houses lie above all ground, whichever square comes first.
        var pane = kind === "building" ? "houses" : "ground";
        L.polygon(latlngs(feature.geometry), Object.assign({ renderer: self.on[pane], pane: pane, interactive: false }, style)).addTo(group);
      }
      addName(self, feature);
    }

    function fetchTiles() {
      if (map.getZoom() < TILE_ZOOM) { if (map.hasLayer(near)) { map.removeLayer(near); } return; }
      if (!map.hasLayer(near)) { near.addTo(map); }
      var bounds = map.getBounds().pad(0.15);
      var from = tileOf(bounds.getNorthWest()), to = tileOf(bounds.getSouthEast()), asked = 0;
      for (var x = from.x; x <= to.x; x++) {
        for (var y = from.y; y <= to.y && asked < 30; y++) {
          if (!tiles[x + "-" + y]) { asked++; fetchTile(x, y); }
        }
      }
    }

    function fetchTile(x, y) {
      tiles[x + "-" + y] = true;
      readJson(base + "ground/" + x + "/" + y + ".json?v=" + version).then(function (found) {
        found.features.forEach(function (feature) { paint(feature, near); });
        self.showNames();
      }, function () { delete tiles[x + "-" + y]; });
    }

    readJson(base + "ground.json?v=" + version).then(function (found) {
      found.features.forEach(function (feature) { paint(feature, map); });
      roads.forEach(function (road) { road.fill.addTo(map); });
      widths();
      self.showNames();
    }, function () {});
    map.on("zoomend", widths);
    map.on("moveend", fetchTiles);
    fetchTiles();
  }

  function latlngs(geometry) {
    var deep = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[geometry.type];
    return L.GeoJSON.coordsToLatLngs(geometry.coordinates, deep);
  }

  function tileOf(at) {
    var size = Math.pow(2, TILE_ZOOM), angle = at.lat * Math.PI / 180;
    return {
      x: Math.floor((at.lng + 180) / 360 * size),
      y: Math.floor((1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2 * size)
    };
  }

  function metresPerPixel(map) {
    return 40075016.686 * Math.cos(map.getCenter().lat * Math.PI / 180) / Math.pow(2, map.getZoom() + 8);
  }

  // --- names: as many as there is room for ---

  function addName(self, feature) {
    var kind = feature.properties.kind;
    if (!NAMED[kind] || !feature.properties.name) { return; }
    var type = feature.geometry.type, points = flat(feature.geometry.coordinates, type);
    var label = { kind: kind, text: feature.properties.name };
    if (type === "LineString" || type === "MultiLineString") { label.line = points; } else { label.at = middle(points); }
    if (type === "Polygon" || type === "MultiPolygon") { label.box = L.latLngBounds(points.map(function (p) { return [p[1], p[0]]; })); }
    self.labels.push(label);
  }

  function flat(coordinates, type) {
    if (type === "Point") { return [coordinates]; }
    if (type === "LineString") { return coordinates; }
    if (type === "MultiPolygon") { return coordinates[0][0]; }
    return coordinates[0];
  }

  function middle(points) {
    var west = Infinity, east = -Infinity, south = Infinity, north = -Infinity;
    points.forEach(function (p) {
      west = Math.min(west, p[0]); east = Math.max(east, p[0]); south = Math.min(south, p[1]); north = Math.max(north, p[1]);
    });
    return L.latLng((south + north) / 2, (west + east) / 2);
  }

  function keepNames(self) {
    var map = self.map, group = L.layerGroup().addTo(map);

    // A pond of the size of a letter is not worth a name.
    function hasRoom(label) {
      var a = map.latLngToContainerPoint(label.box.getSouthWest()), b = map.latLngToContainerPoint(label.box.getNorthEast());
      return Math.max(b.x - a.x, a.y - b.y) >= Math.min(60, label.text.length * 9);
    }

    function spots(label, size) {
      if (label.box && !hasRoom(label)) { return []; }
      if (label.at) { return [[map.latLngToContainerPoint(label.at), false]]; }
      return alongLine(map, label.line, size);
    }

    self.showNames = function () {
      group.clearLayers();
      var size = map.getSize(), zoom = map.getZoom(), taken = [], count = 0;
      var shown = self.labels.filter(function (label) { return zoom >= NAMED[label.kind][0]; });
      shown.sort(function (a, b) { return NAMED[a.kind][1] - NAMED[b.kind][1]; });
      shown.forEach(function (label) {
        if (count >= MOST_LABELS) { return; }
        spots(label, size).forEach(function (spot) {
          var p = spot[0], isUpright = spot[1];
          if (p.x < 8 || p.y < 8 || p.x > size.x - 8 || p.y > size.y - 8) { return; }
          var wide = label.text.length * 13 + 6, high = 16;
          if (isUpright) { var swap = wide; wide = high; high = swap; }
          var box = [p.x - wide / 2, p.y - high / 2, p.x + wide / 2, p.y + high / 2];
          if (taken.some(function (t) { return box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]; })) { return; }
          taken.push(box);
          count++;
          L.marker(map.containerPointToLatLng(p), {
            pane: "names", interactive: false, keyboard: false,
            icon: L.divIcon({ className: "map-name map-name-" + label.kind + (isUpright ? " is-upright" : ""), html: "<span></span>", iconSize: [0, 0] })
          }).addTo(group).getElement().firstChild.textContent = label.text;
        });
      });
    };
    map.on("moveend", self.showNames);
  }

  // Every few hundred pixels of the visible part of a line a name; upright where the line runs up and down.
  function alongLine(map, line, size) {
    var found = [], since = 140;
    var points = line.map(function (p) { return map.latLngToContainerPoint([p[1], p[0]]); });
    for (var n = 1; n < points.length; n++) {
      var a = points[n - 1], b = points[n], length = a.distanceTo(b);
      if (Math.max(a.x, b.x) < 0 || Math.max(a.y, b.y) < 0 || Math.min(a.x, b.x) > size.x || Math.min(a.y, b.y) > size.y) { continue; }
      var steps = Math.max(1, Math.round(length / 40));
      for (var s = 0; s < steps; s++) {
        since += length / steps;
        if (since >= 320) {
          found.push([L.point(a.x + (b.x - a.x) * (s + 0.5) / steps, a.y + (b.y - a.y) * (s + 0.5) / steps), Math.abs(b.y - a.y) > Math.abs(b.x - a.x)]);
          since = 0;
        }
      }
    }
    return found;
  }

  // --- areas ---

  // source: GeoJSON or its address. opts: href ("/areas/{id}/"), open(id), fill(properties) -> colour, strength(zoom) -> opacity,
  // label(properties), fit, parts.
  function showShapes(self, source, opts) {
    var ready = typeof source === "string" ? readJson(source) : Promise.resolve(source);
    return ready.then(function (found) {
      if (self.areas) { self.areas.remove(); }
      self.labels = self.labels.filter(function (label) { return label.kind !== "area"; });
      var group = L.featureGroup().addTo(self.map), n = 0, own = null;
      found.features.forEach(function (feature) {
        if (!feature.geometry) { return; }
        if (feature.properties.role === "self") { own = drawOwn(self, feature, group); return; }
        if (opts.parts !== false) { drawPart(self, feature, group, n++, opts); }
      });
      if (own) { own.bringToFront(); }
      self.areas = group;
      if (opts.fit !== false && group.getLayers().length) {
        self.map.fitBounds(group.getBounds(), { padding: [18, 18], maxZoom: 17, animate: false });
      }
      self.showNames();
      return group;
    });
  }

  function drawOwn(self, feature, group) {
    return L.polygon(latlngs(feature.geometry), {
      renderer: self.on.areas, pane: "areas", color: "#c8102e", weight: 2, dashArray: "6 5", fillColor: "#c8102e", fillOpacity: 0.03, interactive: false
    }).addTo(group);
  }

  function drawPart(self, feature, group, n, opts) {
    var properties = feature.properties, colour = opts.fill ? opts.fill(properties) : TINTS[n % TINTS.length];
    function strength() { return opts.strength ? opts.strength(self.map.getZoom()) : opts.fill ? 0.6 : self.map.getZoom() >= TILE_ZOOM ? 0.08 : 0.55; }
    var plain = { color: "#7d8796", weight: 1.1, fillColor: colour, fillOpacity: strength() };
    var layer = L.polygon(latlngs(feature.geometry), Object.assign({ renderer: self.on.areas, pane: "areas" }, plain)).addTo(group);
    self.labels.push({ kind: "area", text: opts.label ? opts.label(properties) : properties.name, at: properties.lat !== null ? L.latLng(properties.lat, properties.lon) : layer.getBounds().getCenter() });
    layer.on("mouseover", function () { layer.setStyle({ color: "#c8102e", weight: 2, fillOpacity: Math.min(0.8, strength() + 0.15) }); });
    layer.on("mouseout", function () { layer.setStyle(Object.assign({}, plain, { fillOpacity: strength() })); });
    self.map.on("zoomend", function () { layer.setStyle({ fillOpacity: strength() }); });
    if (opts.href || opts.open) {
      layer.on("click", function (event) {
        L.DomEvent.stop(event);
        if (opts.open) { opts.open(properties.id); } else { window.location.href = opts.href.replace("{id}", properties.id); }
      });
    }
  }

  function showOutline(self, geometry) {
    if (self.outlined) { self.outlined.remove(); self.outlined = null; }
    if (geometry) {
      self.outlined = L.polygon(latlngs(geometry), {
        renderer: self.on.areas, pane: "areas", color: "#c8102e", weight: 2, dashArray: "6 5", fillColor: "#c8102e", fillOpacity: 0.06, interactive: false
      }).addTo(self.map);
    }
    return self.outlined;
  }

  // --- points: rows of [lon, lat, tone, words, address] ---

  function showPoints(self, rows, opts) {
    if (self.dots) { self.dots.remove(); }
    self.dots = L.featureGroup().addTo(self.map);
    rows.forEach(function (row) {
      var dot = L.circleMarker([row[1], row[0]], {
        renderer: self.on.points, pane: "points", radius: opts.radius || 5.5, color: "#ffffff", weight: 1.4, fillColor: TONES[row[2]] || TONES.grey, fillOpacity: 0.95
      }).addTo(self.dots);
      if (row[3]) { dot.bindTooltip(doc.createTextNode(row[3]).data.replace(/[<>&]/g, " "), { direction: "top" }); }
      if (row[4]) { dot.on("click", function () { window.location.href = row[4]; }); }
    });
    if (opts.fit && rows.length) { self.map.fitBounds(self.dots.getBounds(), { padding: [30, 30], maxZoom: 17, animate: false }); }
    return self.dots;
  }

  // --- one pin ---

  var PIN = '<svg width="30" height="40" viewBox="0 0 30 40" aria-hidden="true"><path d="M15 0C6.7 0 0 6.6 0 14.8 0 25.6 15 40 15 40s15-14.4 15-25.2C30 6.6 23.3 0 15 0z" fill="#c8102e"/><circle cx="15" cy="14.6" r="5.6" fill="#fff"/></svg>';

  function showPin(self, lon, lat, opts) {
    var at = L.latLng(lat, lon);
    if (self.pinMarker) { self.pinMarker.setLatLng(at); } else {
      self.pinMarker = L.marker(at, {
        draggable: !!opts.onMove, keyboard: false, alt: opts.alt || "位置",
        icon: L.divIcon({ className: "map-pin", html: PIN, iconSize: [30, 40], iconAnchor: [15, 40] })
      }).addTo(self.map);
      if (opts.onMove) { self.pinMarker.on("dragend", function () { var p = self.pinMarker.getLatLng(); opts.onMove(p.lng, p.lat); }); }
    }
    if (self.halo) { self.halo.remove(); self.halo = null; }
    if (opts.accuracy) {
      self.halo = L.circle(at, { renderer: self.on.points, pane: "points", radius: opts.accuracy, stroke: false, fillColor: "#c8102e", fillOpacity: 0.16, interactive: false }).addTo(self.map);
    }
    if (opts.centre) { self.map.setView(at, Math.max(self.map.getZoom(), opts.zoom || 17)); }
    return self.pinMarker;
  }

  // --- picking a point: by click, by dragging, by keys (the cross in the middle and Enter), by this device's place ---

  function letPick(self, base, opts) {
    var map = self.map, el = self.el, asked = 0;
    el.classList.add("is-picking");
    el.setAttribute("aria-label", "地图：用方向键移动，加减号缩放，回车选中央的位置");
    var cross = doc.createElement("div");
    cross.className = "map-cross";
    cross.setAttribute("aria-hidden", "true");
    el.appendChild(cross);

    function choose(lon, lat, accuracy) {
      lon = Math.round(lon * 1e6) / 1e6;
      lat = Math.round(lat * 1e6) / 1e6;
      self.pin(lon, lat, { onMove: choose, accuracy: accuracy, centre: !!accuracy });
      var mine = ++asked;
      readJson(base + "where.json?lon=" + lon + "&lat=" + lat).then(function (found) {
        if (mine === asked) { tell(lon, lat, found); }
      }, function () { if (mine === asked) { tell(lon, lat, { how: "unknown", text: "位置已选，暂时查不到所属网格。" }); } });
    }

    function tell(lon, lat, found) {
      self.outline(found.outline || null);
      if (opts.onPick) { opts.onPick(lon, lat, found); }
      el.dispatchEvent(new CustomEvent("wangge:pick", { bubbles: true, detail: { lon: lon, lat: lat, found: found } }));
    }

    map.on("click", function (event) { choose(event.latlng.lng, event.latlng.lat); });
    el.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target === el) {
        event.preventDefault();
        var at = map.getCenter();
        choose(at.lng, at.lat);
      }
    });
    if (navigator.geolocation && window.isSecureContext) { addLocate(self, choose); }
    self.choose = choose;
    return choose;
  }

  function addLocate(self, choose) {
    var button = doc.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm map-locate";
    button.textContent = "用我的位置";
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (found) {
        button.disabled = false;
        choose(found.coords.longitude, found.coords.latitude, Math.min(found.coords.accuracy, 500));
      }, function () {
        button.disabled = false;
        if (window.wangge) { window.wangge.toast("没有取到位置，请在地图上点一下"); }
      }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 });
    });
    self.el.appendChild(button);
  }

  // --- what a page asks for in attributes ---

  function begin(el) {
    if (el.wanggeMap || !window.L) { return; }
    var self = make(el), says = function (name) { return el.getAttribute("data-" + name) || ""; };
    var open = says("panel") && window.htmx ? opener(says("href"), says("panel")) : null;
    self.opts = { href: says("href"), open: open, parts: says("parts") !== "no", fit: says("fit") !== "no" };
    if (says("shapes")) { self.shapes(says("shapes"), self.opts); }
    if (says("pin")) {
      var at = says("pin").split(",").map(Number);
      self.pin(at[0], at[1], { accuracy: number(el, "accuracy", 0) });
    }
    if (says("points")) { readJson(says("points")).then(function (rows) { self.points(rows, { fit: says("fit-points") === "yes" }); }, function () {}); }
    if (says("pick")) { pickInto(self, says("pick").split(" "), says("where")); }
  }

  function opener(href, panel) {
    return function (id) {
      var url = href.replace("{id}", id);
      window.htmx.ajax("GET", url, { target: panel, select: panel, swap: "outerHTML" });
      history.pushState({}, "", url);
    };
  }

  function pickInto(self, ids, where) {
    var lon = doc.getElementById(ids[0]), lat = doc.getElementById(ids[1]), words = doc.getElementById(where);
    self.pick({
      onPick: function (x, y, found) {
        if (lon && lat) { lon.value = x; lat.value = y; lat.dispatchEvent(new Event("change", { bubbles: true })); }
        if (words) { words.textContent = found.text; words.classList.toggle("ink-red", found.how === "outside"); }
      }
    });
    if (lon && lat && lon.value && lat.value) { self.choose(parseFloat(lon.value), parseFloat(lat.value)); self.map.setView([parseFloat(lat.value), parseFloat(lon.value)], 17); }
  }

  function all(root) {
    Array.prototype.forEach.call((root || doc).querySelectorAll("[data-map]"), begin);
  }

  // A panel that was swapped in may speak of another area: the map beside it follows.
  function follow() {
    Array.prototype.forEach.call(doc.querySelectorAll("[data-map-shapes]"), function (panel) {
      var el = doc.getElementById(panel.getAttribute("data-map-of"));
      var url = panel.getAttribute("data-map-shapes");
      if (el && el.wanggeMap && el.wanggeMap.shown !== url) {
        if (el.wanggeMap.shown) { el.wanggeMap.shapes(url, el.wanggeMap.opts); }
        el.wanggeMap.shown = url;
      }
    });
  }

  window.wanggeMap = { make: make, readJson: readJson, tones: TONES };
  doc.addEventListener("DOMContentLoaded", function () { all(); follow(); });
  doc.addEventListener("htmx:afterSettle", function (event) { all(event.target); follow(); });
  window.addEventListener("popstate", function () { if (doc.querySelector("[data-map-shapes]")) { window.location.reload(); } });
})();
