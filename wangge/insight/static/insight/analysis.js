/* The chart of 云分析: bars with their 95 % interval in the order of the table, or a line of months. */
(() => {
  "use strict";
  const box = document.getElementById("chart");
  const given = document.getElementById("chart-data");
  if (!box || !given || !window.echarts) return;
  const data = JSON.parse(given.textContent);
  if (!data.rows.length) { box.hidden = true; return; }
  const font = getComputedStyle(document.body).fontFamily;
  const isLine = data.kind === "line";
  if (!isLine) box.style.height = `${Math.max(220, data.rows.length * (data.rows.some((r) => r.then !== null) ? 40 : 30) + 60)}px`;
  const chart = echarts.init(box, null, { renderer: "svg" });
  const unit = data.percent ? "%" : "";
  const names = data.rows.map((r) => r.name);
  const value = { type: "value", scale: isLine && data.percent, max: data.percent ? 100 : null, axisLabel: { formatter: `{value}${unit}`, color: "#626a77" }, splitLine: { lineStyle: { color: "#eef0f3" } } };
  const category = { type: "category", data: names, inverse: !isLine, axisTick: { show: false }, axisLine: { lineStyle: { color: "#cfd4dc" } }, axisLabel: { color: "#3b424e", interval: isLine ? "auto" : 0, width: 150, overflow: "truncate" } };
  const spans = {
    type: "custom", silent: true, z: 5,
    data: data.rows.map((r, n) => (r.span ? [n, r.span[0], r.span[1]] : [n, NaN, NaN])),
    renderItem: (params, api) => {
      const low = api.coord(isLine ? [api.value(0), api.value(1)] : [api.value(1), api.value(0)]);
      const high = api.coord(isLine ? [api.value(0), api.value(2)] : [api.value(2), api.value(0)]);
      if (!Number.isFinite(low[0]) || !Number.isFinite(high[0]) || !Number.isFinite(low[1]) || !Number.isFinite(high[1])) return null;
      return { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: "#1b1f27", lineWidth: 1.6, opacity: 0.55 } };
    },
    encode: isLine ? { x: 0, y: [1, 2] } : { x: [1, 2], y: 0 },
  };
  const series = [{
    name: "本期", type: isLine ? "line" : "bar", data: data.rows.map((r) => r.now), barMaxWidth: 14, barGap: "20%", symbolSize: 7,
    itemStyle: { color: "#2f6fc2", borderRadius: [0, 3, 3, 0] }, lineStyle: { width: 2.4 }, areaStyle: isLine ? { opacity: 0.1 } : undefined,
  }, spans];
  if (data.rows.some((r) => r.then !== null)) {
    series.push({ name: "上期", type: "bar", data: data.rows.map((r) => r.then), barMaxWidth: 8, itemStyle: { color: "#c9d3e0", borderRadius: [0, 3, 3, 0] } });
  }
  chart.setOption({
    animation: false, textStyle: { fontFamily: font }, tooltip: { trigger: "axis", valueFormatter: (v) => (v === null || v === undefined ? "—" : `${v}${unit}`) },
    legend: { show: series.length > 2, top: 0, right: 0, data: ["本期", "上期"] },
    grid: { left: 8, right: 34, top: series.length > 2 ? 34 : 14, bottom: 6, containLabel: true },
    xAxis: isLine ? category : value, yAxis: isLine ? value : category, series,
  });
  window.addEventListener("resize", () => chart.resize());
})();
