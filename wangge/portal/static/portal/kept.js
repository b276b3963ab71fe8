// Puts back what somebody had filled in before he was signed out. Written for Chromium 86.
(function () {
  "use strict";

  function put(box, values) {
    if (box.type === "checkbox" || box.type === "radio") { box.checked = values.indexOf(box.value) >= 0; return true; }
    if (box.type === "file" || box.type === "hidden" || box.type === "password") { return false; }
    if (box.multiple) {
      Array.prototype.forEach.call(box.options, function (one) { one.selected = values.indexOf(one.value) >= 0; });
      return true;
    }
    box.value = values[0];
    return box.value === values[0];
  }

  document.addEventListener("DOMContentLoaded", function () {
    var place = document.getElementById("kept-draft");
    if (!place) { return; }
    var fields = JSON.parse(place.textContent);
    var done = 0;
    Object.keys(fields).forEach(function (name) {
      var boxes = document.querySelectorAll("form[method=post] [name=\"" + CSS.escape(name) + "\"]");
      Array.prototype.forEach.call(boxes, function (box) { if (put(box, fields[name])) { done += 1; } });
    });
    if (done && window.wangge) { window.wangge.toast("之前没提交的内容已经找回，请检查后再提交。"); }
  });
})();
