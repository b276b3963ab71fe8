// Painting over a photo: what is drawn becomes lines of numbers in the form, and the numbers are what is drawn.
(function () {
  "use strict";
  var box = document.querySelector("[data-paint]");
  var field = document.querySelector("[data-marks]");
  if (!box || !field) return;
  var picture = box.querySelector("img");
  var canvas = document.createElement("canvas");
  var pen = canvas.getContext("2d");
  var begun = null;
  var stroke = null;
  canvas.setAttribute("aria-hidden", "true");
  box.appendChild(canvas);
  box.classList.add("is-on");
  document.querySelector("[data-tools]").hidden = false;

  function lines() {
    return field.value.split("\n").filter(function (line) { return line.trim(); });
  }
  function keep(list) {
    field.value = list.join("\n");
    draw();
  }
  function tool(name) {
    return document.querySelector("input[name=tool]:checked").value === name;
  }
  function width() {
    return document.querySelector("input[name=wide]:checked").value;
  }
  function at(event) {
    var frame = canvas.getBoundingClientRect();
    var clamp = function (n) { return Math.min(100, Math.max(0, Math.round(n * 10) / 10)); };
    return [
      clamp(((event.clientX - frame.left) / frame.width) * 100),
      clamp(((event.clientY - frame.top) / frame.height) * 100)
    ];
  }
  function boxOf(one, other) {
    return [
      Math.min(one[0], other[0]), Math.min(one[1], other[1]),
      Math.round(Math.abs(one[0] - other[0]) * 10) / 10, Math.round(Math.abs(one[1] - other[1]) * 10) / 10
    ];
  }
  function size() {
    canvas.width = picture.naturalWidth || picture.width;
    canvas.height = picture.naturalHeight || picture.height;
    draw();
  }
  function mark(line) {
    var w = canvas.width / 100, h = canvas.height / 100;
    var parts = line.trim().replace(/[,，]/g, " ").split(/\s+/);
    var numbers = (parts[0] === "笔" ? parts.slice(1) : parts).map(Number);
    if (numbers.some(isNaN)) return;
    if (parts[0] !== "笔") {
      pen.fillRect(numbers[0] * w, numbers[1] * h, numbers[2] * w, numbers[3] * h);
      return;
    }
    pen.lineWidth = (numbers[0] * Math.max(canvas.width, canvas.height)) / 100;
    pen.beginPath();
    pen.moveTo(numbers[1] * w, numbers[2] * h);
    if (numbers.length === 3) pen.lineTo(numbers[1] * w + 0.1, numbers[2] * h);
    for (var i = 3; i + 1 < numbers.length; i += 2) pen.lineTo(numbers[i] * w, numbers[i + 1] * h);
    pen.stroke();
  }
  function draw(more) {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = pen.strokeStyle = "#3a404a";
    pen.lineCap = pen.lineJoin = "round";
    lines().forEach(mark);
    if (more) mark(more);
    var told = document.querySelector("[data-count]");
    if (told) told.textContent = lines().length ? "已涂 " + lines().length + " 处" : "还没有涂";
  }

  canvas.addEventListener("pointerdown", function (event) {
    event.preventDefault();
    if (canvas.setPointerCapture) canvas.setPointerCapture(event.pointerId);
    begun = at(event);
    stroke = tool("brush") ? ["笔", width()].concat(begun) : null;
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!begun) return;
    var here = at(event);
    if (stroke) {
      var x = stroke[stroke.length - 2], y = stroke[stroke.length - 1];
      if (Math.abs(x - here[0]) + Math.abs(y - here[1]) > 0.6) stroke = stroke.concat(here);
      draw(stroke.join(" "));
    } else draw(boxOf(begun, here).join(" "));
  });
  function end(event) {
    if (!begun) return;
    var made = stroke || boxOf(begun, at(event));
    var isTiny = !stroke && (made[2] < 0.5 || made[3] < 0.5);
    begun = stroke = null;
    if (isTiny) draw();
    else keep(lines().concat(made.join(" ")));
  }
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", function () { begun = stroke = null; draw(); });
  document.querySelector("[data-undo]").addEventListener("click", function () { keep(lines().slice(0, -1)); });
  document.querySelector("[data-clear]").addEventListener("click", function () { keep([]); });
  field.addEventListener("input", function () { draw(); });
  if (picture.complete) size();
  else picture.addEventListener("load", size);
})();
