// The map's base, made when the site is built: the outline of land, and a point for each country, from Natural Earth
// (public domain, through world-atlas). No boundary between countries enters it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

const WIDTH = 1600;
const HEIGHT = 779;
const require = createRequire(import.meta.url);
const { version } = require("world-atlas/package.json") as { version: string };

interface Named {
  name: string;
}

export interface World {
  width: number;
  height: number;
  source: string;
  /** The outline of land as SVG path data. */
  land: string;
  /** Centres by ISO 3166-1 numeric code; by name where Natural Earth has no code. */
  points: Record<string, [number, number]>;
}

function read<T extends GeometryCollection>(name: string, layer: string): { topology: Topology; layer: T } {
  const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`), "utf8")) as Topology;
  return { topology, layer: topology.objects[layer] as T };
}

export function world(): World {
  const land = read("land-110m", "land");
  const countries = read<GeometryCollection<Named>>("countries-50m", "countries");
  const projection = geoEqualEarth().precision(0).fitSize([WIDTH, HEIGHT], { type: "Sphere" });
  const path = geoPath(projection).digits(0);
  const points: World["points"] = {};
  for (const country of feature(countries.topology, countries.layer).features) {
    const point = projection(geoCentroid(country));
    const key = String(country.id ?? country.properties.name);
    if (point) points[key] ??= [round(point[0]), round(point[1])];
  }
  return {
    width: WIDTH,
    height: HEIGHT,
    source: `Natural Earth, world-atlas ${version}`,
    land: path(feature(land.topology, land.layer)) ?? "",
    points,
  };
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
