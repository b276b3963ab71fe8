// A pasted chat is cut into messages here, in the worker's own browser. Nothing is asked of the server while that
// happens; names are thrown away at once, numbers are masked, and only what is ticked is put into the form.
(function () {
  "use strict";
  var TIME = "(?:上午|下午|凌晨|中午|晚上|早上)?\\s*\\d{1,2}:\\d{2}(?::\\d{2})?";
  var DAY = "(?:\\d{4}[-/年.]\\d{1,2}[-/月.]\\d{1,2}日?|\\d{1,2}[-/月]\\d{1,2}日?|今天|昨天|前天|(?:星期|周)[一二三四五六日天])";
  var AFTER = new RegExp("^(\\S.{0,39}?)\\s+(?:" + DAY + "\\s*)?" + TIME + "$");
  var BEFORE = new RegExp("^[\\[【(（]?\\s*(?:" + DAY + "\\s*)?" + TIME + "\\s*[\\]】)）]?\\s+([^:：]{1,30}?)\\s*(?:[:：]\\s*(.*))?$");
  var ALONE = /^(\S[^:：]{0,29})[:：]$/;
  var INLINE = /^([^\s:：，。,.、？！?!（）()]{1,12})[:：]\s*(\S.*)$/;
  var NO_NAME = /^(?:地点|地址|时间|电话|手机|位置|情况|问题|内容|事项|备注|诉求|单位|姓名|联系人|原因|https?)$/;
  var DATE_LINE = new RegExp("^[—\\-─=·\\s]*" + DAY + "(?:\\s*" + TIME + ")?[—\\-─=·\\s]*$");
  var SAYS_NOTHING = /^(?:\[[^\]]{1,12}\]|撤回了一条消息|以上是打招呼的内容|.{0,20}(?:撤回了一条消息|邀请.{1,30}加入了?群聊|加入了?群聊|拍了拍.{0,20}|修改群名为.*|你已添加.*|现在可以开始聊天了.*))$/;
  var MASKS = [
    [/\d{17}[\dXx]/g, "〔证件号〕"],
    [/(?:\d[ -]?){13,19}/g, "〔卡号〕"],
    [/(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}/g, "〔电话〕"],
    [/0\d{2,3}[ -]?\d{7,8}/g, "〔电话〕"],
    [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "〔邮箱〕"],
    [/(?:微信|vx|wx|qq)(?:号|是|：|:)*\s*[a-z0-9_-]{5,20}/gi, "〔账号〕"],
    [/\d{7,}/g, "〔号码〕"]
  ];

  function heading(line) {
    var found = AFTER.exec(line);
    if (found) { return { text: "" }; }
    found = BEFORE.exec(line);
    if (found) { return { text: found[2] || "" }; }
    return ALONE.test(line) && !NO_NAME.test(line.slice(0, -1)) ? { text: "" } : null;
  }

  function inline(line) {
    var found = INLINE.exec(line);
    return found && !NO_NAME.test(found[1]) ? { text: found[2] } : null;
  }

  function tidy(text) {
    text = text.replace(/@[^\s@\u2005]{1,20}[\s\u2005]/g, "").replace(/[\u200b-\u200f\u2028-\u202e\ufeff]/g, "");
    text = text.replace(/[ \t]+\n/g, "\n").replace(/\n{2,}/g, "\n").trim();
    return MASKS.reduce(function (words, mask) { return words.replace(mask[0], mask[1]); }, text);
  }

  function cut(text) {
    var lines = text.replace(/\r\n?/g, "\n").split("\n").map(function (line) { return line.replace(/[\u00a0\u3000]/g, " ").trim(); });
    var find = lines.some(heading) ? heading : (lines.filter(inline).length > 1 ? inline : null);
    var parts = [], open = null;
    lines.forEach(function (line) {
      var head = find && line ? find(line) : null;
      if (head) { open = [head.text]; parts.push(open); return; }
      if (!line && !find) { open = null; return; }
      if (!line || DATE_LINE.test(line)) { return; }
      if (!open) { open = []; parts.push(open); }
      open.push(line);
    });
    return parts.map(function (part) {
      return tidy(part.filter(function (line) { return line && !SAYS_NOTHING.test(line); }).join("\n"));
    }).filter(function (words) { return words.length > 1; });
  }

  window.wanggeCut = cut;
  var form = document.getElementById("pasted");
  if (!form) { return; }
  var box = document.getElementById("chat-text"), list = document.getElementById("cut-list");
  var none = document.getElementById("cut-none"), told = document.getElementById("cut-words");
  var send = document.getElementById("paste-send"), out = document.getElementById("ticked");
  var most = parseInt(form.getAttribute("data-most"), 10) || 30;

  function ticked() {
    return Array.prototype.slice.call(list.querySelectorAll("input:checked")).map(function (tick) { return tick.wanggeWords; });
  }

  function count() {
    list.querySelectorAll("input").forEach(function (tick) { tick.parentNode.classList.toggle("is-ticked", tick.checked); });
    var n = ticked().length;
    send.disabled = n === 0 || n > most;
    send.textContent = n > most ? "一次最多 " + most + " 条" : (n ? "登记勾选的 " + n + " 条" : "登记勾选的");
  }

  function draw() {
    var kept = ticked(), found = cut(box.value);
    list.textContent = "";
    found.forEach(function (words) {
      var row = document.createElement("li"), label = document.createElement("label");
      var tick = document.createElement("input"), shown = document.createElement("span");
      tick.type = "checkbox";
      tick.wanggeWords = words;
      tick.checked = kept.indexOf(words) >= 0;
      words.split(/(〔[^〕]+〕)/).forEach(function (piece) {
        if (!piece) { return; }
        var part = /^〔/.test(piece) ? document.createElement("mark") : document.createTextNode("");
        part.textContent = piece;
        shown.appendChild(part);
      });
      label.appendChild(tick);
      label.appendChild(shown);
      row.appendChild(label);
      list.appendChild(row);
    });
    none.hidden = found.length > 0;
    none.textContent = box.value.trim() ? "没有切出能登记的话。" : "还没有粘贴。";
    told.textContent = found.length ? "切成 " + found.length + " 条。姓名已去掉，号码已遮住。" : "粘上就会切开。手机和电脑微信复制的都可以。";
    count();
  }

  box.addEventListener("input", draw);
  list.addEventListener("change", count);
  form.addEventListener("submit", function () { out.value = JSON.stringify(ticked()); });
  // Whoever comes back finds neither the chat nor what was ticked.
  window.addEventListener("pagehide", function () { box.value = ""; list.textContent = ""; });
  window.addEventListener("pageshow", draw);
})();
