// Draws [data-chart] from the JSON beside it. Colours come from the page's variables, numbers from the reader's language.
const language = { en: "en-GB", it: "it-IT", ru: "ru-RU" }[document.body.dataset.language] || "en-GB";
const PHONE = 430;
let library;

function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.echarts;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => reject(new Error("the chart library could not be loaded"));
    document.head.append(script);
  });
  return library;
}

function writer(unit, currency, { isMirrored = false, isShort = false } = {}) {
  const forms = {
    share: { style: "percent", maximumFractionDigits: isShort ? 0 : 1 },
    money: { maximumFractionDigits: 0, ...(isShort ? { notation: "compact", maximumSignificantDigits: 3 } : {}) },
    count: { maximumFractionDigits: 0, ...(isShort ? { notation: "compact" } : {}) },
  };
  const form = new Intl.NumberFormat(isShort && language === "en-GB" ? "en-US" : language, forms[unit] || { maximumFractionDigits: 2 });
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "\u2014";
    const text = form.format(isMirrored ? Math.abs(value) : value);
    return unit === "money" && currency && !isShort ? `${text}\u00a0${currency}` : text;
  };
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const named = { text: read("text"), muted: read("muted"), grid: read("grid"), surface: read("surface"), good: read("chart-good"), bad: read("chart-bad") };
  for (const place of [1, 2, 3, 4, 5, 6]) named[`c${place}`] = read(`c${place}`);
  return named;
}

function paint(value, named) {
  if (typeof value === "string") return value.startsWith("$") && value.slice(1) in named ? named[value.slice(1)] : value;
  if (Array.isArray(value)) return value.map((each) => paint(each, named));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, paint(each, named)]));
  return value;
}

function merge(base, more) {
  for (const [key, value] of Object.entries(more || {})) {
    if (value && typeof value === "object" && !Array.isArray(value) && base[key] && typeof base[key] === "object") merge(base[key], value);
    else base[key] = value;
  }
  return base;
}

function complete(spec, width) {
  const named = colours();
  const isPhone = width < PHONE;
  const option = paint(JSON.parse(JSON.stringify(spec.option)), named);
  if (isPhone) merge(option, paint(spec.phone, named));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const hasLegend = option.legend?.show;
  const isNamed = Boolean(option.xAxis?.name);
  merge(option, {
    animation: !still, animationDuration: 350,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12.5, color: named.text },
    grid: { left: 8, right: isPhone ? 14 : 24, top: hasLegend ? (option.yAxis?.name ? 56 : 36) : 16, bottom: isNamed ? 34 : 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: named.text }, itemWidth: 16, itemHeight: 10, itemGap: 18, type: isPhone ? "plain" : "scroll", inactiveColor: named.muted },
    aria: { enabled: false },
  });
  for (const axis of [option.xAxis, option.yAxis]) {
    if (axis?.type !== "value") continue;
    axis.axisLabel = { ...axis.axisLabel, formatter: writer(axis.unit, null, { isShort: true, isMirrored: axis.isMirrored }) };
    axis.splitNumber = isPhone ? 3 : 5;
    if (axis.unit === "share" && axis.max === 1) axis.interval = isPhone ? 0.5 : 0.2;
  }
  if (isPhone && option.yAxis?.type === "category") option.yAxis.axisLabel.width = 104;
  const writers = option.series.map((one) => writer(one.unit, one.currency, { isMirrored: one.isMirrored }));
  const number = (given) => (Array.isArray(given) ? given[1] : given);
  merge(option, {
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: named.surface, borderColor: named.grid, textStyle: { color: named.text, fontSize: 12.5 },
      formatter: (points) => {
        const list = Array.isArray(points) ? points : [points];
        const first = list[0];
        const head = option.xAxis?.type === "value" && Array.isArray(first.value) ? `${option.xAxis.name}: ${writer(option.xAxis.unit)(first.value[0])}` : first.name;
        return [head, ...list.map((p) => `${p.seriesName}: ${writers[p.seriesIndex](number(p.value))}`)].join("\n");
      },
    },
  });
  return option;
}

function draw(holder, echarts) {
  const spec = JSON.parse(holder.parentElement.querySelector('script[type="application/json"]').textContent);
  holder.style.height = `${spec.height}px`;
  const chart = echarts.getInstanceByDom(holder) || echarts.init(holder, null, { renderer: "canvas" });
  chart.setOption(complete(spec, holder.clientWidth), true);
  if (!holder.dataset.drawn) {
    let width = holder.clientWidth;
    new ResizeObserver(() => {
      if (holder.clientWidth === width || !holder.clientWidth) return;
      const crossed = holder.clientWidth < PHONE !== width < PHONE;
      width = holder.clientWidth;
      chart.resize();
      if (crossed) chart.setOption(complete(spec, width), true);
    }).observe(holder);
  }
  holder.dataset.drawn = "1";
}

async function drawCharts(part) {
  const holders = [...part.querySelectorAll("[data-chart]:not([data-drawn])")];
  if (!holders.length) return;
  const echarts = await loadLibrary();
  for (const holder of holders) draw(holder, echarts);
}

function redrawCharts() {
  if (window.echarts) for (const holder of document.querySelectorAll("[data-chart][data-drawn]")) draw(holder, window.echarts);
}

document.documentElement.addEventListener("clientela:colours", redrawCharts);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawCharts);
document.addEventListener("htmx:afterSettle", (event) => drawCharts(event.target));

await drawCharts(document);
document.documentElement.dataset.ready = "1";
