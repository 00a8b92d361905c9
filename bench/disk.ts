/*
 * npm run bench:disk [-- --size 1G] [--intervals 1,2,4,8,15] [--only PART,...] [--quick] [--json]
 *
 * What users of disks notice of a driver that fails. PARTs are `reads`: a large file into
 * sha1sum while the disk's driver is killed, beside the figures of the paper; `defects`: each
 * defect class of both block drivers in the middle of reads and writes; `writes`: many files
 * that change all the time. `--quick` takes little of everything, to see that it works.
 */
import { parseArgs } from 'node:util';
import { measureDefects } from './disk/defects.ts';
import { measureReads, type ReadRow } from './disk/reads.ts';
import { measureWrites } from './disk/writes.ts';
import { recoveryCells } from './recovery_times.ts';
import { alignColumns } from './samples.ts';

const PARTS = ['reads', 'defects', 'writes'] as const;
const QUICK = {
	...{ size: '2M', intervals: '0.1', copyBytes: 1 << 20 },
	...{ seconds: 0.5, restS: 0, everyS: 0.1 },
};
const FULL = {
	...{ size: '1G', intervals: '1,2,4,8,15', copyBytes: 16 << 20 },
	...{ seconds: 60, restS: 0.02, everyS: 0.25 },
};
/** The paper's: MB/s undisturbed, and % of them lost with a kill every so many seconds. */
const PAPER = {
	rate: 32.7,
	lossPercent: new Map([
		['1', 60],
		['15', 4],
	]),
};

const { values } = parseArgs({
	options: {
		size: { type: 'string' },
		intervals: { type: 'string' },
		only: { type: 'string', default: PARTS.join() },
		quick: { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
	},
});
const preset = values.quick ? QUICK : FULL;
const bytes = sizeOption(values.size ?? preset.size);
const intervals = (values.intervals ?? preset.intervals).split(',').map((text) => {
	const seconds = Number(text);
	if (seconds > 0 && Number.isFinite(seconds)) return seconds;
	throw new Error(`--intervals has "${text}": expected seconds above 0.`);
});
const wanted = new Set(values.only.split(','));
for (const part of wanted) {
	if (!PARTS.some((known) => known === part)) {
		throw new Error(`--only has "${part}": expected some of ${PARTS.join(', ')}.`);
	}
}

const results: Record<string, unknown> = {};
let isWell = true;
if (wanted.has('reads')) await reads();
if (wanted.has('defects')) await defectClasses();
if (wanted.has('writes')) await writes();
progress('');
if (values.json) process.stdout.write(`${JSON.stringify(results, null, '\t')}\n`);
if (!isWell) process.exitCode = 1;

async function reads(): Promise<void> {
	const rows = await measureReads({ bytes, intervals, onProgress: progress });
	const [undisturbed] = rows;
	show(
		`dd of a file of ${bytes} bytes into sha1sum. MB/s: real clock; the rest: virtual clock, ` +
			'where it is of guest time; ms from the kill to the first request served',
		[
			...['at_disk killed every', 'MB/s', 'guest MB/s', 'of undisturbed', 'kills'],
			...['mean ms', 'p99 ms', 'paper', 'digest'],
		],
		rows.map((row) => [
			row.everyS === undefined ? 'never' : `${row.everyS} s`,
			row.rate.toFixed(1),
			row.guestRate.toFixed(2),
			`${(100 * row.share).toFixed(1)} %`,
			String(row.kills),
			...recoveryCells(row.recovery),
			paperCell(row, undisturbed === row),
			verdict(row.problems),
		]),
	);
	results.reads = { bytes, rows };
}

/** Unverified: remembered from the paper. */
function paperCell({ everyS }: ReadRow, isUndisturbed: boolean): string {
	if (isUndisturbed) return `${PAPER.rate} MB/s`;
	const loss = PAPER.lossPercent.get(String(everyS));
	return loss === undefined ? '-' : `${100 - loss} %`;
}

async function defectClasses(): Promise<void> {
	const { everyS, copyBytes } = preset;
	const rows = await measureDefects({ everyS, copyBytes, onProgress: progress });
	show(
		'Reads and writes with defects of each class; virtual clock',
		['', 'defects', 'mean ms', 'p99 ms', 'result'],
		rows.map((row) => [
			`${row.driver}, ${row.defect}`,
			String(row.strikes),
			...recoveryCells(row.recovery),
			verdict(row.problems),
		]),
	);
	results.defects = rows;
}

async function writes(): Promise<void> {
	const { seconds, restS, everyS } = preset;
	const row = await measureWrites({ seconds, restS, everyS, onProgress: progress });
	show(
		`Files written, lengthened, renamed and removed for ${seconds} s with a kill every ` +
			`${everyS} s; virtual clock`,
		['', 'steps', 'files', 'kills', 'mean ms', 'p99 ms', 'fsck.minix', 'result'],
		[
			[
				'/data',
				...[row.steps, row.files, row.kills].map(String),
				...recoveryCells(row.recovery),
				row.fsck,
				verdict(row.problems),
			],
		],
	);
	results.writes = row;
}

function show(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
	progress('');
	if (!values.json) process.stdout.write(`${title}\n${alignColumns([head, ...rows])}\n`);
}

function verdict(problems: readonly string[]): string {
	if (problems.length === 0) return 'right';
	isWell = false;
	return `WRONG: ${problems.join('; ')}`;
}

/** Below 2 GB, the file system's largest file. */
function sizeOption(text: string): number {
	const [, digits, unit = ''] = /^(\d{1,10})([KMG]?)$/.exec(text) ?? [];
	const size = Number(digits) * 2 ** (10 * ' KMG'.indexOf(unit || ' '));
	if (size > 0 && size < 2 ** 31) return size;
	throw new Error(`--size is "${text}": expected bytes below 2G, such as 64M or 1G.`);
}

function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
