/* The command desk's map: layers that can be switched, a grid that opens its list, a day played back. */
(() => {
  "use strict";
  const box = document.getElementById("command-map");
  if (!box || !window.echarts) return;
  const data = JSON.parse(document.getElementById("layers").textContent);
  const $ = (id) => document.getElementById(id);
  const shade = (n) => (n >= 8 ? "#3f72bb" : n >= 5 ? "#6a97d3" : n >= 3 ? "#9bbce4" : n >= 1 ? "#cbddf2" : "#eef2f7");
  const on = () => Object.fromEntries([...document.querySelectorAll("[data-layer]")].map((i) => [i.dataset.layer, i.checked]));
  const font = getComputedStyle(document.body).fontFamily;
  let ground = null;
  let chart = null;
  let played = null;

  const middle = () => Object.fromEntries(ground.features.map((f) => [f.properties.name, f.properties.cp]));

  const draw = () => {
    const layers = on();
    const at = middle();
    const load = played ? played.load : data.load;
    const dots = (points, colour, size, extra) => ({ type: "scatter", coordinateSystem: "geo", symbolSize: size, silent: true, data: points, itemStyle: { color: colour, borderColor: "#fff", borderWidth: 1.5 }, ...extra });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: font },
      geo: {
        map: "command", roam: true, scaleLimit: { min: 0.8, max: 12 }, aspectScale: ground.aspect, layoutCenter: ["50%", "50%"], layoutSize: Math.min(box.clientWidth, box.clientHeight * 1.25) * 0.94,
        label: { show: false }, itemStyle: { areaColor: "#eef2f7", borderColor: "#b8c4d6", borderWidth: 0.8 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: "#ffe9bd" } }, select: { disabled: true },
        regions: Object.entries(load).map(([id, [n]]) => ({ name: id, itemStyle: { areaColor: layers.load || played ? shade(n) : "#eef2f7" } })),
      },
      series: [
        { id: "parts", type: "lines", coordinateSystem: "geo", polyline: true, silent: true, z: 3, lineStyle: { color: "#6d819f", width: 1.4, opacity: 0.9 }, data: ground.parts.flatMap((p) => p.lines.map((coords) => ({ coords }))) },
        dots(layers.late && !played ? Object.entries(load).filter(([id, [, n]]) => n > 0 && at[id]).map(([id]) => at[id]) : [], "#c8102e", 9, { id: "late", z: 6 }),
        { id: "fresh", type: "effectScatter", coordinateSystem: "geo", silent: true, z: 5, symbolSize: 7, rippleEffect: { scale: 3.4, period: 4, brushType: "stroke" }, itemStyle: { color: "#0f9bb5" },
          data: played ? played.now.filter((id) => at[id]).map((id) => at[id]) : layers.fresh ? data.ripples.filter((r) => at[r.area]).map((r) => at[r.area]) : [] },
        dots(layers.posts ? data.posts.map((p) => p.at) : [], "#2fa565", 9, { id: "posts", z: 6, symbol: "rect" }),
        dots(layers.duty ? data.duty.filter((p) => p.full).map((p) => p.at) : [], "#2fa565", 11, { id: "duty", z: 6, symbol: "diamond" }),
        dots(layers.duty ? data.duty.filter((p) => !p.full).map((p) => p.at) : [], "#d98200", 11, { id: "duty-open", z: 6, symbol: "diamond" }),
        dots(layers.spots && !played ? data.spots.map((s, n) => [...s.at, n + 1]) : [], "#f59f00", 22, { id: "spots", z: 8, label: { show: true, formatter: (p) => String(p.value[2]), color: "#3b2400", fontWeight: 700 } }),
        { id: "names", type: "scatter", coordinateSystem: "geo", silent: true, z: 7, symbolSize: 1, labelLayout: { hideOverlap: true }, data: ground.parts.map((p) => ({ name: p.name, value: [p.lon, p.lat] })),
          label: { show: true, formatter: (p) => p.name, color: "#1b1f27", fontWeight: 600, fontSize: 13, textBorderColor: "#fff", textBorderWidth: 3 } },
      ],
    });
  };

  const words = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

  /* The grids as they filled over the day: what came in, less what was done. */
  const until = (points, minute) => {
    const load = {};
    let came = 0;
    let done = 0;
    const now = [];
    for (const [at, id, way] of points) {
      if (at > minute) break;
      load[id] = load[id] || [0, 0];
      if (way === "in") { came += 1; load[id][0] += 1; if (minute - at <= 40) now.push(id); } else { done += 1; }
    }
    return { load, now, came, done };
  };

  let timer = 0;
  let points = [];
  const show = () => {
    const minute = Number($("play-at").value);
    played = until(points, minute);
    $("play-words").textContent = `${words(Math.min(minute, 1439))}　来件 ${played.came}　办结 ${played.done}`;
    draw();
  };
  const stop = (isOver) => {
    clearInterval(timer);
    timer = 0;
    $("play").setAttribute("aria-pressed", "false");
    $("play").lastElementChild.textContent = "回放一天";
    if (isOver) { played = null; $("play-words").textContent = "现在"; draw(); }
  };
  const fetchDay = async () => {
    const answer = await fetch(`${box.dataset.day}&day=${$("play-day").value}`);
    if (answer.ok) points = (await answer.json()).points;
  };
  const play = async () => {
    if (timer) { stop(false); return; }
    $("play").setAttribute("aria-pressed", "true");
    $("play").lastElementChild.textContent = "停下";
    await fetchDay();
    if (Number($("play-at").value) >= 1440) $("play-at").value = 0;
    timer = setInterval(() => {
      const next = Number($("play-at").value) + 10;
      if (next > 1440) { stop(true); return; }
      $("play-at").value = next;
      show();
    }, 120);
  };

  const begin = async () => {
    const answer = await fetch(box.dataset.ground);
    if (!answer.ok) return;
    ground = await answer.json();
    if (!ground.features.length) { box.textContent = "这里还没有导入边界，旁边的列表照常可用。"; return; }
    echarts.registerMap("command", ground);
    chart = echarts.init(box);
    const label = Object.fromEntries(ground.features.map((f) => [f.properties.name, f.properties.label]));
    chart.on("click", (event) => { if (event.componentType === "geo") location.href = data.list + event.name; });
    chart.on("mouseover", (event) => {
      if (event.componentType !== "geo") return;
      const [n, late] = data.load[event.name] || [0, 0];
      $("picked").textContent = `${label[event.name] || ""}　在办 ${n}${late ? `，超期 ${late}` : ""}`;
    });
    draw();
    document.body.dataset.ready = "1";
    for (const input of document.querySelectorAll("[data-layer]")) input.addEventListener("change", draw);
    $("play").addEventListener("click", play);
    $("play-at").addEventListener("input", async () => { if (!points.length) await fetchDay(); show(); });
    $("play-day").addEventListener("change", async () => { await fetchDay(); show(); });
    window.addEventListener("resize", () => { chart.resize(); draw(); });
  };
  begin();
})();
