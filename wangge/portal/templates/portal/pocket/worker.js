// Answers for the phone's pages when there is no signal, with one page that holds nothing about anybody.
// What somebody saw last, and what waits to be sent, lies in the browser's database, not here.
"use strict";

var VERSION = "{{ version }}";
var CACHE = "wangge-" + VERSION;
var SHELL = "{{ shell }}";
var FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
var PAGES = [{% for page in pages %}"{{ page }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
var PATIENCE = 8000;

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches.open(CACHE).then(function (cache) {
      return cache.addAll([SHELL].concat(FILES).map(function (address) { return new Request(address, { cache: "reload" }); }));
    }).then(function () { return self.skipWaiting(); })
  );
});

// Files of an earlier version go once this one is whole; pages that are open are told by the change of worker.
self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) {
        return name.indexOf("wangge-") === 0 && name !== CACHE;
      }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); })
  );
});

self.addEventListener("message", function (event) {
  if (event.data === "claim") { event.waitUntil(self.clients.claim()); }
});

function shell() {
  return caches.open(CACHE).then(function (cache) { return cache.match(SHELL); });
}

// The page itself if it comes; the kept one where there is no signal, or none to speak of.
function page(request) {
  return new Promise(function (resolve, reject) {
    var timer = setTimeout(function () { shell().then(function (kept) { if (kept) { resolve(kept); } }); }, PATIENCE);
    fetch(request).then(function (answer) { clearTimeout(timer); resolve(answer); }, function (error) {
      clearTimeout(timer);
      shell().then(function (kept) { if (kept) { resolve(kept); } else { reject(error); } }, reject);
    });
  });
}

function isOurs(path) {
  return PAGES.some(function (start) { return path.indexOf(start) === 0; });
}

self.addEventListener("fetch", function (event) {
  var request = event.request;
  if (request.method !== "GET") { return; }
  var address = new URL(request.url);
  if (address.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") {
    if (isOurs(address.pathname)) { event.respondWith(page(request)); }
    return;
  }
  if (FILES.indexOf(address.pathname) < 0) { return; }
  event.respondWith(caches.open(CACHE).then(function (cache) {
    return cache.match(address.pathname).then(function (kept) { return kept || fetch(request); });
  }));
});
