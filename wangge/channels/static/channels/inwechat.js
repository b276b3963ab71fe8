// Inside WeChat or WeCom the report page may take the phone's own place and camera through their script. Anything
// that is missing or goes wrong leaves the page as it is: the map and the file chooser work without.
(function () {
  "use strict";
  if (!/MicroMessenger|wxwork/i.test(navigator.userAgent) || !window.fetch) { return; }
  var me = document.currentScript;
  var sign = me && me.getAttribute("data-sign"), source = me && me.getAttribute("data-source");
  if (!sign || !source) { return; }

  fetch(sign + "?url=" + encodeURIComponent(location.href.split("#")[0]), { credentials: "same-origin" }).then(function (answer) {
    return answer.status === 200 ? answer.json() : null;
  }).then(function (signed) {
    if (signed) { load(signed); }
  }).catch(function () {});

  function load(signed) {
    // The package is written for bundlers: it puts itself into `module.exports`.
    var before = window.module, script = document.createElement("script");
    window.module = {};
    script.src = source;
    script.onload = function () {
      var wx = window.module.exports || window.wx || window.jWeixin;
      window.module = before;
      if (wx && wx.config) { begin(wx, signed); }
    };
    script.onerror = function () { window.module = before; };
    document.head.appendChild(script);
  }

  function begin(wx, signed) {
    signed.debug = false;
    signed.jsApiList = ["getLocation", "chooseImage", "getLocalImgData"];
    wx.ready(function () {
      place(wx);
      camera(wx);
      document.documentElement.setAttribute("data-inwechat", "ready");
    });
    wx.error(function () { document.documentElement.setAttribute("data-inwechat", "refused"); });
    wx.config(signed);
  }

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm gap-top";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function place(wx) {
    var map = document.getElementById("pick-map"), box = document.getElementById("id_place");
    if (!map || !box) { return; }
    box.parentNode.insertBefore(button("用我现在的位置", function () {
      wx.getLocation({
        type: "wgs84",
        success: function (found) {
          var lon = parseFloat(found.longitude), lat = parseFloat(found.latitude);
          if (!isFinite(lon) || !isFinite(lat)) { return; }
          if (map.wanggeMap && map.wanggeMap.choose) {
            map.wanggeMap.choose(lon, lat, Math.min(parseFloat(found.accuracy) || 50, 500));
            map.wanggeMap.map.setView([lat, lon], 17);
          } else {
            document.getElementById("id_lon").value = lon;
            document.getElementById("id_lat").value = lat;
          }
        }
      });
    }), box);
  }

  function camera(wx) {
    var input = document.querySelector("[data-photo-picker] input[type=file]");
    if (!input || !window.DataTransfer || !window.File) { return; }
    input.closest("[data-photo-picker]").appendChild(button("用微信拍照", function () {
      wx.chooseImage({
        count: 9, sizeType: ["compressed"], sourceType: ["camera", "album"],
        success: function (chosen) { take(wx, input, chosen.localIds || [], new DataTransfer()); }
      });
    }));
  }

  function take(wx, input, ids, kept) {
    if (!ids.length) {
      if (!kept.files.length) { return; }
      input.files = kept.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    wx.getLocalImgData({
      localId: ids[0],
      success: function (found) {
        var file = fileOf(String(found.localData || ""), kept.files.length + 1);
        if (file) { kept.items.add(file); }
        take(wx, input, ids.slice(1), kept);
      },
      fail: function () { take(wx, input, ids.slice(1), kept); }
    });
  }

  function fileOf(data, n) {
    try {
      var raw = atob(data.replace(/^data:image\/\w+;base64,/, "").replace(/\s/g, ""));
      var bytes = new Uint8Array(raw.length);
      for (var i = 0; i < raw.length; i += 1) { bytes[i] = raw.charCodeAt(i); }
      return new File([bytes], "wechat-" + n + ".jpg", { type: "image/jpeg" });
    } catch (_) { return null; }
  }
})();
