// Draws [data-chart] from the JSON beside it: finished options by theme and by width, without functions.
const PHONE = 480;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
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

function theme() {
  return document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
}

function widthOf(holder) {
  return holder.clientWidth < PHONE ? "phone" : "wide";
}

function draw(holder, echarts) {
  const spec = JSON.parse(holder.parentElement.querySelector('script[type="application/json"]').textContent);
  const width = widthOf(holder);
  const chart = echarts.getInstanceByDom(holder) || echarts.init(holder, null, { renderer: "canvas" });
  holder.style.height = `${spec.heights[width]}px`;
  chart.resize();
  chart.setOption({ ...spec.options[theme()][width], ...(still.matches ? { animation: false } : {}) }, true);
  if (holder.dataset.drawn) return;
  holder.dataset.drawn = "1";
  let seen = holder.clientWidth;
  let form = width;
  new ResizeObserver(() => {
    if (holder.clientWidth === seen || !holder.clientWidth) return;
    seen = holder.clientWidth;
    if (widthOf(holder) === form) chart.resize();
    else draw(holder, echarts);
    form = widthOf(holder);
  }).observe(holder);
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
dark.addEventListener("change", redrawCharts);
document.addEventListener("htmx:afterSettle", (event) => drawCharts(event.target));

await drawCharts(document);
document.documentElement.dataset.ready = "1";
