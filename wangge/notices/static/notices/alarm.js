// Asks every few seconds whether an emergency rings for whoever works here, and rings: a red bar and a sound made
// on the spot. Written for Chromium 86.
(function () {
  "use strict";

  var EVERY = 15000;
  var address = document.currentScript.getAttribute("data-ringing");
  var sound = null, repeat = null;

  // A browser makes no sound before somebody has touched the page: asking for it would only fill its log.
  function isAwake() { return !navigator.userActivation || navigator.userActivation.hasBeenActive; }

  function beep() {
    if (!isAwake()) { return; }
    try {
      sound = sound || new (window.AudioContext || window.webkitAudioContext)();
      sound.resume();
      [0, 0.35, 0.7].forEach(function (after, n) {
        var tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + after;
        tone.frequency.value = n % 2 ? 660 : 880;
        loud.gain.setValueAtTime(0.0001, at);
        loud.gain.exponentialRampToValueAtTime(0.35, at + 0.03);
        loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
        tone.connect(loud).connect(sound.destination);
        tone.start(at);
        tone.stop(at + 0.32);
      });
    } catch (error) { /* no sound here: the bar stays */ }
    if (navigator.vibrate) { navigator.vibrate([300, 120, 300]); }
  }

  function show(alarm) {
    var bar = document.getElementById("alarm-bar");
    if (!alarm) {
      if (bar) { bar.remove(); document.body.style.paddingTop = ""; }
      clearInterval(repeat);
      repeat = null;
      return;
    }
    if (window.location.pathname === alarm.url) { return; }
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "alarm-bar";
      bar.className = "alarm-bar";
      bar.setAttribute("role", "alert");
      bar.appendChild(document.createElement("span"));
      bar.appendChild(document.createElement("a"));
      bar.lastChild.textContent = "马上看";
      document.body.appendChild(bar);
    }
    bar.firstChild.textContent = "紧急：" + alarm.text;
    bar.lastChild.href = alarm.url;
    document.body.style.paddingTop = bar.offsetHeight + "px";
    if (!repeat) { beep(); repeat = setInterval(beep, 4000); }
  }

  function ask() {
    fetch(address, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json", "X-Quiet": "1" } }).then(function (answer) {
      return answer.ok ? answer.json() : { alarms: [] };
    }).then(function (found) { show(found.alarms[0]); }, function () {});
  }

  document.addEventListener("DOMContentLoaded", function () {
    ask();
    setInterval(ask, EVERY);
    var button = document.querySelector("[data-try-alarm]");
    if (button) { button.addEventListener("click", beep); }
  });
  // A browser makes a sound only after somebody has touched the page.
  document.addEventListener("pointerdown", function () {
    try { sound = sound || new (window.AudioContext || window.webkitAudioContext)(); sound.resume(); } catch (error) { /* none */ }
  }, { once: true });
})();
