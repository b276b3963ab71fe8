// Sends what waits, in the order in which it was written, as soon as there is signal; one sender for all open pages.
// Sent twice it happens once on the server, so a lost answer costs nothing. Written for Chromium 86.
(function () {
  "use strict";

  var pocket = window.wanggePocket, rules = pocket.rules, store = pocket.store;
  var who = String(Math.random()).slice(2);
  var self = { state: "unknown", me: null, form: "", drift: 0, token: "" };
  var running = null;

  function call(address, given, patience) {
    var stop = window.AbortController ? new AbortController() : null;
    var timer = stop && setTimeout(function () { stop.abort(); }, patience || 60000);
    var asked = Object.assign({ credentials: "same-origin", redirect: "manual", cache: "no-store" }, given || {});
    if (stop) { asked.signal = stop.signal; }
    return fetch(address, asked).then(function (answer) {
      clearTimeout(timer);
      // Sent on to the sign-in page: the session has ended.
      if (answer.type === "opaqueredirect") { return { status: 401, body: null }; }
      var wait = Number(answer.headers.get("Retry-After")) || 0;
      var isJson = /json/.test(answer.headers.get("Content-Type") || "");
      return (isJson ? answer.json() : Promise.resolve(null)).then(
        function (body) { return { status: answer.status, body: body, wait: wait }; },
        function () { return { status: 0, body: null }; }
      );
    }, function () { clearTimeout(timer); return { status: 0, body: null }; });
  }

  // Whether there is signal, whose session this is, what time it is there.
  self.ask = function (patience) {
    if (navigator.onLine === false) { self.state = "offline"; return Promise.resolve(self.state); }
    var before = Date.now();
    return call("/o/send/", { headers: { "X-Quiet": "1" } }, patience || 6000).then(function (answer) {
      if (answer.status === 200 && answer.body && answer.body.me) {
        self.state = "online";
        self.me = answer.body.me;
        self.form = answer.body.form;
        self.token = answer.body.token;
        self.holder = answer.body.holder;
        self.drift = Date.parse(answer.body.now) - Math.round((before + Date.now()) / 2);
        return store.write("clock", { drift: self.drift, at: Date.now() });
      }
      self.state = answer.status === 401 ? "signed-out" : "offline";
      return null;
    }).then(function () { return self.state; });
  };

  // --- photos first, each once ---

  function uploads(act) {
    var waiting = [];
    Object.keys(act.photos || {}).forEach(function (field) {
      act.photos[field].forEach(function (photo) {
        if (rules.isHeldLong(photo, Date.now()) && photo.blob) { delete photo.held; }
        if (!photo.held) { waiting.push(photo); }
      });
    });
    var chain = Promise.resolve({ status: 200 });
    waiting.forEach(function (photo) {
      chain = chain.then(function (last) { return last.status >= 200 && last.status < 300 ? upload(act, photo) : last; });
    });
    return chain;
  }

  function upload(act, photo) {
    if (!photo.blob) { return Promise.resolve({ status: 409, body: { detail: "有一张照片已经过期，请重新拍。", errors: [] } }); }
    if (!act.holder || Date.now() - act.holderAt > 20 * 3600000) { act.holder = self.holder; act.holderAt = Date.now(); }
    var body = new FormData();
    body.append("holder", act.holder);
    body.append("file", photo.blob, photo.name || "photo.jpg");
    return call("/files/hold/", { method: "POST", body: body, headers: { "X-CSRFToken": self.token } }, 180000).then(function (answer) {
      if (answer.status !== 201) { return answer; }
      photo.held = answer.body.id;
      photo.holder = act.holder;
      photo.heldAt = Date.now();
      return store.put(act).then(function () { return answer; });
    });
  }

  function envelope(act) {
    var photos = {};
    Object.keys(act.photos || {}).forEach(function (field) {
      if (act.photos[field].length) {
        photos[field] = act.photos[field].map(function (photo) { return [photo.holder, photo.held]; });
      }
    });
    return JSON.stringify({
      body: rules.bodyOf(act), photos: photos, post: act.post, form: act.form || "",
      written_at: new Date(act.at + (act.drift || 0)).toISOString()
    });
  }

  // --- one act ---

  function settle(act, answer) {
    var meaning = rules.verdict(answer.status, answer.body);
    act.tries = (act.tries || 0) + 1;
    if (meaning === "sent") {
      var told = { title: act.title, act: act.act, at: Date.now(), said: answer.body.said || "", url: answer.body.url || "", number: answer.body.number || "", me: act.me };
      return store.read("sent").then(function (earlier) {
        return store.write("sent", [told].concat(earlier || []).slice(0, 20));
      }).then(function () { return store.remove(act); }).then(function () { return true; });
    }
    if (meaning === "photos") {
      Object.keys(act.photos || {}).forEach(function (field) {
        act.photos[field].forEach(function (photo) { if (photo.blob) { delete photo.held; } });
      });
      act.next = Date.now() + rules.pause(act.tries, 0);
      return store.put(act).then(function () { return false; });
    }
    if (meaning === "refused" || meaning === "review") {
      act.state = meaning;
      var isOther = (answer.body.errors || []).some(function (one) { return one.field === "client_request_id"; });
      act.why = { detail: isOther ? "这一件先前已经发到了，后来的改动没有发出去，可以删掉。" : answer.body.detail || "", errors: answer.body.errors || [], review: answer.body.review || "", state: answer.body.state || "" };
      return store.put(act).then(function () { return true; });
    }
    if (meaning === "signed-out") { self.state = "signed-out"; }
    act.next = Date.now() + rules.pause(act.tries, answer.wait);
    return store.put(act).then(function () { return false; });
  }

  function send(act) {
    return uploads(act).then(function (last) {
      if (last.status < 200 || last.status >= 300) { return settle(act, last); }
      return call(rules.addressOf(act), {
        method: "POST", body: envelope(act), headers: { "Content-Type": "application/json", "X-CSRFToken": self.token }
      }).then(function (answer) { return settle(act, answer); });
    });
  }

  // One after the other; what must wait holds up those behind it, what is refused does not.
  function sendAll(isPressed) {
    return self.ask().then(function (state) {
      if (state !== "online") { return null; }
      return store.acts().then(function (acts) {
        var chain = Promise.resolve(true);
        acts.filter(function (act) { return act.me === self.me && act.state === "waiting"; }).forEach(function (act) {
          chain = chain.then(function (goesOn) {
            if (!goesOn) { return false; }
            if (!isPressed && act.next && act.next > Date.now() && act.next - Date.now() < 3600000) { return false; }
            // Another page may have sent it, or its writer may have taken it back, since the list was made.
            return store.get(act.seq).then(function (fresh) {
              return fresh && fresh.state === "waiting" ? store.lease(who, Date.now(), Date.now() + 60000).then(function () { return send(fresh); }) : true;
            });
          });
        });
        return chain;
      });
    });
  }

  function alone(deed) {
    if (navigator.locks && navigator.locks.request) {
      return navigator.locks.request("wangge-send", { ifAvailable: true }, function (lock) { return lock ? deed() : null; });
    }
    return store.lease(who, Date.now(), Date.now() + 60000).then(function (mine) {
      if (!mine) { return null; }
      return deed().then(function () { return store.lease(who, Date.now(), 0); });
    });
  }

  self.go = function (isPressed) {
    if (running) { return running; }
    running = alone(function () { return sendAll(isPressed); }).then(
      function () { running = null; }, function () { running = null; }
    );
    return running;
  };

  self.isRunning = function () { return Boolean(running); };
  pocket.sender = self;
})();
