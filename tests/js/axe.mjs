// SPDX-License-Identifier: Apache-2.0
// axe.mjs PAGE.html: reads a page as people with different needs do, and says whether it meets WCAG 2.2 A and AA.
// Views: a wide window, every table opened, 320 px (a small telephone, or 1280 px at 400%), print, forced colours.
// axe-core finds what a rule can find; the rest are checks of our own: keyboard, headings, reflow, and the contrast
// of words inside drawings, which axe does not read. Prints a line a check and exits 1 when one failed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const CHROMIUM = process.env.WW_CHROMIUM ?? "/usr/bin/chromium";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDE = { width: 1200, height: 1000 };
const NARROW = { width: 320, height: 800 };
const TABS_MAX = 2000;
const ROWS_KEPT = 6;
const MARKS_KEPT = 12;
let failed = 0;

function check(what, problems) {
  if (problems.length) failed++;
  const some = problems.slice(0, 5).join("; ");
  console.log(problems.length ? `FAILED  ${what}: ${problems.length}: ${some}` : `ok      ${what}`);
}

// Nobody presses a link on paper, so its size does not count there.
async function violations(page, pressed = true) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    ([tags, enabled]) =>
      axe.run(document, { runOnly: tags, rules: { "target-size": { enabled } }, resultTypes: ["violations"] }),
    [TAGS, pressed],
  );
  return found.violations.map((v) => `${v.id} (${v.nodes.length}) at ${v.nodes[0].target.join(" ")}`);
}

// What the page must be whatever the window.
async function structure(page) {
  check("the page says its language", await page.evaluate(() => {
    const lang = document.documentElement.lang;
    return /^(en|cy)(-GB)?$/.test(lang) ? [] : [`lang is "${lang}"`];
  }));
  check("the page has one h1 and a title", await page.evaluate(() => {
    const ones = document.querySelectorAll("h1").length;
    return [...(ones === 1 ? [] : [`${ones} h1`]), ...(document.title.trim() ? [] : ["no title"])];
  }));
  check("no heading skips a level", await page.evaluate(() => {
    let last = 0;
    const skipped = [];
    for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      const level = Number(h.tagName[1]);
      if (level > last + 1) skipped.push(`h${last} to h${level}: ${h.textContent.trim()}`);
      last = level;
    }
    return skipped;
  }));
  check("every drawing has a title, a description and a table", await page.evaluate(() => {
    const wrong = [];
    for (const svg of document.querySelectorAll("svg[role=img]")) {
      const named = (svg.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter((id) => document.getElementById(id));
      const words = (tag) => svg.querySelector(tag)?.textContent.trim();
      const table = svg.closest("figure")?.querySelector("details table");
      if (named.length < 2 || !words("title") || !words("desc") || !table) wrong.push(words("title") ?? "a drawing");
    }
    return wrong;
  }));
  check("no two ids are the same", await page.evaluate(() => {
    const seen = new Set();
    return [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id) => seen.has(id) || !seen.add(id));
  }));
  check("links within the page lead somewhere", await page.evaluate(() =>
    [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute("href"))
      .filter((href) => !document.getElementById(decodeURIComponent(href.slice(1)))),
  ));
  check("nothing needs the network or a script", await page.evaluate(() =>
    [...document.querySelectorAll("script, link[rel=stylesheet], img, iframe")].map((e) => e.outerHTML.slice(0, 80)),
  ));
}

// Tab from the top to the end: the skip link comes first, and everything that scrolls or opens can be reached, each
// with an outline to see it by.
async function keyboard(page) {
  const wanted = await page.evaluate(() => document.querySelectorAll("a[href], summary, [tabindex='0']").length);
  const problems = [];
  let reached = 0;
  for (let i = 0; i < TABS_MAX; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const style = getComputedStyle(e);
      const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
      return { name: `${e.tagName} ${e.textContent.trim().slice(0, 40)}`, href: e.getAttribute("href"), seen };
    });
    if (!at) break;
    if (i === 0 && !(at.href ?? "").startsWith("#")) problems.push(`first is ${at.name}`);
    if (!at.seen) problems.push(`no focus to be seen on ${at.name}`);
    reached++;
  }
  // What is inside a closed <details> is out of reach until it is opened.
  const hidden = await page.evaluate(() =>
    document.querySelectorAll("details:not([open]) > :not(summary) a[href], details:not([open]) > [tabindex='0'], " +
      "details:not([open]) > :not(summary) [tabindex='0']").length);
  if (reached < wanted - hidden) problems.push(`only ${reached} of ${wanted - hidden} reached`);
  check("the keyboard reaches everything, and is seen to", problems);
  await page.evaluate(() => document.querySelector("summary").focus());
  await page.keyboard.press("Enter");
  check("a table opens with the keyboard", await page.evaluate(() =>
    document.querySelector("summary").parentElement.open ? [] : ["it stayed closed"]));
}

// 1.4.10: at 320 px only what needs two dimensions (tables, drawings) may scroll, and in a region of its own.
async function reflow(page) {
  check("at 320 px the page does not scroll sideways", await page.evaluate(() => {
    const width = document.documentElement.scrollWidth;
    return width <= window.innerWidth ? [] : [`it is ${width} px wide`];
  }));
}

// 1.4.3 for words in drawings: their colour against the shape right below them.
async function drawnWords(page) {
  check("words in drawings stand out from what they stand on", await page.evaluate(() => {
    const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => {
      const part = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const ratio = (a, b) => {
      const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
      return (x + 0.05) / (y + 0.05);
    };
    const wrong = [];
    for (const text of document.querySelectorAll("svg text")) {
      text.scrollIntoView({ block: "center", inline: "center" });
      const box = text.getBoundingClientRect();
      if (!box.width) continue;
      const under = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2).find((e) =>
        e.ownerSVGElement && !["text", "tspan", "g"].includes(e.tagName) && getComputedStyle(e).fill !== "none");
      const ground = under ? rgb(getComputedStyle(under).fill) : [255, 255, 255];
      const found = ratio(rgb(getComputedStyle(text).fill), ground);
      if (found < 4.5) wrong.push(`${text.textContent.slice(0, 30)}: ${found.toFixed(2)}`);
    }
    return wrong;
  }));
}

const open = (page, wanted) =>
  page.evaluate((state) => document.querySelectorAll("details").forEach((d) => (d.open = state)), wanted);

// axe's time grows with the cells, and one row of a table is made as the next: once all were read, the other views
// are read with the first rows of each table and the first marks of each drawing.
const thin = (page) =>
  page.evaluate(([rows, marks]) => {
    for (const body of document.querySelectorAll("tbody"))
      [...body.rows].slice(rows).forEach((row) => row.remove());
    for (const group of document.querySelectorAll("svg, svg g"))
      [...group.children].filter((e) => ["rect", "path", "line", "circle"].includes(e.tagName))
        .slice(marks).forEach((e) => !e.querySelector("text") && e.remove());
  }, [ROWS_KEPT, MARKS_KEPT]);

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: WIDE });
await page.goto(pathToFileURL(resolve(process.argv[2])).href);

await structure(page);
await keyboard(page);
await open(page, true);
check("A and AA with every table open", await violations(page));
await drawnWords(page);
await page.setViewportSize(NARROW);
await reflow(page);
await thin(page);
check("A and AA at 320 px", await violations(page));
await page.setViewportSize(WIDE);
await page.emulateMedia({ media: "print" });
check("A and AA in print", await violations(page, false));
await page.emulateMedia({ media: "screen", forcedColors: "active" });
check("A and AA in forced colours", await violations(page));
await page.emulateMedia({ media: "screen", forcedColors: "none" });
await open(page, false);
check("A and AA in a wide window", await violations(page));
await browser.close();
console.log(failed ? `${failed} checks failed` : "every check passed");
process.exit(failed ? 1 : 0);
