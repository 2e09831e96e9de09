#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// places: the kernels of the location analysis against what Debian carries for the same work, in turn on one machine.
//
//   Knox      999 permutations on the burglaries of Chicago     R surveillance, knox
//   density   100,000 points, 1,000 x 1,000 cells                R spatstat, density.ppp
//   aoristic  the vehicle thefts of New York, 100 times over     pandas and numpy, no loop over rows
//
// Times are those of the work alone, without start-up and reading. surveillance deals out 68 million pairs anew in every
// permutation, minutes for a handful; WW_BENCH_PERMUTATIONS of them are timed and multiplied up to 999.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url)), root = path.resolve(here, '..');
const shared = path.resolve(process.env.WW_SHARED ?? path.join(root, '../shared'));
const runs = Number(process.env.WW_BENCH_RUNS ?? 5);
const permutations = Number(process.env.WW_BENCH_PERMUTATIONS ?? 3);
const folder = path.resolve(process.env.WW_BENCH_DIR ?? path.join(root, 'build/bench'));
const build = path.resolve(process.env.WW_BENCH_BUILD ?? path.join(root, 'build/release'));
const threads = '2', ALL = 999, POINTS = 100_000;

if (!fs.existsSync(path.join(shared, 'data'))) {
    console.log(`skipped: there is no ${shared}/data`);
    process.exit(0);
}
execFileSync('ninja', ['-C', build, 'bench/places_kernels'], { stdio: 'ignore' });
fs.mkdirSync(folder, { recursive: true });

// --- the files, in a form that every program reads ------------------------------------------------------------------

const cells = line => line.split(',').map(cell => cell.replace(/^"|"$/g, ''));
const seconds = text => text && text !== 'NA' ? String(Date.parse(text.replace(' ', 'T') + ':00Z') / 1000) : '-';
function write(name, rows) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, rows.join('\n') + '\n');
    return file;
}
function random(seed) { // splitmix32: the same points everywhere
    return () => {
        seed = (seed + 0x9e3779b9) | 0;
        let t = seed ^ (seed >>> 16);
        t = Math.imul(t, 0x21f0aaad);
        t ^= t >>> 15;
        t = Math.imul(t, 0x735a2d97);
        return ((t ^ (t >>> 15)) >>> 0) / 2 ** 32;
    };
}

const burglaries = fs.readFileSync(path.join(shared, 'data/near-repeat/chicago_be.csv'), 'utf8').trim().split('\n')
    .slice(1).map(cells).filter(row => row.every(cell => cell && cell !== 'NA'))
    .map(([x, y, date]) => `${x} ${y} ${Date.parse(date) / 86400000}`);
const thefts = zlib.gunzipSync(fs.readFileSync(path.join(shared, 'data/incidents/nycvehiclethefts.csv.gz')))
    .toString().trim().split('\n').slice(1).map(cells)
    .map(row => [seconds(row[2]), seconds(row[3])]).filter(([from]) => from !== '-').map(row => row.join(' '));
const next = random(1);
const hump = () => 10000 * (next() + next() + next()) / 3; // denser in the middle, as a town is
const points = Array.from({ length: POINTS }, () => `${hump().toFixed(2)} ${hump().toFixed(2)}`);
const files = { knox: write('knox.txt', burglaries), kde: write('kde.txt', points), aoristic: write('aoristic.txt', thefts) };

// --- in turn ---------------------------------------------------------------------------------------------------------

const run = (command, ...args) => // the last line: surveillance prints dots before
    JSON.parse(execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n').at(-1));
const ours = (what, n = runs, t = threads) => run(path.join(build, 'bench/places_kernels'), what, files[what], String(n), t);
const script = name => path.join(here, name);

const knoxR = run('Rscript', script('places_knox.R'), files.knox, String(permutations));
const knox = ours('knox');
const kdeR = run('Rscript', script('places_kde.R'), files.kde, String(runs));
const kde = ours('kde'), kdeOne = ours('kde', runs, '1');
const pandas = run('/usr/bin/python3', script('places_aoristic.py'), files.aoristic, String(Math.min(runs, 3)));
const aoristic = ours('aoristic'), aoristicOne = ours('aoristic', runs, '1');

const knoxMs = 1000 * (knoxR.once_s + ALL * knoxR.a_permutation_s);
const ms = n => n >= 10_000 ? `${(n / 1000).toFixed(0)} s` : `${n.toFixed(n < 100 ? 1 : 0)} ms`;
const row = (what, us, them, bar) => `| ${what} | ${ms(us)} | ${ms(them)} | ${(them / us).toFixed(0)}× | ${bar}× |`;
console.log(`Machine: ${os.cpus()[0].model.trim()}, ${os.cpus().length} processors; ours with ${threads} threads; medians of ${runs}.

| what | watchward | the other | ratio | bar |
|---|---|---|---|---|
${row(`Knox, ${burglaries.length.toLocaleString('en-GB')} points, ${ALL} permutations (R surveillance; ${permutations} timed)`, knox.median_ms, knoxMs, 50)}
${row('density, 100,000 points, 1,000 × 1,000 cells (R spatstat)', kde.median_ms, kdeR.median_ms, 20)}
${row('the same, one thread', kdeOne.median_ms, kdeR.median_ms, 20)}
${row(`aoristic, ${pandas.rows.toLocaleString('en-GB')} spans (pandas)`, aoristic.median_ms, pandas.median_ms, 100)}
${row('the same, one thread', aoristicOne.median_ms, pandas.median_ms, 100)}

The same answer: ${knox.answer} and ${knoxR.answer} close pairs; density ${kde.answer.toPrecision(5)} and ${kdeR.answer.toPrecision(5)} in the middle cell (spatstat
moves each point to the middle of its cell); ${aoristic.answer.toFixed(6)} and ${pandas.answer.toFixed(6)} thefts in the first hour of the week.`);
if (knox.answer !== knoxR.answer || Math.abs(aoristic.answer - pandas.answer) > 1e-3 ||
    Math.abs(kde.answer / kdeR.answer - 1) > 0.01) {
    console.error('places: the answers differ');
    process.exit(1);
}
