// What is decided without asking anybody: names of acts, how long things are kept, what an answer means, when to try
// again. Pure: no page, no database, no network, no clock. Written for Chromium 86: no newer syntax.
(function (root) {
  "use strict";

  var HOUR = 3600 * 1000;
  var KEPT = 72 * HOUR;
  var HELD = 20 * HOUR;
  var ACTS = { report: "上报", self_handle: "当场办结", acknowledge: "签收", submit: "提交结果", verify: "核查" };
  // The photos of an act, by the field that takes them.
  var PHOTOS = {
    report: [["before", "现场照片"], ["photos", "办好后的照片"]],
    self_handle: [["before", "办理前照片"], ["photos", "办理后照片"]],
    acknowledge: [],
    submit: [["before", "办理前照片"], ["photos", "办理后照片"], ["documents", "文书"]],
    verify: [["photos", "核查照片"]]
  };

  // An id of one act: what is sent twice under it happens once.
  function newId(random) {
    return "ph-" + Array.prototype.map.call(random, function (n) { return (n % 36).toString(36); }).join("");
  }

  // The server's clock decides. `drift` is what this phone's clock lacks of it; a clock set back ages nothing.
  function isTooOld(act, now, drift) { return now + drift - (act.at + (act.drift || 0)) > KEPT; }
  function hoursLeft(act, now, drift) {
    return Math.max(0, Math.ceil((KEPT - Math.max(0, now + drift - (act.at + (act.drift || 0)))) / HOUR));
  }
  function isHeldLong(photo, now) { return Boolean(photo.held) && now - photo.heldAt > HELD; }

  // When to try again: 5 s, 10 s, 20 s … at most 5 minutes; or as the server says.
  function pause(tries, wait) {
    if (wait) { return Math.min(wait, 3600) * 1000; }
    return Math.min(5000 * Math.pow(2, Math.max(0, tries - 1)), 300000);
  }

  // What an answer means for an act. `problem` is the body of a refusal, null where there was none to read.
  function verdict(status, problem) {
    if (status >= 200 && status < 300) { return "sent"; }
    if (status === 0 || status >= 500 || status === 408) { return "later"; }
    if (status === 401) { return "signed-out"; }
    if (status === 429) { return "wait"; }
    if (!problem) { return "later"; }
    if (problem.review) { return "review"; }
    if (problem.photos === "gone") { return "photos"; }
    return "refused";
  }

  // The line of the list as it stands with what waits to be sent: 签收 done here lets 提交 follow it.
  function withWaiting(row, acts) {
    var mine = acts.filter(function (act) {
      return act.state !== "sent" && (row.acts || []).some(function (one) { return one.subject === act.subject; });
    });
    var last = mine[mine.length - 1];
    if (!last) { return { row: row, acts: row.acts || [], waits: null }; }
    if (last.act === "acknowledge" && last.state === "waiting") {
      return {
        row: row, waits: last,
        acts: [{ act: "submit", label: "提交结果", subject: last.subject, expect: "acknowledged" }]
      };
    }
    return { row: row, acts: [], waits: last };
  }

  // What of these stands before this one: they go in the order in which they were written.
  function inOrder(acts) { return acts.slice().sort(function (a, b) { return a.seq - b.seq; }); }

  // What an act lacks before it may be kept; the same as its form asks online.
  function lacks(act, fields, needsMatter) {
    var found = {};
    function need(name, words) { if (!String(fields[name] || "").trim()) { found[name] = words; } }
    if (act === "report") {
      need("text", "请写一句发现了什么。");
      if (!fields.only) {
        need("how", "请选“已当场办结”或者“上报”。");
        if (fields.how === "done") {
          need("other", "当场办结的事，请选一下是哪一类事项。");
          need("said", "请写一句办成了什么样。");
        } else if (fields.reason) { need("note", "请用一句话说明为什么网格办不了。"); }
      }
    }
    if (act === "self_handle" || act === "submit") { need("said", "请写一句办成了什么样，来件人会看到。"); }
    if (act === "self_handle" && needsMatter) { need("matter", "请选择是哪一类事项。"); }
    if (act === "verify") { need("note", "请写一句现场看到的情况。"); }
    return found;
  }

  // The body of an act: the fields of its JSON move, and nothing else.
  var BODY = {
    report: ["text", "area", "place", "lon", "lat", "crs", "matter", "other", "how", "said", "reason", "note"],
    self_handle: ["said", "note", "matter"],
    acknowledge: [],
    submit: ["said", "note"],
    verify: ["said", "note"]
  };
  function bodyOf(act) {
    var body = { client_request_id: act.id };
    if (act.expect) { body.expect = act.expect; }
    BODY[act.act].forEach(function (name) {
      if (act.fields[name] !== undefined && act.fields[name] !== "") { body[name] = act.fields[name]; }
    });
    return body;
  }

  function addressOf(act) {
    if (act.act === "report") { return "/o/send/report/"; }
    var room = act.act === "acknowledge" || act.act === "submit" ? "orders" : "cases";
    return "/o/send/" + room + "/" + act.subject + "/" + act.act + "/";
  }

  function two(n) { return (n < 10 ? "0" : "") + n; }
  // `今天 14:20`, `昨天 09:05`, `11-17 14:00`, on this phone's own calendar.
  function moment(ms, now) {
    var there = new Date(ms), here = new Date(now);
    var clock = two(there.getHours()) + ":" + two(there.getMinutes());
    var days = Math.round((new Date(there).setHours(0, 0, 0, 0) - new Date(here).setHours(0, 0, 0, 0)) / 86400000);
    if (days === 0) { return "今天 " + clock; }
    if (days === -1) { return "昨天 " + clock; }
    if (days === 1) { return "明天 " + clock; }
    return two(there.getMonth() + 1) + "-" + two(there.getDate()) + " " + clock;
  }

  root.wanggePocket = root.wanggePocket || {};
  root.wanggePocket.rules = {
    ACTS: ACTS, PHOTOS: PHOTOS, KEPT: KEPT, newId: newId, isTooOld: isTooOld, hoursLeft: hoursLeft, isHeldLong: isHeldLong,
    pause: pause, verdict: verdict, withWaiting: withWaiting, inOrder: inOrder, lacks: lacks, bodyOf: bodyOf,
    addressOf: addressOf, moment: moment
  };
})(typeof window === "undefined" ? globalThis : window);
