#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// link: invented people (bench/gen_people.c), a fifth of the records further ones of a person with the errors agencies make,
// deduplicated end to end: reading, training, scoring, clusters at three thresholds. Prints a table, and how each step
// grows from one size to the next. Ten million take a file of 600 MB: WW_BENCH_LINK says which sizes.
//
//   WW_BENCH_LINK=1000000,10000000 WW_BENCH_RUNS=3 WW_BENCH_DIR=build/bench bench/link.mjs
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const sizes = (process.env.WW_BENCH_LINK ?? '100000,1000000').split(',').map(Number);
const runs = Number(process.env.WW_BENCH_RUNS ?? 3);
const folder = path.resolve(process.env.WW_BENCH_DIR ?? path.join(root, 'build/bench'));
const build = process.env.WW_BENCH_BUILD ?? path.join(root, 'build/release');
const tool = name => path.join(build, 'bench', name);
const threads = '2';

execFileSync('ninja', ['-C', build, 'bench/gen_people', 'bench/bench_link'], { stdio: 'ignore' });
fs.mkdirSync(folder, { recursive: true });

function people(n) {
    const file = path.join(folder, `people-${n}.csv`);
    if (!fs.existsSync(file)) {
        const out = fs.openSync(file, 'w');
        execFileSync(tool('gen_people'), [String(n), '1'], { stdio: ['ignore', out, 'inherit'] });
        fs.closeSync(out);
    }
    return file;
}

const share = name => path.join(root, 'share', name);
const once = n => JSON.parse(execFileSync(tool('bench_link'),
    [people(n), share('linkage.json'), share('nicknames.csv'), threads], { encoding: 'utf8' }));
const middle = all => [...all].sort((a, b) => a.all_s - b.all_s)[Math.floor(all.length / 2)];

const results = sizes.map(n => middle(Array.from({ length: runs }, () => once(n))));
const whole = n => Math.round(n).toLocaleString('en-GB');
const rows = [
    ['reading (s)', r => r.read_s.toFixed(2)],
    ['training (s)', r => r.train_s.toFixed(2)],
    ['scoring (s)', r => r.score_s.toFixed(2)],
    ['clusters at three thresholds (s)', r => r.cluster_s.toFixed(2)],
    ['all (s)', r => r.all_s.toFixed(2)],
    ['processor time of both threads (s)', r => r.cpu_s.toFixed(2)],
    ['peak memory (MB)', r => whole(r.peak_mb)],
    ['pairs compared', r => whole(r.pairs)],
    ['pairs scored a second', r => whole(r.pairs_per_s)],
    ['pairs kept', r => whole(r.kept)],
    ['EM iterations, by session', r => r.sessions.map(s => s.iterations).join(', ')],
    ['Jaro-Winkler, pairs of names a second, one core', r => whole(r.jaro_winkler_per_s)],
];

console.log(`Machine: ${os.cpus()[0].model.trim()}, ${os.cpus().length} processors, ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GiB; ${threads} threads; the middle of ${runs} runs.\n`);
console.log(`| records | ${results.map(r => whole(r.records)).join(' | ')} |`);
console.log(`|---|${results.map(() => '---').join('|')}|`);
for (const [name, value] of rows)
    console.log(`| ${name} | ${results.map(value).join(' | ')} |`);
for (let i = 1; i < results.length; i++) {
    const power = key => (Math.log(results[i][key] / results[i - 1][key]) / Math.log(sizes[i] / sizes[i - 1])).toFixed(2);
    console.log(`\nGrowth from ${whole(sizes[i - 1])} to ${whole(sizes[i])}, as a power of the records: time ${power('all_s')}, ` +
        `memory ${power('peak_mb')}, pairs ${power('pairs')}.`);
}
