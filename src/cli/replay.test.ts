import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeHead, fakeSeries } from '../swifi/campaign/fake_series.test-support.ts';
import { encodeHead } from '../swifi/campaign/head_line.ts';
import { plansOf } from '../swifi/campaign/plan.ts';
import { encodeRecord } from '../swifi/campaign/record_line.ts';
import { type FaultRecord, isCrash, type SeriesPlan } from '../swifi/fault.ts';
import { UsageError } from './command.ts';
import { type OpenReplayRunner, runReplay } from './replay.ts';
import { parseReplay } from './replay_options.ts';

const head = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'], faults: 2000 });
const all = [...plansOf(head)].flatMap(fakeSeries);
const crashIds = all.filter(({ outcome }) => isCrash(outcome)).map(({ id }) => id);
let folder: string;
let file: string;
let stdout: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'kintsugi-replay-'));
	file = path.join(folder, 'faults.jsonl');
	writeFileSync(file, [encodeHead(head), ...all.map(encodeRecord), ''].join('\n'));
	stdout = '';
	vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
		stdout += chunk;
		return true;
	});
});

afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

const silent = () => () => undefined;

/** Runners that run series as `series` says, and note what was asked of them. */
function fakeRunners(series: (plan: SeriesPlan) => FaultRecord[] = fakeSeries) {
	const log: string[] = [];
	const open: OpenReplayRunner = async (_head, driver) => {
		log.push(`open ${driver}`);
		return {
			guest: { machine: { nowUs: 0, com1: silentLine, com2: silentLine } },
			async run(plan, _given, observer) {
				log.push(`series ${plan.series}`);
				const records = series(plan);
				for (const { index } of records) {
					observer?.planted?.(index);
					observer?.ended?.(index);
				}
				return records;
			},
			dispose: () => void log.push(`dispose ${driver}`),
		};
	};
	return { log, open };
}

const silentLine = { onOutput: silent, onLine: silent, send: () => undefined };

const replay = (open: OpenReplayRunner, ...args: string[]) =>
	runReplay(parseReplay([file, ...args]), open);

test('one fault is told with its change, and that it went the same way', async () => {
	expect(await replay(fakeRunners().open, '3.7')).toBe(0);
	expect(stdout).toContain('3.7  eth.dp8390, ');
	expect(stdout).toContain('before    8b 45 08  mov eax, [ebp+8]');
	expect(stdout).toContain('found     the same');
});

test('what differs is told, and the status says so', async () => {
	const other = fakeRunners((plan) =>
		fakeSeries(plan).map((record) => ({ ...record, t_us: record.t_us + 1 })),
	);
	expect(await replay(other.open, '3.7')).toBe(1);
	expect(stdout).toMatch(/t_us: expected \d+, found \d+/);
});

test('faults of a series are replayed together, and those of a driver in one guest', async () => {
	const { log, open } = fakeRunners();
	expect(await replay(open, '39.5', '0.1', '0.99', '5.0')).toBe(0);
	expect(log).toEqual([
		'open eth.dp8390',
		'series 0',
		'series 5',
		'dispose eth.dp8390',
		'open chr.tty',
		'series 39',
		'dispose chr.tty',
	]);
	expect(stdout).toContain('4 faults replayed: all as recorded.');
});

test('--all-crashes replays each crash of the file', async () => {
	await replay(fakeRunners().open, '--all-crashes', '--json');
	expect(idsPrinted()).toEqual(crashIds);
});

test('--sample draws crashes by its seed, each once', async () => {
	const draw = async (...args: string[]) => {
		stdout = '';
		await replay(fakeRunners().open, '--json', '--sample', ...args);
		return idsPrinted();
	};
	const some = await draw('5');
	expect(new Set(some).size).toBe(5);
	expect(crashIds).toEqual(expect.arrayContaining(some));
	expect(await draw('5', '--seed', '1')).toEqual(some);
	expect(await draw('5', '--seed', '2')).not.toEqual(some);
	expect(await draw('100000')).toEqual(crashIds);
});

test('a fault that the file does not have is named', async () => {
	await expect(replay(fakeRunners().open, '0.0', '99.5')).rejects.toThrow('no fault "99.5"');
});

test('--minimize says so where nothing failed', async () => {
	const benign = all.find(({ outcome }) => outcome === 'silent-benign')?.id ?? '';
	const search = replay(fakeRunners().open, benign, '--minimize');
	await expect(search).rejects.toThrow(`nothing failed at ${benign}`);
});

test.each([
	[[], 'which faults?'],
	[['0.1', '--all-crashes'], 'which faults?'],
	[['--sample', '0'], '--sample is "0"'],
	[['0.1', '--seed', '2'], '--seed is for --sample'],
	[['0.1', '0.2', '--watch'], '--watch is for one fault'],
	[['--all-crashes', '--minimize'], '--minimize is for one fault'],
	[['0.1', '--watch', '--json'], 'both print'],
])('%j is refused: %s', (args, message) => {
	const parse = () => parseReplay(['faults.jsonl', ...args]);
	expect(parse).toThrow(UsageError);
	expect(parse).toThrow(message);
});

function idsPrinted(): string[] {
	return stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line).id);
}
