// SPDX-License-Identifier: Apache-2.0
// arrow_open.mjs FOLDER: opens FOLDER/sample.arrow, a sealed file, with two readers that are not ours and compares
// every cell with FOLDER/sample.json. Prints a line a check and exits 1 when one failed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { tableFromIPC } = require("apache-arrow");
const polars = require("nodejs-polars");

const folder = process.argv[2];
const bytes = readFileSync(join(folder, "sample.arrow"));
const expected = JSON.parse(readFileSync(join(folder, "sample.json"), "utf8"));
const names = Object.keys(expected.kinds);
const MS_A_DAY = 86400000;
let failed = 0;

function check(what, good, why = "") {
  if (!good) failed++;
  console.log(good ? `ok      ${what}` : `FAILED  ${what}: ${why}`);
}

function same(what, actual, wanted) {
  check(what, actual === wanted, `is ${actual}, expected ${wanted}`);
}

// What a reader gives for a cell, in the terms of the JSON. Both give times in milliseconds.
const plain = {
  category: String,
  text: String,
  hex: (v) => Buffer.from(v).toString("hex"),
  binary: (v) => Buffer.from(v).toString("hex"),
  month: (v) => Number(v) / MS_A_DAY,
  date: (v) => Number(v) / MS_A_DAY,
  datetime: (v) => Number(v) / 1000,
  fixed: Number,
  integer: Number,
  number: Number,
};

function compareColumn(reader, name, column, cell) {
  const toPlain = plain[expected.kinds[name]];
  const wrong = [];
  expected.rows.forEach((row, i) => {
    const value = cell(i);
    const actual = value === null || value === undefined ? null : toPlain(value);
    if (actual !== row[column]) wrong.push(`row ${i} is ${actual}, expected ${row[column]}`);
  });
  check(`${reader}: column ${name}`, wrong.length === 0, `${wrong.length} cells; ${wrong[0]}`);
}

// Polars does not hand binary values to JavaScript, so it is handed ours and counts the rows that differ.
function comparePolarsBinary(frame, name, column) {
  const { col } = polars;
  const hex = polars.DataFrame({ hex: expected.rows.map((row) => row[column]) });
  const both = frame.select(name).hstack(hex.select(col("hex").str.decode("hex").alias("ours")));
  const wrong = both
    .select(
      col(name).neq(col("ours")).sum().alias("values"),
      col(name).isNull().neq(col("ours").isNull()).sum().alias("nulls"),
    )
    .row(0);
  check(`polars: column ${name}`, wrong.join() === "0,0", `${wrong[0]} values and ${wrong[1]} nulls differ`);
}

const table = tableFromIPC(bytes);
same("apache-arrow: rows", table.numRows, expected.rows.length);
same("apache-arrow: batches", table.batches.length, expected.batches);
same("apache-arrow: columns", table.schema.names.join(), names.join());
same("apache-arrow: schema metadata", table.schema.metadata.get("ww:source"), "made-up");
for (const field of table.schema.fields)
  same(`apache-arrow: kind of ${field.name}`, field.metadata.get("ww:kind"), expected.kinds[field.name]);
const month = table.schema.fields.find((field) => field.name === "month");
same("apache-arrow: a month says so", month.metadata.get("precision"), "month");
names.forEach((name, column) => {
  const values = table.getChild(name);
  compareColumn("apache-arrow", name, column, (i) => values.get(i));
});

const frame = polars.readIPC(bytes);
same("polars: rows", frame.height, expected.rows.length);
same("polars: columns", frame.columns.join(), names.join());
names.forEach((name, column) => {
  if (["hex", "binary"].includes(expected.kinds[name])) {
    comparePolarsBinary(frame, name, column);
  } else {
    const values = frame.getColumn(name).toArray();
    compareColumn("polars", name, column, (i) => values[i]);
  }
});

process.exit(failed ? 1 : 0);
