// The page that opens without signal: what was known last, forms of the five acts, what waits to be sent.
// Drawn from the phone's own database; nothing of it comes with the page. Written for Chromium 86: no newer syntax.
(function () {
  "use strict";

  var doc = document, pocket = window.wanggePocket, rules = pocket.rules, store = pocket.store, sender = pocket.sender;
  var known = null, body, open = { photos: {}, act: null };
  var PAGES = { home: "/home/", report: "/o/report/", grid: "/o/grid/" };

  // --- drawing ---

  function make(tag, attributes, inside) {
    var one = doc.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (name === "text") { one.textContent = attributes[name]; }
      else if (name === "click") { one.addEventListener("click", attributes[name]); }
      else if (attributes[name] !== null && attributes[name] !== false) { one.setAttribute(name, attributes[name] === true ? "" : attributes[name]); }
    });
    (inside || []).forEach(function (part) { if (part) { one.appendChild(typeof part === "string" ? doc.createTextNode(part) : part); } });
    return one;
  }

  function icon(name) {
    var found = doc.getElementById("shell-icons").content.querySelector("[data-icon='" + name + "'] svg");
    return found ? found.cloneNode(true) : doc.createTextNode("");
  }

  function card(title, inside, hint) {
    return make("section", { class: "card" }, [
      title ? make("header", { class: "card-head" }, [make("h2", { text: title }), hint ? make("span", { class: "hint", text: hint }) : null]) : null
    ].concat(inside));
  }

  function note(words, tone, name) {
    return make("div", { class: "note-box" + (tone ? " tone-" + tone : "") }, [icon(name || (tone === "red" ? "circle-alert" : tone === "amber" ? "triangle-alert" : tone === "green" ? "circle-check" : "info")), make("div", { class: "grow", text: words })]);
  }

  function empty(words, hint) {
    return make("section", { class: "card" }, [make("div", { class: "empty" }, [icon("circle-check"), make("p", { text: words }), hint ? make("p", { class: "meta", text: hint }) : null])]);
  }

  function now() { return Date.now() + (sender.drift || 0); }

  // --- the head: signal or none, and how old it all is ---

  function head(title) {
    doc.getElementById("shell-title").textContent = title;
    var when = known ? "最后一次更新 " + rules.moment(Date.parse(known.now), now()) : "";
    var signal = { online: "有信号", offline: "没有信号", "signed-out": "有信号，但登录过期了" }[sender.state] || "正在看有没有信号";
    doc.getElementById("shell-sub").textContent = signal + (when ? "　" + when : "");
  }

  function notes() {
    var found = [];
    if (store.isMemory || store.isFull) { found.push(note("这台手机存不下了，新填的内容只留在这一页里：请不要关掉它。", "red")); }
    else if (!(navigator.serviceWorker && navigator.serviceWorker.controller)) {
      found.push(note("这个浏览器不能在没有信号时打开页面。没发出去的内容，请开着这一页等它发完。", "amber"));
    }
    if (Math.abs(sender.drift || 0) > 180000) { found.push(note("这台手机的时间和系统相差 " + Math.round(Math.abs(sender.drift) / 60000) + " 分钟，时限以系统时间为准。", "amber")); }
    if (sender.state === "signed-out") {
      found.push(make("div", { class: "note-box tone-amber" }, [icon("log-in"), make("div", { class: "grow" }, ["登录过期了，没发出去的都还在。用同一个账号登录后接着发。 ", make("a", { href: "/sign-in/?next=" + encodeURIComponent("/o/offline/#send"), text: "去登录" })])]));
    }
    if (sender.state === "online" && sender.me && pocket.owner() && sender.me !== pocket.owner()) { found.push(note("现在登录的是另一个账号，这里的内容等原来的人登录后再发。", "amber")); }
    return found;
  }

  // --- what was known last ---

  function isHidden() { return sender.state === "signed-out" || (sender.state === "online" && sender.me !== pocket.owner()); }

  function task(row, acts) {
    var stand = rules.withWaiting(row, acts), due = Date.parse(row.due), isLate = due < now();
    return make("article", { class: "task is-" + (isLate ? "overdue" : "calm") }, [
      make("div", { class: "task-top" }, [
        make("div", { class: "task-due" }, [icon(isLate ? "circle-alert" : "clock"), make("b", { text: isLate ? "已超期" : rules.moment(due, now()) + " " + row.deed }), isLate ? make("span", { text: "应于 " + rules.moment(due, now()) + " " + row.deed }) : null]),
        make("span", { class: "badge-state tone-" + row.tone, text: row.state })
      ]),
      make("h3", { text: row.title }),
      row.facts.length || row.task ? make("div", { class: "task-facts" }, row.facts.concat(row.task || []).map(function (fact) { return make("span", { text: fact }); })) : null,
      stand.waits ? make("p", { class: "task-wait" }, [icon("hourglass"), make("span", { text: rules.ACTS[stand.waits.act] + (stand.waits.state === "waiting" ? "已填好，等着发送" : "没有发成，要您看一看") })]) : null,
      stand.acts.length ? make("div", { class: "btn-row" }, stand.acts.map(function (one) {
        return make("a", { class: "btn btn-primary", href: "#do=" + one.act + "=" + one.subject, text: one.label });
      })) : null
    ]);
  }

  function home() {
    head(known ? known.seat : "没有信号");
    return pocket.mine().then(function (acts) {
      var parts = notes();
      if (!known) { parts.push(card("", [make("div", { class: "card-body" }, [make("p", { text: "这台手机上还没有存过内容。有信号时打开一次首页，下次没有信号也能看。" })])])); }
      else if (isHidden()) { parts.push(card("", [make("div", { class: "card-body" }, [make("p", { text: "登录以后才能看。" })])])); }
      else if (!known.rows.length) { parts.push(empty("上次更新时没有要办的事。", "")); }
      else {
        parts.push(make("div", { class: "section-head" }, [make("h2", { text: "上次看到的" }), make("span", { class: "hint", text: known.rows.length + " 件，电话和来件原话不存在手机上" })]));
        known.rows.forEach(function (row) { parts.push(task(row, acts)); });
      }
      return parts;
    });
  }

  function grid() {
    head("网格");
    if (!known || !known.card || isHidden()) { return Promise.resolve(notes().concat([card("", [make("div", { class: "card-body" }, [make("p", { text: "这台手机上没有存网格的资料。" })])])])); }
    var one = known.card;
    function list(rows) {
      return make("ul", { class: "leads-list" }, rows.map(function (row) {
        return make("li", {}, [make("div", { class: "leads" }, [make("span", { class: "grow" }, [make("b", { text: row[0] }), make("span", { class: "sub", text: row[1] })])])]);
      }));
    }
    var team = one.team.concat(one.captains.length ? [["楼道长", one.captains.join("、")]] : []);
    return Promise.resolve(notes().concat([
      card(one.name, [make("div", { class: "card-body" }, [make("p", { class: "muted", text: one.full }), make("p", { text: one.figures.map(function (pair) { return pair[0] + " " + (pair[1] === null ? "—" : pair[1]); }).join("　") }), one.estates.length ? make("p", { class: "meta", text: one.estates.join("、") }) : null])]),
      card("网格队伍", [list(team)]),
      one.units.length ? card("一起服务的单位", [list(one.units)]) : null,
      card("往上谁负责", [list(one.above.map(function (level) { return [level[0], level[1].join("　") || "现在没有人"]; }))])
    ]).filter(Boolean));
  }

  // --- forms ---

  function field(name, label, control, wrong, help) {
    control.id = "f-" + name;
    control.name = name;
    if (wrong) { control.setAttribute("aria-invalid", "true"); control.setAttribute("aria-describedby", "e-" + name); }
    return make("div", { class: "field" }, [
      make("label", { class: "form-label", for: "f-" + name, text: label }), control, help ? make("p", { class: "field-help", text: help }) : null,
      wrong ? make("div", { class: "field-error", role: "alert", id: "e-" + name }, [icon("circle-alert"), make("span", { text: wrong })]) : null
    ]);
  }

  function words(rows, most, value) {
    var box = make("textarea", { class: "form-control", rows: rows, maxlength: most });
    box.value = value || "";
    return box;
  }

  function matters(value) {
    var list = make("select", { class: "form-select" }, [make("option", { value: "", text: "请选择" })]);
    ((known && known.matters) || []).forEach(function (group) {
      list.appendChild(make("optgroup", { label: group[0] }, group[1].map(function (one) { return make("option", { value: one[0], text: one[1] }); })));
    });
    list.value = value || "";
    return list;
  }

  function choice(options, value) {
    var list = make("select", { class: "form-select" }, options.map(function (one) { return make("option", { value: one[0], text: one[1] }); }));
    if (value) { list.value = value; }
    return list;
  }

  function photos(name, label) {
    var held = open.photos[name] = open.photos[name] || [];
    var list = make("ul", { class: "photos" });
    function draw() {
      list.textContent = "";
      held.forEach(function (photo) {
        var image = make("img", { alt: photo.name || label });
        if (photo.blob) { image.src = URL.createObjectURL(photo.blob); image.onload = function () { URL.revokeObjectURL(image.src); }; }
        list.appendChild(make("li", { class: "photo" }, [make("span", { class: "frame" }, [image]), make("button", { class: "drop", type: "button", "aria-label": "去掉" + (photo.name || label), click: function () { held.splice(held.indexOf(photo), 1); draw(); } }, [icon("x")])]));
      });
      if (held.length < 9) {
        var input = make("input", { type: "file", accept: "image/jpeg,image/png,image/webp" + (name === "documents" ? ",application/pdf" : ""), multiple: true, "aria-label": label, "data-pocket-photos": name });
        input.addEventListener("change", function () {
          Array.prototype.slice.call(input.files).slice(0, 9 - held.length).forEach(function (file) { held.push({ name: file.name, blob: file }); });
          draw();
        });
        list.appendChild(make("li", { class: "photo photo-add" }, [make("span", { class: "frame" }, [make("span", { class: "wait" }, [icon("camera"), make("span", { text: "加照片" })]), input])]));
      }
    }
    draw();
    return make("div", { class: "field" }, [make("p", { class: "form-label", text: label }), make("div", { class: "picker photo-picker" }, [list])]);
  }

  function form(act, wrong) {
    var fields = act.fields || {}, parts = [], said = ((known && known.said) || {})[act.act] || "";
    wrong = wrong || {};
    function pictures() { rules.PHOTOS[act.act].forEach(function (pair) { parts.push(photos(pair[0], pair[1])); }); }
    if (act.act === "report") {
      var offered = (known && known.report) || { areas: [], reasons: [], only: false };
      parts.push(photos("before", "现场照片"));
      parts.push(field("text", "发现了什么", words(3, 2000, fields.text), wrong.text, "一两句话就行，不写住户姓名和门牌"));
      parts.push(field("other", offered.only ? "是哪一类（选填）" : "是哪一类", matters(fields.other || fields.matter), wrong.other || wrong.matter, ""));
      parts.push(field("area", "网格", choice(offered.areas, fields.area), wrong.area, ""));
      var place = make("input", { class: "form-control", type: "text", maxlength: 200, autocomplete: "off" });
      place.value = fields.place || "";
      parts.push(field("place", "地点", place, wrong.place, "写到楼栋、路口就行"));
      if (!offered.only) {
        parts.push(field("how", "怎么办", choice([["", "请选择"], ["done", "已当场办结"], ["on", "上报"]], fields.how), wrong.how, ""));
        parts.push(make("div", { "data-if": "done" }, [photos("photos", "办好后的照片"), field("said", "办成了什么样", words(2, 1000, fields.said || ((known && known.said) || {}).self_handle), wrong.said, "有来件人时他会看到")]));
        parts.push(make("div", { "data-if": "on" }, [field("reason", "网格为什么办不了", choice([["", "按事项目录交给该办的一级"]].concat(offered.reasons), fields.reason), wrong.reason, ""), field("note", "用一句话说明", words(2, 300, fields.note), wrong.note, "选了原因才要写")]));
      }
    } else if (act.act === "acknowledge") { parts.push(make("p", { text: "签收以后，这张工单由您来办。" })); }
    else {
      if (act.needsMatter) { parts.push(field("matter", "事项", matters(fields.matter), wrong.matter, "")); }
      pictures();
      if (act.act === "verify") { parts.push(field("note", "现场看到的情况", words(3, 1000, fields.note), wrong.note, "只有办理这件事的人看得到")); }
      parts.push(field("said", "对来件人说", words(3, 1000, fields.said === undefined ? said : fields.said), wrong.said, "来件人会在进度页看到；不写姓名和电话"));
      if (act.act !== "verify") { parts.push(field("note", act.act === "submit" ? "办理记录" : "内部备注", words(2, 1000, fields.note), wrong.note, "只有办理这件事的人看得到")); }
    }
    var made = make("form", { novalidate: true, class: "finding", "data-again": true }, [card("", [make("div", { class: "card-body" }, parts)]), make("div", { class: "phone-send" }, [make("button", { class: "btn btn-primary btn-lg btn-block", type: "submit", text: act.seq ? "存好，再发" : act.act === "report" ? "提交" : rules.ACTS[act.act] }), make("p", { class: "under", text: "没有信号时存在这台手机上，有信号自动发送" })])]);
    function turn() {
      var how = made.querySelector("[name=how]");
      Array.prototype.forEach.call(made.querySelectorAll("[data-if]"), function (box) { box.hidden = !how || how.value !== box.getAttribute("data-if"); });
    }
    made.addEventListener("change", turn);
    turn();
    made.addEventListener("submit", function (event) { event.preventDefault(); save(act, made); });
    return made;
  }

  function save(act, made) {
    var fields = {};
    Array.prototype.forEach.call(made.querySelectorAll("[name]"), function (box) {
      var hidden = box.closest("[data-if]");
      if (box.value !== "" && !(hidden && hidden.hidden)) { fields[box.name] = box.value; }
    });
    if (act.act === "report" && known && known.report && known.report.only) { fields.only = "1"; }
    var lacking = rules.lacks(act.act, fields, act.needsMatter);
    act.fields = fields;
    if (Object.keys(lacking).length) { paint([form(act, lacking)]); var first = body.querySelector("[aria-invalid]"); if (first) { first.focus(); } return; }
    var whole = Object.assign({}, act, {
      photos: open.photos, title: act.act === "report" ? fields.text.slice(0, 24) : act.title, state: "waiting", why: null, tries: 0, next: 0
    });
    if (sender.form) { whole.form = sender.form; } else if (known && !whole.form) { whole.form = known.form; }
    (whole.seq ? store.put(whole) : pocket.keep(whole)).then(function () {
      open = { photos: {}, act: null };
      location.hash = "#send";
      draw();
      pocket.go(true);
    });
  }

  function fresh(act) { open = { photos: {}, act: act.act }; return Promise.resolve([form(act)]); }

  function report() {
    head("上报");
    if (!known || !known.report) { return Promise.resolve([card("", [make("div", { class: "card-body" }, [make("p", { text: "现在的岗位不在这里上报。" })])])]); }
    return fresh({ act: "report", subject: "", expect: "", post: known.post, form: known.form, fields: {} });
  }

  function perform(verb, subject) {
    var found = null;
    return pocket.mine().then(function (acts) {
      ((known && known.rows) || []).forEach(function (row) {
        rules.withWaiting(row, acts).acts.forEach(function (one) { if (one.act === verb && one.subject === subject) { found = { row: row, one: one }; } });
      });
      head(rules.ACTS[verb] || "");
      if (!found || isHidden()) { return [card("", [make("div", { class: "card-body" }, [make("p", { text: "这件事现在不能这样做，请回首页看。" }), make("a", { class: "btn btn-block", href: "#home", text: "回首页" })])])]; }
      doc.getElementById("shell-sub").textContent = found.row.title;
      return fresh({ act: verb, subject: subject, expect: found.one.expect, post: found.row.post, title: found.row.title, form: known.form, needsMatter: verb === "self_handle" && !found.row.matter, fields: {} });
    });
  }

  function edit(seq) {
    return store.get(seq).then(function (act) {
      if (!act || act.me !== pocket.owner()) { location.hash = "#send"; return []; }
      head("修改：" + rules.ACTS[act.act]);
      open = { photos: Object.keys(act.photos || {}).reduce(function (all, name) { all[name] = act.photos[name].slice(); return all; }, {}), act: act.act };
      var wrong = {};
      ((act.why && act.why.errors) || []).forEach(function (one) { wrong[one.field] = one.message; });
      return (act.why ? [note(act.why.detail, "amber")] : []).concat([form(act, wrong)]);
    });
  }

  // --- what waits ---

  function photoCount(act) { return Object.keys(act.photos || {}).reduce(function (sum, name) { return sum + act.photos[name].length; }, 0); }

  function again(act) {
    act.state = "waiting";
    if (act.why && act.why.review === "state") { act.expect = act.why.state; }
    if (sender.form) { act.form = sender.form; }
    act.why = null;
    act.tries = 0;
    act.next = 0;
    store.put(act).then(function () { pocket.go(true).then(draw); });
  }

  function away(act) {
    pocket.question("删掉这一件？", "“" + act.title + "”填的字和照片都会从这台手机上删掉。", "删掉", "不删").then(function (yes) { if (yes) { store.remove(act).then(draw); } });
  }

  function waiting(act) {
    var states = { waiting: ["等着发送", "grey"], refused: ["没有收下", "red"], review: ["请看一看", "amber"] }[act.state];
    var many = photoCount(act), left = rules.hoursLeft(act, Date.now(), sender.drift || 0);
    var text = act.fields.text || act.fields.said || act.fields.note || "";
    return make("article", { class: "card waiting", "data-waiting": act.state }, [make("div", { class: "card-body" }, [
      make("div", { class: "row-ends" }, [make("b", { text: rules.ACTS[act.act] }), make("span", { class: "badge-state tone-" + states[1], text: states[0] })]),
      make("h3", { text: act.title }),
      text && text.indexOf(act.title) !== 0 ? make("p", { class: "muted clip", text: text }) : null,
      make("p", { class: "meta", text: rules.moment(act.at + (act.drift || 0), now()) + " 填写" + (many ? "　照片 " + many + " 张" : "") + "　最多再留 " + left + " 小时" + (act.tries && act.state === "waiting" ? "　试过 " + act.tries + " 次" : "") }),
      act.isLoose ? note("手机存不下，只留在这一页里，请不要关掉。", "red") : null,
      act.why ? note([act.why.detail].concat(act.why.errors.map(function (one) { return one.message; })).filter(function (said, n, all) { return said && all.indexOf(said) === n; }).join(" "), act.state === "refused" ? "red" : "amber") : null,
      make("div", { class: "btn-row" }, [
        make("button", { class: "btn", type: "button", click: function () { away(act); } }, ["删掉"]),
        make("a", { class: "btn", href: "#edit=" + act.seq, text: "修改" }),
        act.state === "waiting" ? make("button", { class: "btn btn-primary", type: "button", click: function () { pocket.go(true).then(draw); } }, ["现在发"])
          : make("button", { class: "btn btn-primary", type: "button", click: function () { again(act); } }, [act.state === "review" ? "看过了，照样发" : "再发一次"])
      ])
    ])]);
  }

  function queue() {
    head("待发送");
    return Promise.all([store.acts(), store.read("sent")]).then(function (found) {
      var mine = found[0].filter(function (act) { return act.me === pocket.owner(); }), others = found[0].length - mine.length;
      var sent = (found[1] || []).filter(function (one) { return one.me === pocket.owner(); });
      var parts = notes();
      if (others) { parts.push(note("这台手机上还有另一位同事没发出去的 " + others + " 件，要他本人登录后才能看、才能发。", "", "users")); }
      if (!mine.length) { parts.push(empty("没有等着发送的。", "没有信号时填的，会先存在这里。")); }
      mine.forEach(function (act) { parts.push(waiting(act)); });
      if (sent.length && !isHidden()) {
        parts.push(card("已经发到", [make("ul", { class: "leads-list" }, sent.map(function (one) {
          return make("li", {}, [make(one.url ? "a" : "div", { class: "leads", href: one.url || null }, [make("span", { class: "grow" }, [make("b", { text: rules.ACTS[one.act] + "　" + one.title }), make("span", { class: "sub", text: rules.moment(one.at, Date.now()) + "　" + one.said })])])]);
        }))]));
      }
      return parts;
    });
  }

  // --- going about ---

  function where() {
    var hash = location.hash.slice(1);
    if (hash) { return hash.split("="); }
    if (location.pathname === "/o/report/") { return ["report"]; }
    if (location.pathname === "/o/grid/") { return ["grid"]; }
    return ["home"];
  }

  function paint(parts) {
    body.textContent = "";
    parts.forEach(function (part) { if (part) { body.appendChild(part); } });
  }

  function tabs(place) {
    Array.prototype.forEach.call(doc.querySelectorAll("#shell-tabs a"), function (tab) {
      var name = tab.hash.slice(1);
      if (name === place) { tab.setAttribute("aria-current", "page"); } else { tab.removeAttribute("aria-current"); }
      if (name === "report") { tab.hidden = Boolean(known && !known.report); }
      if (name === "grid") { tab.hidden = Boolean(known && !known.card); }
    });
    pocket.mine().then(function (acts) {
      var spot = doc.getElementById("shell-count");
      spot.hidden = !acts.length;
      spot.textContent = acts.length;
    });
  }

  function remember() {
    return store.read("known").then(function (found) { known = found && found.me === pocket.owner() ? found : null; });
  }

  function draw() {
    var place = where(), views = { report: report, grid: grid, send: queue };
    tabs(place[0]);
    var made = place[0] === "do" ? perform(place[1], place[2]) : place[0] === "edit" ? edit(place[1]) : (views[place[0]] || home)();
    return made.then(function (parts) { paint(parts); doc.body.setAttribute("data-drawn", place[0]); });
  }

  function isFilling() { var place = where()[0]; return place === "do" || place === "edit" || place === "report"; }

  doc.addEventListener("click", function (event) {
    var tab = event.target.closest && event.target.closest("#shell-tabs a");
    // With signal the tabs lead to the real pages; what waits stays here.
    if (tab && sender.state === "online" && PAGES[tab.hash.slice(1)]) { event.preventDefault(); location.href = PAGES[tab.hash.slice(1)]; }
  });

  doc.addEventListener("pocket:begun", function () {
    body = doc.getElementById("shell-body");
    if (/(^|; )wg_large=1/.test(doc.cookie)) { doc.body.classList.add("large"); }
    pocket.begun.then(remember).then(draw).then(function () {
      window.addEventListener("hashchange", function () { draw().then(function () { window.scrollTo(0, 0); }); });
      store.listen(function () { if (!isFilling()) { draw(); } });
      return sender.ask();
    }).then(function () {
      if (isFilling()) { if (where()[0] !== "do") { head(doc.getElementById("shell-title").textContent); } } else { draw(); }
      return pocket.go(true);
    }).then(function () { return sender.state === "online" ? pocket.learn() : null; }).then(remember).then(function () {
      if (!isFilling()) { draw(); }
    });
    ["online", "offline"].forEach(function (name) {
      window.addEventListener(name, function () { sender.ask().then(function () { if (!isFilling()) { draw(); } }); });
    });
  });
})();
