// A dot of the little map chooses the place beside it.
(function () {
  "use strict";
  var radios = document.querySelectorAll("input[name=near]");
  var dots = document.querySelectorAll("[data-dot]");
  function show() {
    dots.forEach(function (dot) {
      var on = Array.prototype.some.call(radios, function (radio) {
        return radio.checked && radio.value === dot.getAttribute("data-dot");
      });
      dot.classList.toggle("is-on", on);
    });
  }
  dots.forEach(function (dot) {
    dot.addEventListener("click", function () {
      radios.forEach(function (radio) {
        if (radio.value === dot.getAttribute("data-dot")) radio.checked = true;
      });
      show();
    });
  });
  radios.forEach(function (radio) { radio.addEventListener("change", show); });
  show();
})();
