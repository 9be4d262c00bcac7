// A chart of two columns; loaded only when a reader asks for one.
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  ScatterController,
  Tooltip,
} from "chart.js";
import { fill, h, select } from "../parts/dom.ts";
import { type ChartKind, chartOf, kindOf, type Table } from "./model.ts";
import type { Names } from "./names.ts";
import type { Words } from "./table.ts";

Chart.register(
  ...[BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement],
  ...[PieController, ArcElement, PointElement, ScatterController, Tooltip],
);
const MOST: Readonly<Record<ChartKind, number>> = { bar: 60, line: 2_000, scatter: 5_000, pie: 12 };
const COLOURS = 7;

/** Draw a chart with its choices into a new element; `undefined` where the columns allow none. */
export function chartView(table: Table, names: Names, words: Words): HTMLElement | undefined {
  const proposed = chartOf(table);
  if (!proposed) return undefined;
  const choice = { ...proposed };
  const canvas = h("canvas", { role: "img" });
  const told = h("p", { class: "muted", role: "status" });
  let chart: Chart | undefined;
  const draw = () => {
    const rows = table.rows.slice(0, MOST[choice.kind]).filter((row) => row[choice.value]);
    chart?.destroy();
    chart = new Chart(canvas, configuration(table, rows, choice, names));
    const number = (n: number) => n.toLocaleString(words.lang);
    const cut = table.rows.length > MOST[choice.kind] ? words.chartCut : words.chartRows;
    told.textContent = fill(cut ?? "", { number: number(rows.length), total: number(table.rows.length) });
    const [value, label] = [table.variables[choice.value] ?? "", table.variables[choice.label] ?? ""];
    canvas.setAttribute("aria-label", fill(words.chartAbout ?? "", { value, label }));
  };
  const change = (member: "kind" | "label" | "value") => (value: string) => {
    Object.assign(choice, { [member]: member === "kind" ? value : Number(value) });
    draw();
  };
  const all = table.variables.map((name, i) => [String(i), name] as const);
  const numbers = all.filter(([i]) => kindOf(table, Number(i)) === "number");
  const kinds = (["bar", "line", "scatter", "pie"] as const).map((kind) => [kind, words[kind] ?? kind] as const);
  const tools = h(
    "div",
    { class: "toolbar" },
    select(words.chartKind ?? "", kinds, choice.kind, change("kind")),
    select(words.labelColumn ?? "", all, String(choice.label), change("label")),
    select(words.valueColumn ?? "", numbers, String(choice.value), change("value")),
  );
  const element = h("div", { class: "chart-view" }, tools, told, h("div", { class: "chart-frame" }, canvas));
  // The canvas has no size before it stands in the page.
  requestAnimationFrame(draw);
  return element;
}

function configuration(
  table: Table,
  rows: Table["rows"],
  { kind, label, value }: { kind: ChartKind; label: number; value: number },
  names: Names,
): ChartConfiguration {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const colours = Array.from({ length: COLOURS }, (_, i) => token(`--kind-${i + 1}`));
  const texts = rows.map((row) => short(row[label] ? names.text(row[label]) : ""));
  const numbers = rows.map((row) => Number(row[value]?.value));
  const points = rows.map((row) => ({ x: Number(row[label]?.value), y: Number(row[value]?.value) }));
  const many = kind === "pie" ? numbers.map((_, i) => colours[i % COLOURS] ?? "") : (colours[0] ?? "");
  const axis = (name: string) => ({
    title: { display: true, text: name, color: token("--soft") },
    ticks: { color: token("--ink") },
    grid: { color: token("--line") },
  });
  const [across, up] = [table.variables[label] ?? "", table.variables[value] ?? ""];
  const sideways = kind === "bar" && rows.length > 6;
  return {
    type: kind,
    data: {
      labels: texts,
      datasets: [
        {
          label: up,
          data: kind === "scatter" ? points : numbers,
          backgroundColor: many,
          borderColor: kind === "pie" ? token("--surface") : (colours[0] ?? ""),
          borderWidth: kind === "bar" ? 0 : 2,
          pointRadius: rows.length > 200 ? 1 : 4,
          maxBarThickness: 34,
        } as never,
      ],
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 250 },
      indexAxis: sideways ? "y" : "x",
      color: token("--ink"),
      plugins: { legend: { display: kind === "pie", position: "right", labels: { color: token("--ink") } } },
      ...(kind === "pie"
        ? {}
        : {
            scales: {
              x: { ...axis(sideways ? up : across), ...(sideways ? { beginAtZero: true } : {}) },
              y: { ...axis(sideways ? across : up), ...(sideways || kind !== "bar" ? {} : { beginAtZero: true }) },
            },
          }),
    } as never,
  };
}

function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}
