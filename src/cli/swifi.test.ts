import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	appendFileSync,
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeHead, fakeSeries } from '../swifi/campaign/fake_series.test-support.ts';
import { encodeHead } from '../swifi/campaign/head_line.ts';
import { plansOf } from '../swifi/campaign/plan.ts';
import { encodeRecord } from '../swifi/campaign/record_line.ts';
import type { CampaignHead, FaultRecord } from '../swifi/fault.ts';
import { CliError } from './command.ts';
import { runCampaign } from './swifi.ts';
import { mergeCampaign } from './swifi_merge.ts';
import { runPool } from './swifi_pool.ts';
import { findFault } from './swifi_read.ts';
import { resumeCampaign } from './swifi_write.ts';

const runnerModule = new URL('./swifi_fake_runner.test-support.ts', import.meta.url).href;
let folder: string;
let stdout: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'kintsugi-swifi-'));
	stdout = '';
	// Each campaign leaves a listener that outlives it, for a reader that goes away.
	process.stdout.setMaxListeners(50);
	vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
		stdout += chunk;
		return true;
	});
});

afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

const inFolder = (name: string) => path.join(folder, name);
const read = (name: string) => readFileSync(inFolder(name), 'utf8');

/** The file that a campaign has to have, made without threads. */
function expectedFile(head: CampaignHead): string {
	const lines = [encodeHead(head)];
	for (const plan of plansOf(head)) lines.push(...fakeSeries(plan).map(encodeRecord));
	return `${lines.join('\n')}\n`;
}

function campaign(head: CampaignHead, name: string, workers = 2): Promise<number> {
	return runCampaign(head, { workers, out: inFolder(name), json: false }, runnerModule);
}

test('the file is the same with one worker and with four, whose series end out of order', async () => {
	const head = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'], faults: 1150 });
	expect(await campaign(head, 'one', 1)).toBe(0);
	expect(await campaign(head, 'four', 4)).toBe(0);
	expect(read('one')).toBe(expectedFile(head));
	expect(read('four')).toBe(expectedFile(head));
	expect(stdout).toContain('faults           2,300');
});

test('one worker boots each driver’s guest, the others take its snapshot', async () => {
	const head = fakeHead({
		drivers: ['eth.dp8390', 'chr.tty'],
		faults: 1000,
		machine: { boots: inFolder('boots') },
	});
	await campaign(head, 'out', 3);
	expect(read('boots').trim().split('\n').sort()).toEqual(['chr.tty', 'eth.dp8390']);
});

test('a campaign that was interrupted anywhere goes on to the same file', async () => {
	const head = fakeHead({ faults: 520 });
	const whole = expectedFile(head);
	const cuts = [0, 10, 0.3 * whole.length, whole.length - 1];
	for (const cut of cuts) {
		writeFileSync(inFolder('out'), whole);
		truncateSync(inFolder('out'), Math.floor(cut));
		expect(await campaign(head, 'out', 1)).toBe(0);
		expect(read('out')).toBe(whole);
	}
});

test('a campaign that is complete is told about, and its file stays', async () => {
	const head = fakeHead();
	await campaign(head, 'out', 1);
	const told = stdout;
	stdout = '';
	await runCampaign(head, { workers: 1, out: inFolder('out'), json: false }, 'no:runner');
	expect(stdout).toBe(told);
	expect(read('out')).toBe(expectedFile(head));
});

test('--json prints one object with all figures', async () => {
	const head = fakeHead();
	await runCampaign(head, { workers: 1, out: undefined, json: true }, runnerModule);
	const result = JSON.parse(stdout);
	expect(result.complete).toBe(true);
	expect(result.head).toEqual(head);
	expect(result.total.faults).toEqual({ count: 250 });
});

test('series are given out in shards, and the shards merge to the file of one run', async () => {
	const head = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'], faults: 550 });
	const files = [];
	for (const number of [3, 1, 2]) {
		const name = `shard${number}`;
		files.push(inFolder(name));
		await campaign({ ...head, shard: { number, of: 3 } }, name, 1);
	}
	stdout = '';
	const merged = await mergeCampaign({ files, out: inFolder('merged'), json: false });
	expect(read('merged')).toBe(expectedFile(head));
	expect(merged.tally.all.faults).toBe(1100);
});

test('a shard that is incomplete is named, and nothing is written', async () => {
	const head = fakeHead({ faults: 600 });
	const files = [1, 2].map((number) => inFolder(`shard${number}`));
	for (const [index, file] of files.entries()) {
		writeFileSync(file, expectedFile({ ...head, shard: { number: index + 1, of: 2 } }));
	}
	const [, second = ''] = files;
	truncateSync(second, readFileSync(second).length - 1);
	await expect(mergeCampaign({ files, out: inFolder('merged'), json: false })).rejects.toThrow(
		`${second} ends before series 5 of 6. Run this shard again with the same options`,
	);
	expect(existsSync(inFolder('merged'))).toBe(false);
	expect(existsSync(inFolder('merged.partial'))).toBe(false);
});

test('merging never writes over a file', async () => {
	writeFileSync(inFolder('there'), 'mine');
	const merging = mergeCampaign({ files: ['x'], out: inFolder('there'), json: false });
	await expect(merging).rejects.toThrow('is there already');
	expect(read('there')).toBe('mine');
});

test.each([
	[{ seed: 2 }, 'seed: expected 2, found 1. Give the options that it was begun with'],
	[{ build: 'other' }, 'with the same build'],
	[{ machine: {} }, 'machine: expected {}, found {"device-model":"own","memory":"32"}'],
])(
	'a file that was begun with other conditions than %j is left alone',
	async (changes, message) => {
		const content = expectedFile(fakeHead());
		writeFileSync(inFolder('out'), content);
		await expect(campaign(fakeHead(changes), 'out')).rejects.toThrow(message);
		expect(read('out')).toBe(content);
	},
);

test.each([
	['a letter to somebody', "does not begin with a campaign's head"],
	['a letter\nto somebody\n', 'line 1: expected one JSON object, found a letter'],
])('a file that is none of a campaign’s is left alone: %j', async (content, message) => {
	writeFileSync(inFolder('out'), content);
	await expect(campaign(fakeHead(), 'out')).rejects.toThrow(message);
	expect(read('out')).toBe(content);
});

test('a broken line is reported with its number', async () => {
	const lines = expectedFile(fakeHead()).split('\n');
	lines[7] = lines[7]?.replace('"type":', '"typo":') ?? '';
	writeFileSync(inFolder('out'), lines.join('\n'));
	await expect(campaign(fakeHead(), 'out')).rejects.toThrow(
		'out: line 8: "type" is missing: expected one of source, destination',
	);
});

test('a campaign notices that another one writes to its file', async () => {
	const head = fakeHead();
	const { writer } = await resumeCampaign(inFolder('out'), head, () => undefined);
	appendFileSync(inFolder('out'), 'x');
	expect(() => writer.series([])).toThrow('End the other campaign');
	writer.close();
});

test('a worker that dies is replaced, and the file is the same', async () => {
	const machine = { 'exit-once': inFolder('died') };
	const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
	const head = fakeHead({ faults: 800, machine });
	expect(await campaign(head, 'out', 2)).toBe(0);
	expect(String(said.mock.calls)).toMatch(
		/a worker ended in series \d \(eth\.dp8390, seed \d+\), which a fresh one is given now/,
	);
	expect(read('out')).toBe(expectedFile(head));
});

test.each([
	['throw', 'The guest has no such driver.'],
	['exit', 'it exited with status 7.'],
])('a series that ends its worker twice (%s) ends the campaign and is named', async (how, why) => {
	vi.spyOn(process.stderr, 'write').mockReturnValue(true);
	const head = fakeHead({ faults: 800, machine: { [how]: '5' } });
	const failure = await campaign(head, 'out', 2).catch((error) => error);
	expect(failure).toBeInstanceOf(CliError);
	expect(failure.message).toMatch(/^series 5 \(eth\.dp8390, seed \d+\) ended 2 workers/);
	expect(failure.message).toContain(why);
	// What was finished before it is there, whole.
	expect(expectedFile(head).startsWith(read('out'))).toBe(true);
});

test('a campaign that is stopped has whole series in its file, and goes on', async () => {
	const head = fakeHead({ faults: 3000 });
	const { writer } = await resumeCampaign(inFolder('out'), head, () => undefined);
	const stop = new AbortController();
	let count = 0;
	await runPool({
		head,
		runnerModule,
		workers: 2,
		plans: plansOf(head),
		onSeries(records: readonly FaultRecord[]) {
			writer.series(records);
			count += records.length;
			if (count === 500) stop.abort();
		},
		onTrouble: () => undefined,
		signal: stop.signal,
	});
	writer.close();
	expect(count).toBe(500);
	expect(read('out').split('\n')).toHaveLength(1 + 500 + 1);
	expect(await campaign(head, 'out', 1)).toBe(0);
	expect(read('out')).toBe(expectedFile(head));
});

test('Ctrl-C ends a campaign with status 130, a file of whole series, and its tables so far', async () => {
	const script = new URL('./swifi_fake_campaign.test-support.ts', import.meta.url).pathname;
	const child = spawn(process.execPath, ['--import', 'tsx', script, inFolder('out')]);
	let printed = '';
	child.stdout.on('data', (chunk) => {
		printed += chunk;
	});
	let complaints = '';
	child.stderr.on('data', (chunk) => {
		complaints += chunk;
	});
	await vi.waitUntil(() => existsSync(inFolder('out')) && read('out').includes('"0.99"'), {
		timeout: 30_000,
		interval: 20,
	});
	child.kill('SIGINT');
	expect(await once(child, 'close')).toEqual([130, null]);
	expect(complaints).toBe(
		'kintsugi swifi: stopped by SIGINT. The same command goes on with it.\n',
	);
	expect(printed).toMatch(/^Incomplete: [\d,]+ of 1,000,000 faults\.$/m);
	const lines = read('out').split('\n');
	expect(lines.length % 100).toBe(2);
	expect(lines.at(-1)).toBe('');
});

test('a fault of a file is found by its id', async () => {
	const head = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'] });
	writeFileSync(inFolder('out'), expectedFile(head));
	const { plan, record } = await findFault(inFolder('out'), '4.17');
	expect(record).toMatchObject({ id: '4.17', driver: 'chr.tty', series: 4, index: 17 });
	expect(fakeSeries(plan)[17]).toEqual(record);
	await expect(findFault(inFolder('out'), '9.0')).rejects.toThrow('has no fault "9.0"');
});

test('kintsugi swifi merge prints the tables of a single file', () => {
	writeFileSync(inFolder('out'), expectedFile(fakeHead()));
	const bin = new URL('../../bin/kintsugi.mjs', import.meta.url).pathname;
	const result = spawnSync(process.execPath, [bin, 'swifi', 'merge', inFolder('out')], {
		encoding: 'utf8',
	});
	expect(result.stderr).toBe('');
	expect(result.stdout).toContain('Faults in dp8390');
	expect(result.status).toBe(0);
});
