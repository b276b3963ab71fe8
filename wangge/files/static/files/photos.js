// Uploads photos as soon as they are chosen, so that the form itself is light; without this file they travel with it.
// Written for Chromium 86: no newer syntax. Everything is found from the document, so swapped-in forms work too.
(function () {
  "use strict";

  if (window.wanggePhotos) { return; }
  window.wanggePhotos = true;

  var LIMIT = 10 * 1024 * 1024;
  var LONGEST = 4096;
  var AT_ONCE = 2;
  var TRIES = 3;
  var doc = document;
  var states = new WeakMap();

  function stateOf(picker) {
    if (!states.has(picker)) { states.set(picker, { waiting: [], running: 0, failed: [], sending: null }); }
    return states.get(picker);
  }

  function tiles(picker) {
    return Array.prototype.slice.call(picker.querySelectorAll("[data-photo-list] > li:not(.photo-add)"));
  }

  function most(picker) { return Number(picker.getAttribute("data-most")) || 9; }

  function say(picker, words, isWrong) {
    var place = picker.querySelector("[data-photo-words]");
    place.textContent = words;
    place.classList.toggle("is-wrong", Boolean(isWrong));
  }

  function recount(picker) {
    var many = tiles(picker).length;
    picker.querySelector("[data-photo-count]").textContent = many + " / " + most(picker);
    picker.querySelector(".photo-add").hidden = many >= most(picker);
  }

  function tokenOf(picker) {
    var form = picker.closest("form");
    var field = form && form.querySelector("[name=csrfmiddlewaretoken]");
    if (field) { return field.value; }
    try { return JSON.parse(doc.body.getAttribute("hx-headers"))["X-CSRFToken"]; } catch (error) { return ""; }
  }

  function holderOf(picker) {
    return picker.querySelector("[name='" + picker.getAttribute("data-name") + "_holder']").value;
  }

  // --- a tile for each photo ---

  function addTile(picker, file) {
    var item = picker.querySelector("[data-photo-tile]").content.firstElementChild.cloneNode(true);
    var image = item.querySelector("img");
    image.alt = file.name;
    if (/^image\//.test(file.type)) {
      image.src = URL.createObjectURL(file);
      image.onload = function () { URL.revokeObjectURL(image.src); };
    }
    picker.querySelector("[data-photo-list]").insertBefore(item, picker.querySelector(".photo-add"));
    return item;
  }

  function settle(picker, item, id) {
    var field = doc.createElement("input");
    field.type = "hidden";
    field.name = picker.getAttribute("data-name") + "_held";
    field.value = id;
    item.appendChild(field);
    item.setAttribute("data-photo", id);
    var bar = item.querySelector("progress");
    if (bar) { bar.remove(); }
  }

  // --- what is too large is made smaller here; all else goes as it is, with the camera's moment as evidence ---

  function smaller(file, done) {
    if (file.size <= LIMIT || !/^image\//.test(file.type)) { done(file); return; }
    var image = new Image();
    var address = URL.createObjectURL(file);
    image.onload = function () {
      var share = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
      var canvas = doc.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * share);
      canvas.height = Math.round(image.naturalHeight * share);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob(function (blob) { done(blob || file); }, "image/jpeg", 0.9);
    };
    image.onerror = function () { URL.revokeObjectURL(address); done(file); };
    image.src = address;
  }

  // --- uploading: two at once, each tried three times ---

  function next(picker) {
    var state = stateOf(picker);
    while (state.running < AT_ONCE && state.waiting.length) {
      state.running += 1;
      begin(picker, state.waiting.shift());
    }
    if (!state.running && !state.waiting.length && state.sending) { sendForm(picker); }
  }

  function ended(picker) {
    stateOf(picker).running -= 1;
    next(picker);
  }

  function begin(picker, job) {
    smaller(job.file, function (content) { send(picker, job, content, 1); });
  }

  function send(picker, job, content, turn) {
    if (!job.item.isConnected) { ended(picker); return; }
    var body = new FormData();
    body.append("holder", holderOf(picker));
    body.append("file", content, job.file.name);
    var call = new XMLHttpRequest();
    call.open("POST", picker.getAttribute("data-hold-url"));
    call.setRequestHeader("X-CSRFToken", tokenOf(picker));
    call.timeout = 120000;
    call.upload.onprogress = function (event) {
      var bar = job.item.querySelector("progress");
      if (bar && event.lengthComputable) { bar.value = 100 * event.loaded / event.total; }
    };
    call.onload = function () {
      var answer = {};
      try { answer = JSON.parse(call.responseText); } catch (error) { answer = {}; }
      if (call.status === 201) { settle(picker, job.item, answer.id); ended(picker); return; }
      if (call.status === 429) { fail(picker, job, answer.detail); ended(picker); return; }
      if (call.status >= 500 && call.status !== 507) { again(picker, job, content, turn); return; }
      job.item.remove();
      recount(picker);
      say(picker, answer.detail || "“" + job.file.name + "”没有传上去，请重新添加。", true);
      ended(picker);
    };
    call.onerror = call.ontimeout = function () { again(picker, job, content, turn); };
    call.send(body);
  }

  function again(picker, job, content, turn) {
    if (turn < TRIES) {
      setTimeout(function () { send(picker, job, content, turn + 1); }, 1000 * Math.pow(3, turn - 1));
      return;
    }
    fail(picker, job);
    ended(picker);
  }

  // What could not be sent ahead stays in the file input and travels with the form.
  function fail(picker, job, why) {
    stateOf(picker).failed.push(job);
    fillInput(picker);
    var bar = job.item.querySelector("progress");
    if (bar) { bar.hidden = true; }
    var button = doc.createElement("button");
    button.type = "button";
    button.className = "photo-again";
    button.textContent = "点这里重传";
    button.setAttribute("data-photo-again", "");
    job.item.querySelector(".frame").appendChild(button);
    say(picker, why || "网络不好，有照片没有传上去。可以点它重传，也可以直接提交，会跟着一起传。", true);
  }

  function fillInput(picker) {
    var input = picker.querySelector("[data-hold]");
    try {
      var box = new DataTransfer();
      stateOf(picker).failed.forEach(function (job) { box.items.add(job.file); });
      input.files = box.files;
    } catch (error) {
      input.value = "";
    }
  }

  function take(input) {
    var picker = input.closest("[data-photo-picker]");
    var state = stateOf(picker);
    var room = most(picker) - tiles(picker).length;
    var files = Array.prototype.slice.call(input.files);
    if (files.length > room) {
      say(picker, "最多 " + most(picker) + " 张，多出的 " + (files.length - room) + " 张没有添加。", true);
    } else {
      say(picker, "", false);
    }
    files.slice(0, Math.max(0, room)).forEach(function (file) {
      state.waiting.push({ file: file, item: addTile(picker, file) });
    });
    fillInput(picker);
    recount(picker);
    next(picker);
  }

  // --- taking one out ---

  function takeOut(item) {
    var picker = item.closest("[data-photo-picker]");
    var state = stateOf(picker);
    var id = item.getAttribute("data-photo");
    state.waiting = state.waiting.filter(function (job) { return job.item !== item; });
    state.failed = state.failed.filter(function (job) { return job.item !== item; });
    item.remove();
    fillInput(picker);
    recount(picker);
    if (!id) { return; }
    var body = new FormData();
    body.append("holder", holderOf(picker));
    body.append("id", id);
    fetch(picker.getAttribute("data-drop-url"), {
      method: "POST",
      body: body,
      headers: { "X-CSRFToken": tokenOf(picker) },
      keepalive: true
    }).catch(function () { /* it is deleted after a day anyway */ });
  }

  doc.addEventListener("change", function (event) {
    var at = event.target;
    if (at.matches("[data-photo-picker] [data-hold]")) { take(at); }
    if (at.matches(".photo-out input") && at.checked) { takeOut(at.closest("li")); }
  });

  doc.addEventListener("click", function (event) {
    var at = event.target.closest ? event.target : event.target.parentElement;
    var out = at && at.closest("[data-photo-out]");
    if (out) { takeOut(out.closest("li")); return; }
    var retry = at && at.closest("[data-photo-again]");
    if (!retry) { return; }
    var item = retry.closest("li");
    var picker = item.closest("[data-photo-picker]");
    var state = stateOf(picker);
    state.failed.filter(function (job) { return job.item === item; }).forEach(function (job) { state.waiting.push(job); });
    state.failed = state.failed.filter(function (job) { return job.item !== item; });
    item.querySelector("progress").hidden = false;
    retry.remove();
    fillInput(picker);
    next(picker);
  });

  // --- a form sent while photos are on their way waits for them; first of all listeners, hence the capture ---

  doc.addEventListener("submit", function (event) {
    var picker = event.target.querySelector && event.target.querySelector("[data-photo-picker]");
    var state = picker && stateOf(picker);
    if (!state || !(state.running + state.waiting.length)) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    state.sending = { form: event.target, button: event.submitter || null };
    say(picker, "照片还在上传，传完会自动提交。", false);
  }, true);

  function sendForm(picker) {
    var sending = stateOf(picker).sending;
    stateOf(picker).sending = null;
    if (sending.form.requestSubmit) {
      if (sending.button) { sending.form.requestSubmit(sending.button); } else { sending.form.requestSubmit(); }
    } else {
      sending.form.submit();
    }
  }
})();
