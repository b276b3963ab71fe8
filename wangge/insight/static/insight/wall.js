/* The wall: draws what it is given, asks for fresh figures by itself, and says how old they are. */
(() => {
  "use strict";

  const EVERY = 10000;
  const OLD = 45000;
  const COLOURS = ["#4b9bff", "#38d6c0", "#ffb454", "#a98bff", "#ff7b8a", "#6cc8ff", "#ffe26b", "#7488ad"];
  const body = document.body;
  const $ = (id) => document.getElementById(id);
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const make = (tag, cls, text) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const clear = (node) => { while (node.firstChild) node.removeChild(node.firstChild); return node; };
  const many = (n) => n.toLocaleString("zh-CN");

  let data = JSON.parse($("first").textContent);
  let ground = null;
  let received = Date.now();
  const charts = {};

  /* --- words --- */

  const span = (rate, low, high) => {
    const bar = make("div", "span");
    const at = (x) => `${Math.min(100, Math.max(0, ((x - low) / (high - low)) * 100))}%`;
    const part = make("i");
    part.style.left = at(rate.low);
    part.style.right = `calc(100% - ${at(rate.high)})`;
    const dot = make("em");
    dot.style.left = at(rate.share);
    bar.append(part, dot);
    return bar;
  };

  const rates = () => {
    const box = clear($("rates"));
    for (const rate of data.rates) {
      const card = make("div", "rate");
      if (rate.share === null) {
        card.append(make("strong", "none", "暂无"));
        card.append(make("b", "", rate.name), make("span", "", "还没有答复"));
      } else if (!rate.enough) {
        card.append(make("strong", "none", "样本不足"));
        card.append(make("b", "", rate.name), make("span", "", `${many(rate.bottom)} ${rate.unit}`));
      } else {
        const figure = make("strong", "", rate.share.toFixed(1));
        figure.append(make("small", "", "%"));
        card.append(figure, make("b", "", rate.name), span(rate, 50, 100));
        const top = Number.isInteger(rate.top) ? many(rate.top) : rate.top.toFixed(1);
        card.append(make("span", "", `${top} / ${many(rate.bottom)} ${rate.unit}`));
        if (rate.without !== null) card.append(make("span", "", `剔除 ${many(rate.excluded)} 后 ${rate.without.toFixed(1)}%`));
      }
      box.append(card);
    }
  };

  const party = () => {
    const p = data.party;
    const box = clear($("party"));
    const rows = [["支部进网格", p.covered, p.grids, "个网格"], ["微任务办成", p.done, p.tasks, "件"], ["责任岗有人", p.held, p.posts, "个"]];
    for (const [name, n, all, unit] of rows) {
      const card = make("div");
      const figure = make("strong", "", many(n));
      figure.append(make("small", "", ` / ${many(all)} ${unit}`));
      card.append(make("span", "", name), figure);
      box.append(card);
    }
  };

  const numbers = () => {
    const f = data.figures;
    const from = f.sources.slice(0, 3).map(([name, n]) => `${name}${many(n)}`).join("　");
    const days = f.oldest_hours === null ? "" : f.oldest_hours >= 24
      ? `最久 ${Math.floor(f.oldest_hours / 24)} 天 ${f.oldest_hours % 24} 小时` : `最久 ${f.oldest_hours} 小时`;
    const rows = [
      ["今日来件", f.today, from || "还没有来件", "#4b9bff", "#fff"],
      ["在办", f.open, f.suspended ? `其中挂起 ${many(f.suspended)}` : "没有挂起", "#4b9bff", "#fff"],
      ["将到期", f.soon, "2 小时内", "#ffc45c", f.soon ? "#ffcf78" : "#fff"],
      ["超期", f.late, days || "没有超期", "#ff6b7d", f.late ? "#ff8896" : "#fff"],
      ["督办", f.supervised, "督办中，未销号", "#b79bff", f.supervised ? "#cdb8ff" : "#fff"],
    ];
    const box = clear($("numbers"));
    for (const [name, n, note, colour, ink] of rows) {
      const card = make("div", "number");
      card.style.setProperty("--c", colour);
      card.style.setProperty("--n", ink);
      card.append(make("span", "", name), make("strong", "", many(n)), make("small", "", note));
      box.append(card);
    }
  };

  const areas = () => {
    const box = clear($("areas"));
    const rows = data.areas.rows.slice(0, 12);
    const lows = rows.filter((r) => r.enough).map((r) => r.low);
    const low = Math.max(0, Math.floor((Math.min(100, ...lows) - 2) / 10) * 10);
    for (const row of rows) {
      const line = make("div", "row");
      line.append(make("span", "", row.name));
      if (!row.enough) {
        line.append(make("div", "span"), make("span", "thin", row.bottom ? `样本不足（${row.bottom} 件）` : "还没有到期的事"));
      } else {
        line.append(span(row, low, 100), make("b", "", `${row.share.toFixed(1)}%`), make("small", "", `${many(row.top)} / ${many(row.bottom)}`));
      }
      box.append(line);
    }
    const whole = data.areas.whole;
    const foot = clear($("whole"));
    foot.append(make("span", "", `${whole.name} ${many(whole.top)} / ${many(whole.bottom)} 件`));
    foot.append(make("span", "", whole.share === null ? "暂无" : `${whole.share.toFixed(1)}%（${whole.low.toFixed(1)}–${whole.high.toFixed(1)}%）　刻度 ${low} 起`));
  };

  const hot = () => {
    const box = clear($("hot"));
    data.spots.forEach((spot, n) => {
      const line = make("li");
      line.append(make("i", "", n + 1), make("span", "", `${spot.place}・${spot.matter}`), make("b", "", `${spot.n} 件${spot.taken ? "・已督办" : ""}`));
      box.append(line);
    });
    for (const again of data.repeats) {
      const line = make("li", "again");
      line.append(make("i", "", "↻"), make("span", "", `${again.area}・${again.matter}`), make("b", "", `办结后再现 ${again.n} 次`));
      box.append(line);
    }
    if (!box.children.length) box.append(make("li", "nothing", "30 天内没有聚集的问题"));
  };

  const events = () => {
    const box = clear($("events"));
    for (const event of data.events) {
      const line = make("li");
      const time = make("time", "", new Date(event.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" }));
      line.append(time, make("span", "", `${event.category}・${event.area}`), make("span", `tag ${event.verb}`, event.verb));
      box.append(line);
    }
    if (!box.children.length) box.append(make("li", "nothing", "近三天没有动态"));
  };

  /* --- charts --- */

  const chart = (id) => charts[id] || (charts[id] = echarts.init($(id), null, { renderer: "canvas" }));

  const donut = () => {
    const size = rem();
    const total = data.figures.today;
    $("cat-total").textContent = total ? `共 ${many(total)} 件` : "";
    chart("donut").setOption({
      animationDuration: 600,
      title: { text: many(total), subtext: "今日来件", left: "center", top: "34%", itemGap: size * 0.15, textStyle: { color: "#fff", fontSize: size * 2, fontWeight: 700 }, subtextStyle: { color: "#a9c4e8", fontSize: size } },
      series: [{
        type: "pie", radius: ["66%", "92%"], center: ["50%", "50%"], silent: true, label: { show: false }, padAngle: 2,
        itemStyle: { borderRadius: size * 0.25, shadowBlur: size, shadowColor: "rgba(60,140,255,.35)" },
        data: data.categories.length
          ? data.categories.map((c, n) => ({ value: c.n, name: c.name, itemStyle: { color: COLOURS[n % COLOURS.length] } }))
          : [{ value: 1, itemStyle: { color: "rgba(90,130,200,.2)" } }],
      }],
    });
    const list = clear($("cat-list"));
    data.categories.forEach((c, n) => {
      const line = make("li");
      const mark = make("i");
      mark.style.setProperty("--c", COLOURS[n % COLOURS.length]);
      line.append(mark, make("span", "", c.name), make("b", "", many(c.n)));
      list.append(line);
    });
    if (!data.categories.length) list.append(make("li", "nothing", "今天还没有来件"));
  };

  const fade = (top, bottom) => ({ type: "linear", x: 0, y: 0, x2: 0, y2: 1, colorStops: [{ offset: 0, color: top }, { offset: 1, color: bottom }] });

  const curve = () => {
    const size = rem();
    const words = { color: "#86a5cf", fontSize: size * 0.9 };
    const line = (name, key, colour, area) => ({
      name, type: "line", smooth: 0.35, symbol: "circle", symbolSize: (v, p) => (p.dataIndex === data.curve.length - 1 ? size * 0.6 : 0),
      data: data.curve.map((d) => d[key]), itemStyle: { color: colour },
      lineStyle: { width: size * 0.16, color: colour, shadowBlur: size * 0.7, shadowColor: colour },
      areaStyle: { color: fade(area, "rgba(10,30,70,0)") },
    });
    chart("curve").setOption({
      animationDuration: 600,
      grid: { left: size * 0.3, right: size * 1.1, top: size * 1.1, bottom: size * 0.2, containLabel: true },
      xAxis: { type: "category", boundaryGap: false, data: data.curve.map((d) => d.day), axisLine: { lineStyle: { color: "rgba(120,170,240,.3)" } }, axisTick: { show: false }, axisLabel: { ...words, interval: 2, showMaxLabel: true } },
      yAxis: { type: "value", minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: "rgba(120,170,240,.12)" } }, axisLabel: words },
      series: [line("来件", "reported", "#4b9bff", "rgba(75,155,255,.34)"), line("办结", "closed", "#55e3a5", "rgba(85,227,165,.16)")],
    });
  };

  const middle = () => {
    const found = {};
    for (const f of ground.features) found[f.properties.name] = f.properties.cp;
    return found;
  };

  const colour = (n) => (n >= 8 ? "#b9f1ff" : n >= 5 ? "#58bff2" : n >= 3 ? "#2f8ae0" : n >= 1 ? "#1b5cb8" : "#12356f");

  /* How large the map may be so that it fills its box, whatever shape the area has. */
  const reach = (box) => {
    const points = ground.edge.flat();
    const xs = points.map((p) => p[0]);
    const ys = points.map((p) => p[1]);
    const wide = (Math.max(...xs) - Math.min(...xs)) * ground.aspect;
    const high = Math.max(...ys) - Math.min(...ys) || 1e-9;
    const width = Math.min(box.clientWidth * 0.97, (box.clientHeight * 0.91 * wide) / high);
    return wide > high ? width : (width * high) / wide;
  };

  const layer = (lift, area, border, extra) => ({
    map: "edge", silent: true, roam: false, aspectScale: ground.aspect, layoutSize: reach($("map")), layoutCenter: ["50%", `${50 + lift}%`],
    label: { show: false }, itemStyle: { areaColor: area, borderColor: border, borderWidth: 1, ...extra }, emphasis: { disabled: true },
  });

  const map = () => {
    if (!ground || !ground.features.length) return;
    const size = rem();
    const at = middle();
    const late = Object.entries(data.load).filter(([id, [, n]]) => n > 0 && at[id]);
    const box = $("map");
    const layoutSize = reach(box);
    const open = {};
    const parts = ground.parts;
    for (const row of data.areas.rows) open[row.name] = data.parts_open ? data.parts_open[row.code] : undefined;
    chart("map").setOption({
      animation: false,
      geo: [
        layer(3.2, "#020a1d", "rgba(40,110,220,.25)", { shadowColor: "rgba(30,110,255,.55)", shadowBlur: size * 4, shadowOffsetY: size * 1.2 }),
        layer(2.2, "#06193f", "rgba(60,140,255,.35)"),
        layer(1.1, "#0a2c66", "rgba(90,170,255,.5)"),
        {
          map: "grids", silent: true, aspectScale: ground.aspect, layoutCenter: ["50%", "50%"], layoutSize, label: { show: false },
          itemStyle: { areaColor: "#12356f", borderColor: "rgba(120,190,255,.28)", borderWidth: Math.max(0.6, size * 0.045) },
          emphasis: { disabled: true },
          regions: Object.entries(data.load).map(([id, [n]]) => ({ name: id, itemStyle: { areaColor: colour(n) } })),
        },
      ],
      series: [
        { id: "edge", type: "lines", coordinateSystem: "geo", geoIndex: 3, polyline: true, silent: true, z: 4,
          lineStyle: { color: "#9fe0ff", width: size * 0.16, opacity: 0.95, shadowBlur: size * 1.2, shadowColor: "#3aa0ff" },
          data: ground.edge.map((coords) => ({ coords })) },
        { id: "parts", type: "lines", coordinateSystem: "geo", geoIndex: 3, polyline: true, silent: true, z: 4,
          lineStyle: { color: "#a9ddff", width: size * 0.1, opacity: 0.75, shadowBlur: size * 0.5, shadowColor: "#3aa0ff" },
          data: parts.flatMap((p) => p.lines.map((coords) => ({ coords }))) },
        { id: "fresh", type: "effectScatter", coordinateSystem: "geo", geoIndex: 3, silent: true, z: 6, rippleEffect: { period: 5, scale: 4.2, brushType: "stroke", number: 2 },
          data: data.ripples.filter((r) => at[r.area]).map((r) => ({ value: [...at[r.area], r.minutes], symbolSize: size * (r.minutes < 60 ? 0.62 : 0.42) })),
          itemStyle: { color: "#8ff7ff", shadowBlur: size * 0.6, shadowColor: "#3ad8ff" } },
        { id: "late", type: "scatter", coordinateSystem: "geo", geoIndex: 3, silent: true, z: 7, symbolSize: size * 0.62,
          data: late.map(([id]) => ({ value: at[id] })), itemStyle: { color: "#ff6b7d", borderColor: "#ffe3e7", borderWidth: size * 0.08, shadowBlur: size * 0.8, shadowColor: "#ff4860" } },
        { id: "spots", type: "scatter", coordinateSystem: "geo", geoIndex: 3, silent: true, z: 9, symbolSize: size * 1.75,
          data: data.spots.map((s, n) => ({ value: [s.lon, s.lat, n + 1] })),
          label: { show: true, formatter: (p) => String(p.value[2]), color: "#2b1a00", fontWeight: 700, fontSize: size * 1.05 },
          itemStyle: { color: "#ffc057", shadowBlur: size * 1.6, shadowColor: "rgba(255,176,64,.9)", borderColor: "rgba(255,232,190,.7)", borderWidth: size * 0.12 } },
        { id: "names", type: "scatter", coordinateSystem: "geo", geoIndex: 3, silent: true, z: 8, symbolSize: 1,
          labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
          data: parts.map((p) => ({ name: p.name, value: [p.lon, p.lat, (data.parts_open || {})[p.id] || 0] })),
          label: { show: true, formatter: (p) => `{a|${p.name}}\n{b|在办 ${p.value[2]}}`, backgroundColor: "rgba(5,22,56,.62)", borderRadius: size * 0.3, padding: [size * 0.25, size * 0.55],
            rich: { a: { color: "#fff", fontSize: size * 1.12, fontWeight: 600, lineHeight: size * 1.5, align: "center" }, b: { color: "#bcd6f7", fontSize: size * 0.92, lineHeight: size * 1.2, align: "center" } } } },
      ],
    });
    box.classList.add("drawn");
  };

  /* --- time --- */

  const clock = () => {
    const now = new Date();
    const day = now.toLocaleDateString("zh-CN", { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: "Asia/Shanghai" });
    const time = now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
    $("clock").textContent = `${day.replace(/(\d+)/g, " $1 ").replace("星期", "　星期").trim()}　${time}`;
    const age = Date.now() - received;
    const chip = $("asof");
    chip.classList.toggle("old", age > OLD);
    const asof = new Date(data.at).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
    chip.lastElementChild.textContent = age > OLD ? `已停 ${Math.round(age / 60000) || 1} 分钟，停在 ${asof}` : `数据截至 ${asof}`;
    const lag = $("folding");
    lag.hidden = data.lag.seconds < 60;
    lag.textContent = `${many(data.lag.waiting)} 条变动尚未归并，数字已计入`;
  };

  const alert = () => {
    const chip = $("alert");
    const now = data.emergencies;
    chip.hidden = !now.length;
    chip.textContent = now.map((e) => `${e.area}${e.kind}应急，到 ${e.until}：问过 ${e.asked}，需要帮助 ${e.needing}，已帮到 ${e.helped}`).join("　");
  };

  /* A part is drawn again only when what it shows has changed: a wall stands for months. */
  let drawn = {};
  const part = (name, shows, deed) => {
    const now = JSON.stringify(shows);
    if (drawn[name] === now) return;
    drawn[name] = now;
    deed();
  };
  const draw = () => {
    part("alert", data.emergencies, alert);
    part("rates", data.rates, rates);
    part("party", data.party, party);
    part("numbers", data.figures, numbers);
    part("areas", data.areas, areas);
    part("hot", [data.spots, data.repeats], hot);
    part("events", data.events, events);
    part("donut", [data.figures.today, data.categories], donut);
    part("curve", data.curve, curve);
    const fresh = data.ripples.map((r) => [r.area, r.minutes < 60]);
    if (ground) part("map", [data.load, data.parts_open, data.spots, fresh], map);
    clock();
  };

  let isAsking = false;
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      const answer = await fetch(body.dataset.url, { headers: { "X-Quiet": "1" }, credentials: "same-origin" });
      if (answer.status === 401 || answer.redirected) { $("dark").hidden = false; return; }
      if (answer.ok) { data = await answer.json(); received = Date.now(); $("dark").hidden = true; draw(); }
    } catch { /* the age says it */ } finally { isAsking = false; }
    clock();
  };

  const begin = async () => {
    draw();
    const answer = await fetch(body.dataset.ground, { headers: { "X-Quiet": "1" }, credentials: "same-origin" });
    if (answer.ok) {
      ground = await answer.json();
      if (ground.features.length) {
        echarts.registerMap("grids", ground);
        echarts.registerMap("edge", { type: "FeatureCollection", features: [{ type: "Feature", properties: { name: "edge" }, geometry: { type: "MultiPolygon", coordinates: ground.edge.map((ring) => [ring]) } }] });
        draw();
      }
    }
    body.dataset.ready = "1";
    setInterval(clock, 1000);
    const every = Number(new URLSearchParams(location.search).get("every")) * 1000 || EVERY;
    setInterval(ask, Math.max(150, every));
  };

  let waits = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waits);
    waits = setTimeout(() => { for (const one of Object.values(charts)) one.resize(); drawn = {}; draw(); }, 200);
  });
  begin();
})();
