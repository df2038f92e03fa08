"""The child process that draws: options on stdin, SVG on stdout. Started by `_svg.py`, with a time limit.

V8 runs the browser's own ECharts. A process once hung at its end with the drawing done, so it leaves
by `os._exit` and the parent holds a watch.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

_DRAW = """
echarts.setPlatformAPI({measureText: (text, font) => {
  const size = parseFloat((/([\\d.]+)px/.exec(font || "") || [0, 12])[1]);
  let width = 0;
  for (const c of text || "")
    width += ".,:;'|il !\\u00a0\\u202f".includes(c) ? 0.28 : "mwMW%шщжюмШЩЖЮМ".includes(c) ? 0.88
      : c !== c.toLowerCase() ? 0.7 : c > "\\u03ff" ? 0.62 : 0.59;
  return {width: width * size * (/bold/.test(font || "") ? 1.06 : 1)};
}});
function drawAll(text) {
  return JSON.stringify(JSON.parse(text).map(job => {
    const chart = echarts.init(null, null,
      {renderer: "svg", ssr: true, width: job.width, height: job.height});
    chart.setOption(job.option);
    const svg = chart.renderToSVGString();
    chart.dispose();
    return svg;
  }));
}
"""


def main() -> None:
    """Read the library's path from the command line and the jobs from stdin, draw, and leave at once."""
    from py_mini_racer import MiniRacer  # noqa: PLC0415 - slow import

    racer: Any = MiniRacer()
    racer.eval(
        "var self = globalThis; var window = undefined; var navigator = undefined;"
        + Path(sys.argv[1]).read_text(encoding="utf-8")
    )
    racer.eval(_DRAW)
    jobs = sys.stdin.buffer.read().decode()
    drawn = racer.eval(f"drawAll({json.dumps(jobs)})")
    sys.stdout.buffer.write(str(drawn).encode())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
