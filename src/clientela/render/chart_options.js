// Completes a chart description: colours for its names, number forms of the reader's language, room for labels.
// Shared by the browser (as a module) and by the drawing of charts on paper; it touches no page.
const PHONE = 520;

function writer(language, unit, currency, { isMirrored = false, isShort = false } = {}) {
  const forms = {
    share: { style: "percent", maximumFractionDigits: isShort ? 0 : 1 },
    money: { maximumFractionDigits: 0, ...(isShort ? { notation: "compact", maximumSignificantDigits: 3 } : {}) },
    count: { maximumFractionDigits: 0, ...(isShort ? { notation: "compact" } : {}) },
  };
  const form = new Intl.NumberFormat(language, forms[unit] || { maximumFractionDigits: 2 });
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "\u2014";
    const text = form.format(isMirrored ? Math.abs(value) : value);
    return unit === "money" && currency && !isShort ? `${text}\u00a0${currency}` : text;
  };
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

export function complete(spec, { width, named, language, font, fontSize = 12.5, isStill = true }) {
  const isPhone = width < PHONE;
  const option = paint(JSON.parse(JSON.stringify(spec.option)), named);
  if (isPhone) merge(option, paint(spec.phone, named));
  const hasLegend = option.legend?.show;
  const isNamed = Boolean(option.xAxis?.name);
  merge(option, {
    animation: !isStill, animationDuration: 350,
    textStyle: { fontFamily: font, fontSize, color: named.text },
    grid: { left: 8, right: isPhone ? 14 : 24, top: hasLegend ? (option.yAxis?.name ? 56 : 36) : 16, bottom: isNamed ? 34 : 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: named.text }, itemWidth: 16, itemHeight: 10, itemGap: 18, type: isPhone ? "plain" : "scroll", inactiveColor: named.muted },
    aria: { enabled: false },
  });
  for (const axis of [option.xAxis, option.yAxis]) {
    if (axis?.type !== "value") continue;
    axis.axisLabel = { ...axis.axisLabel, formatter: writer(language, axis.unit, null, { isShort: true, isMirrored: axis.isMirrored }) };
    axis.splitNumber = isPhone ? 3 : 5;
  }
  if (isPhone && option.yAxis?.type === "category") option.yAxis.axisLabel.width = 104;
  const writers = option.series.map((one) => writer(language, one.unit, one.currency, { isMirrored: one.isMirrored }));
  const number = (given) => (Array.isArray(given) ? given[1] : given);
  merge(option, {
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: named.surface, borderColor: named.grid, textStyle: { color: named.text, fontSize },
      formatter: (points) => {
        const list = Array.isArray(points) ? points : [points];
        const first = list[0];
        const head = option.xAxis?.type === "value" && Array.isArray(first.value) ? `${option.xAxis.name}: ${writer(language, option.xAxis.unit)(first.value[0])}` : first.name;
        return [head, ...list.map((p) => `${p.seriesName}: ${writers[p.seriesIndex](number(p.value))}`)].join("\n");
      },
    },
  });
  return option;
}
