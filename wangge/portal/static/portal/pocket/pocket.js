// On every page of whoever is signed in: keeps what is known for later, takes a form that cannot be sent, tells what
// waits, wipes on signing out. Without it pages work as they are. Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var doc = document, pocket = window.wanggePocket, rules = pocket.rules, store = pocket.store, sender = pocket.sender;
  var SHELL = "/o/offline/";
  var chosen = new WeakMap();
  var me = null;

  function isShell() { return doc.body.hasAttribute("data-shell"); }
  function carries() { return doc.body.hasAttribute("data-carry") || (isShell() && Boolean(me)); }
  function opensOffline() { return Boolean(navigator.serviceWorker && navigator.serviceWorker.controller); }
  function toast(words) { if (window.wangge) { window.wangge.toast(words); } }

  // --- whose phone it is ---

  pocket.owner = function () { return me; };

  function begin() {
    me = doc.body.getAttribute("data-me");
    return store.open().then(function () { return store.read("owner"); }).then(function (owner) {
      if (!me) { me = owner; return null; }
      if (owner === me) { return null; }
      // Somebody else's lists go at once; his acts wait for him, unseen, until their time is over.
      return Promise.all([store.forget("known"), store.write("owner", me)]);
    }).then(purge);
  }

  // What is older than three days goes, sent or not.
  function purge() {
    return Promise.all([store.acts(), store.read("known"), store.read("clock"), store.read("sent")]).then(function (found) {
      var drift = found[2] ? found[2].drift : 0, now = Date.now(), gone = [];
      sender.drift = drift;
      found[0].forEach(function (act) { if (rules.isTooOld(act, now, drift)) { gone.push(store.remove(act)); } });
      if (found[1] && now + drift - Date.parse(found[1].now) > rules.KEPT) { gone.push(store.forget("known")); }
      if (found[3]) {
        gone.push(store.write("sent", found[3].filter(function (one) { return now - one.at < rules.KEPT && now >= one.at; })));
      }
      return Promise.all(gone);
    });
  }

  pocket.mine = function () {
    return store.acts().then(function (acts) { return acts.filter(function (act) { return act.me === me; }); });
  };

  // What the lists show now, to be had without signal.
  function learn() {
    if (!carries() || navigator.onLine === false) { return Promise.resolve(); }
    return fetch("/o/known.json", { credentials: "same-origin", redirect: "manual", headers: { "X-Quiet": "1" } }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (known) {
      return known && known.me === me ? store.write("known", known) : null;
    }).catch(function () { /* next time */ });
  }
  pocket.learn = learn;

  // --- the worker; a new version takes over by itself, and says so ---

  function register() {
    if (!navigator.serviceWorker || !window.isSecureContext) { return; }
    var had = Boolean(navigator.serviceWorker.controller);
    navigator.serviceWorker.addEventListener("controllerchange", function () {
      if (had) { bar("update", "应用有了新版本。", "换上", function () { location.reload(); }); }
      had = true;
    });
    // A page that was on its way while the worker began is not yet its own: it asks for it.
    navigator.serviceWorker.ready.then(function (registration) {
      if (!navigator.serviceWorker.controller && registration.active) { registration.active.postMessage("claim"); }
    });
    navigator.serviceWorker.register("/o/sw.js", { scope: "/", updateViaCache: "none" }).catch(function () { /* works as a page */ });
  }

  // --- one line over the page: what waits, what is new ---

  function bar(name, words, label, act) {
    var place = doc.getElementById("main");
    var old = doc.getElementById("pocket-" + name);
    if (old) { old.remove(); }
    if (!words || !place) { return; }
    var box = doc.createElement("div");
    box.id = "pocket-" + name;
    box.className = "pocket-bar";
    box.setAttribute("role", "status");
    var said = doc.createElement("span");
    said.textContent = words;
    box.appendChild(said);
    if (label) {
      var button = doc.createElement(typeof act === "string" ? "a" : "button");
      if (typeof act === "string") { button.href = act; } else { button.type = "button"; button.addEventListener("click", act); }
      button.textContent = label;
      box.appendChild(button);
    }
    place.insertBefore(box, place.firstChild);
  }

  function show() {
    if (isShell()) { return; }
    pocket.mine().then(function (acts) {
      var back = acts.filter(function (act) { return act.state !== "waiting"; }).length, waits = acts.length - back;
      var words = [waits ? waits + " 件等着发送" : "", back ? back + " 件要您看一看" : ""].filter(Boolean).join("，");
      bar("waits", words, "看一看", SHELL + "#send");
      if (carries() && navigator.onLine === false) {
        bar("signal", opensOffline() ? "没有信号。填好照样提交，有信号时自动发送。" : "没有信号。填好照样提交；这一页请不要关，关掉后没有信号就打不开了。");
      } else { bar("signal", ""); }
    });
  }

  // --- keeping an act ---

  pocket.keep = function (act) {
    var bytes = new Uint8Array(20);
    (window.crypto || {}).getRandomValues ? crypto.getRandomValues(bytes) : bytes.forEach(function (zero, n) { bytes[n] = Math.random() * 256; });
    var whole = Object.assign({
      id: rules.newId(bytes), me: me, at: Date.now(), drift: sender.drift || 0, state: "waiting", tries: 0, next: 0
    }, act);
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist().catch(function () { /* as the browser likes */ }); }
    return store.put(whole);
  };

  // --- a form on a page of ours, taken when it cannot be sent ---

  // The files themselves are remembered: what was sent ahead may be gone when the act goes at last.
  doc.addEventListener("change", function (event) {
    var input = event.target, picker = input.closest && input.closest("[data-photo-picker]");
    if (!picker || !input.matches("[data-hold]") || !picker.closest("form[data-act]")) { return; }
    var held = chosen.get(picker) || [];
    chosen.set(picker, held.concat(Array.prototype.slice.call(input.files)));
  }, true);

  function photosOf(form) {
    var found = {};
    Array.prototype.forEach.call(form.querySelectorAll("[data-photo-picker]"), function (picker) {
      var name = picker.getAttribute("data-name"), files = (chosen.get(picker) || []).slice();
      var holder = picker.querySelector("[name='" + name + "_holder']").value;
      found[name] = Array.prototype.map.call(picker.querySelectorAll("[data-photo-list] > li:not(.photo-add)"), function (tile) {
        var alt = (tile.querySelector("img") || {}).alt, id = tile.getAttribute("data-photo"), at = -1;
        files.forEach(function (file, n) { if (at < 0 && file.name === alt) { at = n; } });
        var file = at >= 0 ? files.splice(at, 1)[0] : null;
        return id ? { name: alt, blob: file, held: id, holder: holder, heldAt: Date.now() } : { name: alt, blob: file };
      }).filter(function (photo) { return photo.blob || photo.held; });
    });
    return found;
  }

  function actOf(form) {
    var fields = {};
    new FormData(form).forEach(function (value, name) { if (typeof value === "string" && value !== "") { fields[name] = value; } });
    if (form.hasAttribute("data-only")) { fields.only = "1"; }
    var act = form.getAttribute("data-act");
    return {
      act: act, subject: form.getAttribute("data-subject") || "", expect: form.getAttribute("data-expect") || "",
      post: Number(form.getAttribute("data-post")) || 0, form: form.getAttribute("data-form") || "",
      title: form.getAttribute("data-title") || (fields.text || rules.ACTS[act]).slice(0, 24),
      needsMatter: act === "self_handle" && Boolean(form.querySelector("[name=matter]")), fields: fields, photos: photosOf(form)
    };
  }

  function take(form) {
    var act = actOf(form), lacking = rules.lacks(act.act, act.fields, act.needsMatter), first = Object.keys(lacking)[0];
    if (first) {
      toast(lacking[first]);
      var field = form.querySelector("[name='" + first + "']");
      if (field && field.focus) { field.focus(); }
      return;
    }
    pocket.keep(act).then(function () {
      if (opensOffline() && !store.isFull && !store.isMemory) { location.href = SHELL + "#send"; return; }
      form.reset();
      form.hidden = true;
      bar("kept", store.isMemory || store.isFull ? "这台手机存不下，内容只留在这一页里：请不要关掉它，有信号时自动发送。"
        : "已经存在这台手机上，有信号时自动发送。这一页请不要关，关掉后没有信号就打不开了。");
      window.scrollTo(0, 0);
    });
  }

  // Before everybody else's listeners: photos that cannot be sent must not hold the form up.
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.matches("form[action$='/sign-out/']")) { leave(event, form); return; }
    if (!form.matches("form[data-act]") || form.pocketPasses || !me) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.pocketAsks) { return; }
    form.pocketAsks = true;
    var button = event.submitter || null;
    sender.ask(4000).then(function (state) {
      form.pocketAsks = false;
      if (state === "offline") { take(form); return; }
      form.pocketPasses = true;
      if (form.requestSubmit) { if (button) { form.requestSubmit(button); } else { form.requestSubmit(); } } else { form.submit(); }
      setTimeout(function () { form.pocketPasses = false; }, 1500);
    });
  }, true);

  // --- signing out: everything goes, after a warning where something waits ---

  function leave(event, form) {
    if (form.pocketPasses) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    pocket.mine().then(function (acts) {
      if (!acts.length) { return true; }
      return pocket.question("还有 " + acts.length + " 件没有发送", "退出以后，它们会从这台手机上删掉，找不回来。", "删掉并退出", "先不退出");
    }).then(function (yes) {
      if (!yes) { return null; }
      return store.wipe().then(function () { form.pocketPasses = true; form.submit(); }, function () { form.pocketPasses = true; form.submit(); });
    });
  }

  pocket.question = function (title, words, yes, no) {
    return new Promise(function (resolve) {
      var box = doc.createElement("dialog");
      if (!box.showModal) { resolve(window.confirm(title + "。" + words)); return; }
      box.className = "pocket-ask";
      box.setAttribute("aria-labelledby", "pocket-ask-title");
      box.innerHTML = "<h2 id=\"pocket-ask-title\"></h2><p></p><div class=\"btn-row\"><button type=\"button\" class=\"btn\" value=\"no\"></button><button type=\"button\" class=\"btn btn-danger\" value=\"yes\"></button></div>";
      box.querySelector("h2").textContent = title;
      box.querySelector("p").textContent = words;
      var buttons = box.querySelectorAll("button");
      buttons[0].textContent = no;
      buttons[1].textContent = yes;
      function end(answer) { box.close(); box.remove(); resolve(answer); }
      buttons[0].addEventListener("click", function () { end(false); });
      buttons[1].addEventListener("click", function () { end(true); });
      box.addEventListener("cancel", function () { setTimeout(function () { box.remove(); resolve(false); }, 0); });
      doc.body.appendChild(box);
      box.showModal();
    });
  };

  // --- going on by itself ---

  function go(isPressed) {
    return pocket.mine().then(function (acts) {
      if (!acts.some(function (act) { return act.state === "waiting"; })) { return null; }
      return sender.go(isPressed).then(show).then(function () { return learn(); });
    });
  }
  pocket.go = go;

  doc.addEventListener("DOMContentLoaded", function () {
    if (!doc.body.hasAttribute("data-me") && !isShell()) { return; }
    pocket.begun = begin().then(function () {
      if (carries()) { register(); learn(); }
      show();
      store.listen(show);
      window.addEventListener("online", function () { show(); go(true); });
      window.addEventListener("offline", show);
      doc.addEventListener("visibilitychange", function () { if (!doc.hidden) { go(false); } });
      setInterval(function () { if (!doc.hidden) { go(false); } }, 15000);
      return isShell() ? null : go(false);
    });
    doc.dispatchEvent(new CustomEvent("pocket:begun"));
  });
})();
