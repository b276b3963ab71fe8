// Small comforts of every page: toasts, keys, copying, countdowns, dialogs. Every page works without them.
// Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var doc = document;

  function all(selector, root) {
    return Array.prototype.slice.call((root || doc).querySelectorAll(selector));
  }

  // --- toasts ---

  function toast(words) {
    var place = doc.getElementById("toasts");
    if (!place) { return; }
    var one = doc.createElement("div");
    one.className = "toast-one";
    one.textContent = words;
    place.appendChild(one);
    setTimeout(function () { one.remove(); }, 3200);
  }
  window.wangge = { toast: toast };

  // --- copying: also where the clipboard interface is missing (plain http on a government network) ---

  function copyOldWay(text) {
    var box = doc.createElement("textarea");
    box.value = text;
    box.setAttribute("readonly", "");
    box.className = "sr";
    doc.body.appendChild(box);
    box.select();
    var done = false;
    try { done = doc.execCommand("copy"); } catch (error) { done = false; }
    box.remove();
    return done;
  }

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(
        function () { toast("已复制 " + text); },
        function () { toast(copyOldWay(text) ? "已复制 " + text : "没能复制，请长按选中"); }
      );
    } else {
      toast(copyOldWay(text) ? "已复制 " + text : "没能复制，请长按选中");
    }
  }

  // --- dialogs: a link that asks first; without <dialog> the link's own page asks ---

  function openDialog(id) {
    var dialog = doc.getElementById(id);
    if (!dialog || !dialog.showModal) { return false; }
    dialog.showModal();
    return true;
  }

  doc.addEventListener("click", function (event) {
    var at = event.target.closest ? event.target : event.target.parentElement;
    if (!at) { return; }
    var opener = at.closest("[data-dialog]");
    if (opener && openDialog(opener.getAttribute("data-dialog"))) { event.preventDefault(); return; }
    if (at.closest("[data-close]")) { at.closest("dialog").close(); return; }
    if (at.nodeName === "DIALOG") { at.close(); return; }
    var copier = at.closest("[data-copy]");
    if (copier) { copy(copier.getAttribute("data-copy")); return; }
    if (at.closest("[data-back]")) { history.back(); return; }
    if (at.closest("[data-print]")) { window.print(); return; }
    if (at.closest("[data-keys]")) { openDialog("keys"); return; }
    var drop = at.closest("[data-drop]");
    if (drop) { drop.closest("li").remove(); return; }
    all("details.menu[open], details.term[open]").forEach(function (box) {
      if (!box.contains(at)) { box.open = false; }
    });
    openRow(at, event);
  });

  // A role of button on a link: the space bar must work too.
  doc.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.key === " " && at.matches && at.matches("a[role=button]")) { event.preventDefault(); at.click(); }
    if (event.key === "Escape") {
      all("details.menu[open], details.term[open]").forEach(function (box) { box.open = false; });
    }
  });

  // --- rows: the whole row opens; j k o x walk them ---

  function linkOf(row) { return row.querySelector("a[data-open]") || row.querySelector("a[href]"); }

  function openRow(at, event) {
    var row = at.closest("[data-row]");
    if (!row || at.closest("a, button, input, label, select, summary, textarea")) { return; }
    if (window.getSelection && String(window.getSelection())) { return; }
    var link = linkOf(row);
    if (!link) { return; }
    if (event.ctrlKey || event.metaKey) { window.open(link.href, "_blank", "noopener"); } else { link.click(); }
  }

  function step(by) {
    var rows = all("[data-row]");
    if (!rows.length) { return; }
    var now = rows.findIndex(function (row) { return row.classList.contains("at"); });
    var next = Math.max(0, Math.min(rows.length - 1, now < 0 ? (by > 0 ? 0 : rows.length - 1) : now + by));
    rows.forEach(function (row, n) { row.classList.toggle("at", n === next); });
    var link = linkOf(rows[next]);
    if (link) { link.focus({ preventScroll: true }); }
    rows[next].scrollIntoView({ block: "nearest" });
  }

  function isTyping(at) {
    return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.nodeName) && !/^(checkbox|radio|button|submit)$/.test(at.type);
  }

  doc.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || doc.querySelector("dialog[open]")) { return; }
    var row = doc.querySelector("[data-row].at");
    if (event.key === "j") { step(1); }
    else if (event.key === "k") { step(-1); }
    else if (event.key === "o" && row && linkOf(row)) { linkOf(row).click(); }
    else if (event.key === "x" && row && row.querySelector("input[type=checkbox]")) { row.querySelector("input[type=checkbox]").click(); }
    else if (event.key === "/") {
      var box = doc.querySelector("main input[type=search], main .search input") || doc.querySelector("[data-find]");
      if (box) { box.focus(); box.select(); } else { return; }
    }
    else if (event.key === "?") { openDialog("keys"); }
    else { return; }
    event.preventDefault();
  });

  doc.addEventListener("change", function (event) {
    var at = event.target;
    if (at.matches("[data-row] input[type=checkbox]")) { at.closest("[data-row]").classList.toggle("picked", at.checked); }
    if (at.matches("[data-all]")) {
      all("[data-row] input[type=checkbox]").forEach(function (tick) {
        tick.checked = at.checked;
        tick.closest("[data-row]").classList.toggle("picked", at.checked);
      });
    }
    var form = at.closest("form[data-autosend]");
    if (form && at.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) {
      if (form.requestSubmit) { form.requestSubmit(); } else { form.submit(); }
    }
    if (at.matches("input[type=file][data-photos]")) { showPhotos(at); }
  });

  // --- photos chosen but not yet sent: small pictures, and a word when there are too many ---

  function showPhotos(input) {
    var picker = input.closest(".picker");
    var list = picker.querySelector("ul");
    all("[data-chosen]", list).forEach(function (old) { old.remove(); });
    var held = all("li", list).length - 1;
    var max = Number(input.getAttribute("data-max")) || 9;
    var files = Array.prototype.slice.call(input.files);
    files.forEach(function (file) {
      var item = doc.createElement("li");
      item.className = "photo";
      item.setAttribute("data-chosen", "");
      var frame = doc.createElement("span");
      frame.className = "frame";
      var image = doc.createElement("img");
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      image.onload = function () { URL.revokeObjectURL(image.src); };
      frame.appendChild(image);
      item.appendChild(frame);
      list.insertBefore(item, list.lastElementChild);
    });
    var words = picker.querySelector("[data-photo-words]");
    if (!words) { return; }
    if (!words.hasAttribute("data-first")) { words.setAttribute("data-first", words.textContent); }
    var many = held + files.length;
    words.classList.toggle("ink-red", many > max);
    words.textContent = many > max ? "最多 " + max + " 张，现在选了 " + many + " 张，请少选几张。" : files.length ? "已选 " + many + " 张。" : words.getAttribute("data-first");
  }

  // --- characters left ---

  function count(box) {
    var place = doc.getElementById(box.getAttribute("data-count"));
    if (place) { place.textContent = box.value.length + " / " + box.maxLength; }
  }
  doc.addEventListener("input", function (event) {
    if (event.target.matches("[data-count]")) { count(event.target); }
  });

  // --- a button pressed twice sends once ---

  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  // --- time: the server's clock decides; this browser's may be wrong ---

  var drift = 0;

  function readClock() {
    var given = doc.body.getAttribute("data-now");
    if (!given) { return; }
    var now = Date.parse(given);
    // A page from the back-forward cache is old; only a fresh one tells the drift.
    var nav = performance.getEntriesByType ? performance.getEntriesByType("navigation")[0] : null;
    if (!now || (nav && nav.type === "back_forward")) { return; }
    drift = now - (Date.now() - Math.min(performance.now(), 10000));
    var minutes = Math.round(Math.abs(drift) / 60000);
    var head = doc.querySelector(".stage .head");
    if (minutes >= 3 && head) {
      var words = doc.createElement("div");
      words.className = "note-box tone-amber time-warning";
      words.setAttribute("role", "status");
      words.textContent = "这台电脑的时间和系统相差 " + minutes + " 分钟，时限以系统时间为准。";
      head.parentNode.insertBefore(words, head.nextSibling);
    }
  }

  function undoTick() {
    all("[data-undo-until]").forEach(function (box) {
      var left = Math.ceil((Date.parse(box.getAttribute("data-undo-until")) - Date.now() - drift) / 1000);
      var place = box.querySelector("[data-left]");
      if (left <= 0) { box.remove(); } else if (place) { place.textContent = "还可撤回 " + left + " 秒"; }
    });
  }

  function begin(root) {
    all("[data-count]", root).forEach(count);
    if (doc.querySelector("[data-undo-until]")) { undoTick(); }
  }

  doc.addEventListener("DOMContentLoaded", function () {
    readClock();
    begin(doc);
    setInterval(undoTick, 1000);
  });
  doc.addEventListener("htmx:afterSettle", function (event) { begin(event.target); });
  doc.addEventListener("htmx:sendError", function () { toast("网络不通，请稍后再试"); });
  doc.addEventListener("htmx:responseError", function () { toast("系统出了点问题，请稍后再试"); });
})();
