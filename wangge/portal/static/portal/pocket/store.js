// What this phone keeps: acts that wait to be sent, with their photos, and what its lists showed last. In the browser's
// database; where that is missing or full, in this page's memory, and the page says so. Written for Chromium 86.
(function () {
  "use strict";

  var pocket = window.wanggePocket;
  var opening = null;
  var memory = { acts: {}, meta: {}, seq: 0 };
  var self = { isMemory: false, isFull: false };
  var heard = [];
  var channel = window.BroadcastChannel ? new BroadcastChannel("wangge-pocket") : null;

  function open() {
    if (opening) { return opening; }
    opening = new Promise(function (resolve) {
      function without() { self.isMemory = true; resolve(null); }
      if (!window.indexedDB) { without(); return; }
      var asked;
      try { asked = indexedDB.open("wangge-pocket", 1); } catch (error) { without(); return; }
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("acts", { keyPath: "seq", autoIncrement: true });
        asked.result.createObjectStore("meta", { keyPath: "key" });
      };
      asked.onsuccess = function () {
        // A newer version of these pages may change the database: then this one lets go of it.
        asked.result.onversionchange = function () { asked.result.close(); opening = null; };
        resolve(asked.result);
      };
      asked.onerror = without;
      asked.onblocked = without;
    });
    return opening;
  }

  function done(request) {
    return new Promise(function (resolve, reject) {
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  // Done is what has been written, not what was asked for.
  function write(name, deed) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var result, transaction = database.transaction(name, "readwrite");
        var request = deed(transaction.objectStore(name));
        request.onsuccess = function () { result = request.result; };
        transaction.oncomplete = function () { resolve(result); };
        transaction.onabort = transaction.onerror = function () { reject(transaction.error || request.error); };
      });
    });
  }

  function tell() {
    heard.forEach(function (listen) { listen(); });
    if (channel) { channel.postMessage("changed"); }
  }
  if (channel) { channel.onmessage = function () { heard.forEach(function (listen) { listen(); }); }; }

  // --- acts ---

  function inMemory() { return Object.keys(memory.acts).map(function (seq) { return memory.acts[seq]; }); }

  self.acts = function () {
    return open().then(function (database) {
      return database ? done(database.transaction("acts").objectStore("acts").getAll()) : [];
    }).then(function (found) { return pocket.rules.inOrder(found.concat(inMemory())); });
  };

  function keepInMemory(act) {
    if (!act.seq) { memory.seq += 1; act.seq = 1e12 + memory.seq; }
    memory.acts[act.seq] = act;
    act.isLoose = true;
    return act;
  }

  // Keep an act. Where the phone is full it stays in this page, and says so.
  self.put = function (act) {
    return open().then(function (database) {
      if (!database || act.isLoose) { return keepInMemory(act); }
      return write("acts", function (store) { return store.put(act); }).then(function (seq) {
        act.seq = seq;
        return act;
      }, function () { self.isFull = true; return keepInMemory(act); });
    }).then(function (kept) { tell(); return kept; });
  };

  self.get = function (seq) {
    return self.acts().then(function (found) {
      return found.filter(function (act) { return String(act.seq) === String(seq); })[0] || null;
    });
  };

  self.remove = function (act) {
    delete memory.acts[act.seq];
    return open().then(function (database) {
      return database ? write("acts", function (store) { return store.delete(act.seq); }) : null;
    }).then(tell);
  };

  // --- what was known last, and small things beside it ---

  self.read = function (key) {
    return open().then(function (database) {
      if (!database) { return memory.meta[key]; }
      return done(database.transaction("meta").objectStore("meta").get(key));
    }).then(function (row) { return row ? row.value : null; });
  };

  self.write = function (key, value) {
    var row = { key: key, value: value };
    return open().then(function (database) {
      if (!database) { memory.meta[key] = row; return null; }
      return write("meta", function (store) { return store.put(row); }).catch(function () { memory.meta[key] = row; });
    });
  };

  self.forget = function (key) {
    delete memory.meta[key];
    return open().then(function (database) {
      return database ? write("meta", function (store) { return store.delete(key); }) : null;
    });
  };

  // Everything of everybody.
  self.wipe = function () {
    memory = { acts: {}, meta: {}, seq: 0 };
    return open().then(function (database) {
      if (!database) { return null; }
      return Promise.all([
        write("acts", function (store) { return store.clear(); }), write("meta", function (store) { return store.clear(); })
      ]);
    }).then(tell);
  };

  // A lease of the one who sends, for browsers without locks: taken and looked at in one transaction.
  self.lease = function (who, now, until) {
    return open().then(function (database) {
      if (!database) { return true; }
      return new Promise(function (resolve) {
        var transaction = database.transaction("meta", "readwrite"), store = transaction.objectStore("meta"), mine = false;
        var asked = store.get("lease");
        asked.onsuccess = function () {
          var held = asked.result && asked.result.value;
          mine = !held || held.who === who || held.until < now || held.until > now + 120000;
          if (mine) { store.put({ key: "lease", value: { who: who, until: until } }); }
        };
        transaction.oncomplete = function () { resolve(mine); };
        transaction.onabort = function () { resolve(false); };
      });
    });
  };

  self.listen = function (listener) { heard.push(listener); };
  self.open = open;
  pocket.store = self;
})();
