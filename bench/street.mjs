#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// street: a street-level crime file of five million rows (about 1.1 GB), imported, assessed and counted, in turn
// with DuckDB on the same machine and the same two threads. Prints a table; every figure is the median of RUNS.
//
//   WW_BENCH_ROWS=5000000 WW_BENCH_RUNS=5 WW_BENCH_DIR=build/bench bench/street.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const rows = Number(process.env.WW_BENCH_ROWS ?? 5_000_000);
const runs = Number(process.env.WW_BENCH_RUNS ?? 5);
const folder = path.resolve(process.env.WW_BENCH_DIR ?? path.join(root, 'build/bench'));
const program = process.env.WATCHWARD ?? path.join(root, 'build/release/watchward');
const tool = name => path.join(root, 'build/release/bench', name);
const threads = '2';
const AREAS = 4835;
const period = '2017-07..2018-06';

execFileSync('ninja', ['-C', path.join(root, 'build/release'), 'bench/gen_street', 'bench/bench_pipeline',
    'bench/three_way'], { stdio: 'ignore' });
fs.mkdirSync(folder, { recursive: true });

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function timed(command, args) {
    const start = process.hrtime.bigint();
    const run = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.status !== 0)
        throw new Error(`${command} ${args.join(' ')}: ${run.stderr}`);
    return { seconds: Number(process.hrtime.bigint() - start) / 1e9, output: run.stdout };
}

// --- what is counted in: a map of squares, twenty small areas a ward -------------------------------------------

const pad = (n, width) => String(n).padStart(width, '0');
function square(x, y, size, properties) {
    const ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
    return JSON.stringify({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } });
}
function writeMap(name, features) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": ` +
        `"urn:ogc:def:crs:EPSG::27700"}}, "features": [\n${features.join(',\n')}\n]}\n`);
    return file;
}
const small = [], wards = [], lookup = ['lsoa11_code,ward17_code'];
for (let i = 0; i < AREAS; i++) {
    const code = `E0100${pad(i + 1, 4)}`, ward = `E0500${pad(Math.floor(i / 20) + 1, 4)}`;
    small.push(square(400000 + (i % 70) * 500, 300000 + Math.floor(i / 70) * 500, 500,
        { LSOA11CD: code, LSOA11NM: `Area ${i + 1}`, LAD11CD: 'E09000999' }));
    lookup.push(`${code},${ward}`);
    if (i % 20 === 0)
        wards.push(square(400000 + (i % 70) * 500, 300000 + Math.floor(i / 70) * 500, 500,
            { WD17CD: ward, WD17NM: `Ward ${wards.length + 1}`, LAD17CD: 'E09000999' }));
}
const maps = [
    writeMap('borough.geojson', [square(400000, 300000, 40000, { LAD17CD: 'E09000999', LAD17NM: 'Bench' })]),
    writeMap('small.geojson', small), writeMap('wards.geojson', wards)];
fs.writeFileSync(path.join(folder, 'lookup.csv'), lookup.join('\n') + '\n');

const street = path.join(folder, `street-${rows}.csv`);
if (!fs.existsSync(street))
    execFileSync(tool('gen_street'), [String(rows), street, '1']);
const bytes = fs.statSync(street).size;

// --- watchward ---------------------------------------------------------------------------------------------

const workspace = path.join(folder, 'workspace');
function freshWorkspace() {
    spawnSync('chmod', ['-R', 'u+w', workspace]);
    fs.rmSync(workspace, { recursive: true, force: true });
    timed(program, ['init', workspace, '--name', 'Bench', '--area', 'E09000999']);
    for (const map of maps)
        timed(program, ['import', 'boundaries', map, '--workspace', workspace]);
    timed(program, ['import', 'lookup', path.join(folder, 'lookup.csv'), '--workspace', workspace]);
}
function importOnce() {
    freshWorkspace();
    return timed('/usr/bin/env', ['WATCHWARD_WORKSPACE=' + workspace, program, 'import', 'police-uk-street', street,
        '--threads', threads]).seconds;
}
function sealedFile() {
    const evidence = path.join(workspace, 'evidence/police-uk-street');
    return path.join(evidence, fs.readdirSync(evidence)[0]);
}

// --- DuckDB --------------------------------------------------------------------------------------------------

const duckdb = await import(path.join(root, 'node_modules/@duckdb/node-api/lib/index.js'));
const columns = `"LSOA code", "Crime type", "Month"`;
async function duckImport(file) {
    if (file)
        for (const old of [file, file + '.wal'])
            fs.rmSync(old, { force: true });
    const instance = await duckdb.DuckDBInstance.create(file ?? ':memory:', { threads });
    const connection = await instance.connect();
    const start = process.hrtime.bigint();
    await connection.run(`create table street as select * from read_csv('${street}')`);
    if (file)
        await connection.run('checkpoint');
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    return { instance, connection, seconds };
}
async function duckCount(connection) {
    const start = process.hrtime.bigint();
    const result = await connection.runAndReadAll(
        `select ${columns}, count(*) from street where "LSOA code" is not null group by ${columns}`);
    return { ms: Number(process.hrtime.bigint() - start) / 1e6, cells: result.currentRowCount };
}

// --- in turn ----------------------------------------------------------------------------------------------------

const ours = [], disk = [], memory = [], duckCounts = [];
let cells = 0;
for (let i = 0; i < runs; i++) {
    ours.push(importOnce());
    const onDisk = await duckImport(path.join(folder, 'street.duckdb'));
    disk.push(onDisk.seconds);
    for (let k = 0; k < 2; k++) {
        const counted = await duckCount(onDisk.connection);
        if (k) duckCounts.push(counted.ms); // the first warms its cache
        cells = counted.cells;
    }
    onDisk.connection.closeSync?.();
    onDisk.instance.closeSync?.();
    const inMemory = await duckImport(null);
    memory.push(inMemory.seconds);
    inMemory.connection.closeSync?.();
    inMemory.instance.closeSync?.();
}
const sealed = sealedFile(), sealedBytes = fs.statSync(sealed).size;
const assess = [], threeWay = [];
let three;
for (let i = 0; i < runs; i++) {
    assess.push(timed(program, ['assess', '--period', period, '--workspace', workspace, '--threads', threads]).seconds);
    three = JSON.parse(timed(tool('three_way'), [sealed, threads, '5']).output);
    threeWay.push(three.median_ms);
}
const pipeline = timed(tool('bench_pipeline'), [street, path.join(folder, 'pipeline.arrow')]).output;

const gb = n => (n / 1e9).toFixed(2);
const cpu = os.cpus()[0].model.trim();
console.log(`Machine: ${cpu}, ${os.cpus().length} processors, ${Math.round(os.totalmem() / 2 ** 30)} GiB; ${threads} threads; ` +
    `medians of ${runs}. File: ${rows.toLocaleString('en-GB')} rows, ${gb(bytes)} GB.`);
console.log(`
| what | watchward | DuckDB | ratio |
|---|---|---|---|
| import, on disk (s) | ${median(ours).toFixed(2)} | ${median(disk).toFixed(2)} | ${(median(disk) / median(ours)).toFixed(1)}× |
| import, DuckDB in memory (s) | ${median(ours).toFixed(2)} | ${median(memory).toFixed(2)} | ${(median(memory) / median(ours)).toFixed(1)}× |
| small area × type × month (ms) | ${median(threeWay).toFixed(1)} | ${median(duckCounts).toFixed(1)} | ${(median(duckCounts) / median(threeWay)).toFixed(1)}× |
| assess, whole process (s) | ${median(assess).toFixed(2)} | | |
| sealed, share of the CSV | ${(100 * sealedBytes / bytes).toFixed(1)}% | | |

Each run of ours: ${ours.map(s => s.toFixed(2)).join(', ')} s; of DuckDB on disk: ${disk.map(s => s.toFixed(2)).join(', ')} s.
Cells: ${three.cells.toLocaleString('en-GB')} here, ${cells.toLocaleString('en-GB')} there.
`);
console.log(pipeline);
