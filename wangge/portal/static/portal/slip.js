// A slip's QR code carries the user name and the code behind the '#', which no server ever sees.
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", function () {
    var found = /^#([a-z][a-z0-9._-]{2,39}):([A-Z0-9-]{8,9})$/.exec(decodeURIComponent(location.hash));
    var name = document.querySelector("input[name=username]");
    var code = document.querySelector("input[name=code]");
    if (!found || !name || !code) { return; }
    name.value = found[1];
    code.value = found[2];
    history.replaceState(null, "", location.pathname + location.search);
    var send = document.querySelector("form[method=post] button[type=submit]");
    if (send) { send.focus(); }
  });
})();
