/*
 * npm run bench:network [-- --size 256M] [--repeats N] [--intervals 1,4,25] [--only PART,...]
 *                       [--quick] [--json]
 *
 * What users of the network notice of a driver that fails: throughput and loss, each defect
 * class, ping, name look-ups and single datagrams, the same image in QEMU, and the built page in
 * Chromium. PARTs are transfers, defects, ping, names, datagrams, qemu and chromium. `--quick`
 * takes little of everything, to see that it works.
 */
import { parseArgs } from 'node:util';
import { defects } from '../os-image/reliability/defects.ts';
import { TransferLab } from '../os-image/reliability/transfer_lab.ts';
import { NIC_NAMES } from '../src/lan/addresses.ts';
import { measureChromium } from './network/chromium.ts';
import { askUnderKills, pingUnderKills, resolveUnderKills } from './network/losses.ts';
import { measureQemu } from './network/qemu.ts';
import { measureTransfers } from './network/transfers.ts';
import { progress, watched } from './progress.ts';
import { recoveryCells } from './recovery_times.ts';
import { alignColumns, summarize } from './samples.ts';

const PARTS = ['transfers', 'defects', 'ping', 'names', 'datagrams', 'qemu', 'chromium'] as const;
/** Guest time between two defects of a class. */
const DEFECT_EVERY_S = 1;
const QUICK = {
	size: '2M',
	repeats: '1',
	intervals: '0.1',
	packets: 100,
	names: 20,
	datagrams: 40,
};
const FULL = {
	size: '256M',
	repeats: '3',
	intervals: '1,4,25',
	packets: 1000,
	names: 200,
	datagrams: 400,
};

const { values } = parseArgs({
	options: {
		size: { type: 'string' },
		repeats: { type: 'string' },
		intervals: { type: 'string' },
		only: { type: 'string', default: PARTS.join() },
		quick: { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
	},
});
const preset = values.quick ? QUICK : FULL;
const bytes = positive('--size', (values.size ?? preset.size).replace(/M$/, '')) * 2 ** 20;
const repeats = positive('--repeats', values.repeats ?? preset.repeats);
const intervals = (values.intervals ?? preset.intervals)
	.split(',')
	.map((text) => positive('--intervals', text));
const wanted = new Set(values.only.split(','));
for (const part of wanted) {
	if (!PARTS.some((known) => known === part)) {
		throw new Error(`--only has "${part}": expected some of ${PARTS.join(', ')}.`);
	}
}

const results: Record<string, unknown> = {};
let isWell = true;
if (wanted.has('transfers')) await transfers();
if (wanted.has('defects')) await defectClasses();
if (wanted.has('ping')) await pings();
if (wanted.has('names')) await names();
if (wanted.has('datagrams')) await datagrams();
if (wanted.has('qemu')) await qemu();
if (wanted.has('chromium')) await chromium();
progress('');
if (values.json) process.stdout.write(`${JSON.stringify(results, null, '\t')}\n`);
if (!isWell) process.exitCode = 1;

async function transfers(): Promise<void> {
	const rows = await measureTransfers({
		...{ nics: NIC_NAMES, bytes, repeats, intervals },
	});
	show(
		`Transfers of ${bytes / 2 ** 20} MiB or more. MB/s: real clock, median of ${repeats}; the ` +
			'rest: virtual clock, ms of guest time from the defect to the first request served',
		['', 'kills every', 'MB/s', 'loss %', 'kills', 'mean ms', 'p99 ms', 'result'],
		rows.map((row) => [
			`${row.direction}, ${row.nic}`,
			row.everyS === undefined ? '-' : `${row.everyS} s`,
			summarize(row.rates).median.toFixed(1),
			row.everyS === undefined ? '-' : row.lossPercent.toFixed(1),
			String(row.kills),
			...recoveryCells(row.recovery),
			verdict(row.problems),
		]),
	);
	results.transfers = rows;
}

async function defectClasses(): Promise<void> {
	const rows = [];
	for (const nic of NIC_NAMES) {
		const lab = await TransferLab.boot(nic);
		for (const defect of defects) {
			const fault = { defect, everyS: Math.min(DEFECT_EVERY_S, ...intervals) };
			const { strikes, problems } = await watched(
				lab.guest,
				`${nic}, ${defect.name}`,
				lab.verify('download', bytes, {
					...fault,
					// After a silence as long as a hang's the peer waits, and then has to get on.
					everyS: defect.name === 'heartbeat' ? 10 : fault.everyS,
					firstS: fault.everyS,
				}),
			);
			rows.push({ nic, defect: defect.name, strikes, problems });
		}
		lab.dispose();
	}
	show(
		`Downloads of ${bytes / 2 ** 20} MiB with defects of each class; virtual clock`,
		['', 'defects', 'result'],
		rows.map(({ nic, defect, strikes, problems }) => [
			`${nic}, ${defect}`,
			String(strikes),
			verdict(problems),
		]),
	);
	results.defects = rows;
}

async function pings(): Promise<void> {
	const rows = [];
	for (const nic of NIC_NAMES) {
		progress(`ping, ${nic}`);
		rows.push(await pingUnderKills(nic, preset.packets));
	}
	show(
		'ping while the driver is killed; virtual clock',
		['', 'sent', 'received', 'late', 'twice', 'lost', 'kills', 'mean ms', 'p99 ms', 'result'],
		rows.map((row) => [
			row.nic,
			...[row.sent, row.received, row.late, row.duplicated, row.lost, row.kills].map(String),
			...recoveryCells(row.recovery),
			verdict(row.problems),
		]),
	);
	results.ping = rows;
}

async function names(): Promise<void> {
	const rows = [];
	for (const nic of NIC_NAMES) {
		progress(`names, ${nic}`);
		rows.push(await resolveUnderKills(nic, preset.names));
	}
	show(
		'Names looked up while the driver is killed; virtual clock',
		['', 'asked', 'answered', 'kills', 'result'],
		rows.map((row) => [
			row.nic,
			...[row.asked, row.answered, row.kills].map(String),
			verdict(row.problems),
		]),
	);
	results.names = rows;
}

async function datagrams(): Promise<void> {
	const rows = [];
	for (const nic of NIC_NAMES) {
		progress(`datagrams, ${nic}`);
		rows.push(await askUnderKills(nic, preset.datagrams));
	}
	show(
		'Questions by UDP that are asked once, while the driver is killed; virtual clock',
		['', 'asked', 'answered', 'loss reported', 'kills', 'result'],
		rows.map((row) => [
			row.nic,
			...[row.asked, row.answered, row.lost, row.kills].map(String),
			verdict(row.problems),
		]),
	);
	results.datagrams = rows;
}

async function qemu(): Promise<void> {
	const { version, rows } = await measureQemu({ bytes, onProgress: progress });
	show(
		version === undefined
			? 'QEMU is not installed: apt-get install qemu-system-x86.'
			: `${version}, downloads from this machine through its user network; wall time`,
		['', 'kills every', 'MB/s', 'kills', 'result'],
		rows.map((row) => [
			row.nic,
			row.everyS === undefined ? '-' : `${row.everyS} s`,
			row.rate.toFixed(1),
			String(row.kills),
			verdict(row.problems),
		]),
	);
	results.qemu = rows;
}

async function chromium(): Promise<void> {
	const rows = await measureChromium({ bytes, intervals, onProgress: progress });
	show(
		'Downloads in the built page in Chromium, RTL8139; wall time',
		['kills every', 'MB/s', 'kills', 'result'],
		rows.map((row) => [
			row.everyS === undefined ? '-' : `${row.everyS} s`,
			row.rate.toFixed(1),
			String(row.kills),
			verdict(row.problems),
		]),
	);
	results.chromium = rows;
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

function positive(option: string, text: string): number {
	const number = Number(text);
	if (number > 0 && Number.isFinite(number)) return number;
	throw new Error(`${option} is "${text}": expected a number above 0.`);
}
