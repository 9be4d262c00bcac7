// Fetches the built files of Sparnatural, unmodified, into web/public/, from where Vite copies them.
// Not a dependency of package.json: that would install hundreds of packages that its built files do not need.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const web = import.meta.dirname;
const wanted = JSON.parse(readFileSync(join(web, "sparnatural.json"), "utf8"));
const folder = join(web, "public", `sparnatural-${wanted.version}`);

if (!Object.values(wanted.files).every((name) => existsSync(join(folder, name)))) {
  const scratch = mkdtempSync(join(tmpdir(), "sparnatural-"));
  try {
    unpack(fetched(scratch), scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The archive of the package, by the npm that runs this script. */
function fetched(scratch) {
  const npm = process.env.npm_execpath;
  if (!npm) throw new Error("run this as: npm --prefix web run vendor");
  const what = `${wanted.package}@${wanted.version}`;
  const options = ["--pack-destination", scratch, "--silent", "--ignore-scripts"];
  execFileSync(process.execPath, [npm, "pack", what, ...options], {
    cwd: scratch,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const archive = join(scratch, readdirSync(scratch).find((name) => name.endsWith(".tgz")) ?? "");
  const digest = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (digest !== wanted.integrity) throw new Error(`${what} is not what web/sparnatural.json pins: ${digest}`);
  return archive;
}

/** Replaces the folder by the wanted files of the archive. */
function unpack(archive, scratch) {
  execFileSync("tar", ["-xzf", archive, "-C", scratch, ...Object.keys(wanted.files).map((path) => `package/${path}`)]);
  rmSync(join(web, "public"), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [path, name] of Object.entries(wanted.files)) cpSync(join(scratch, "package", path), join(folder, name));
}
