/*
 * Downloads and uploads, undisturbed and while the driver is killed. How fast they are comes
 * from the real clock. What kills cost comes from the virtual clock, on which a run repeats
 * exactly; copies cost next to nothing there (`rep` instructions count as few), so that its own
 * throughput says little.
 */
import { defectNamed } from '../../os-image/reliability/defects.ts';
import { type Direction, TransferLab } from '../../os-image/reliability/transfer_lab.ts';
import type { Fault, Work } from '../../os-image/reliability/work_lab.ts';
import type { NicName } from '../../src/lan/addresses.ts';
import type { ClockKind } from '../../src/machine/api.ts';
import { watched } from '../progress.ts';
import { type Recovery, recoveryOf } from '../recovery_times.ts';
import { summarize } from '../samples.ts';

/** A run with kills is at least as long as so many intervals. */
const KILLS_WANTED = 3;

const WARM_UP_BYTES = 1 << 20;

export interface TransferPlan {
	readonly nics: readonly NicName[];
	readonly bytes: number;
	readonly repeats: number;
	/** In seconds of guest time. */
	readonly intervals: readonly number[];
}

export interface TransferRow {
	readonly nic: NicName;
	readonly direction: Direction;
	/** Undefined: undisturbed. */
	readonly everyS: number | undefined;
	/** MB/s on the real clock: of each repeat. */
	readonly rates: readonly number[];
	/** Share of the undisturbed rate that is lost, on the virtual clock; in %. */
	readonly lossPercent: number;
	readonly kills: number;
	readonly recovery: Recovery | undefined;
	/** Whether the digest was right and each incident came to its end; else what was not. */
	readonly problems: readonly string[];
}

export async function measureTransfers(plan: TransferPlan): Promise<TransferRow[]> {
	const rows: TransferRow[] = [];
	for (const nic of plan.nics) {
		const real = await measureOn('real', nic, plan, plan.repeats);
		const virtual = await measureOn('virtual', nic, plan, 1);
		for (const [index, { direction, everyS, runs }] of virtual.entries()) {
			const undisturbed = virtual.find(
				(other) => other.direction === direction && other.everyS === undefined,
			);
			const [run] = runs;
			if (!run || !undisturbed) throw new Error('A transfer was not measured.');
			const onReal = real[index]?.runs ?? [];
			const problems = [...runs, ...onReal].flatMap((each) => each.problems);
			rows.push({
				...{ nic, direction, everyS },
				rates: onReal.map(({ rate }) => rate),
				lossPercent: (1 - run.rate / rateOf(undisturbed.runs)) * 100,
				kills: run.strikes,
				recovery: recoveryOf(run.incidents),
				problems,
			});
		}
	}
	return rows;
}

interface Run extends Work {
	/** Of guest time, in MB/s. */
	readonly rate: number;
}

interface Measured {
	readonly direction: Direction;
	readonly everyS: number | undefined;
	readonly runs: readonly Run[];
}

/** On the virtual clock there is a further run each, whose digests are compared. */
async function measureOn(
	clock: ClockKind,
	nic: NicName,
	plan: TransferPlan,
	repeats: number,
): Promise<Measured[]> {
	const all: Measured[] = [];
	const lab = await TransferLab.boot(nic, clock);
	try {
		for (const [direction, intervals] of [
			['download', [undefined, ...plan.intervals]],
			['upload', [undefined, ...plan.intervals.slice(0, 1)]],
		] as const) {
			await lab.measure(direction, WARM_UP_BYTES); // the programs come from the disk once
			let undisturbed: Measured | undefined;
			for (const everyS of intervals) {
				const bytes = bytesFor(plan.bytes, everyS, undisturbed);
				const fault = faultOf(everyS);
				const what = `${nic}, ${direction}, ${everyS ?? 'no'} s between kills, ${clock} clock`;
				const runs: Run[] = [];
				for (let repeat = 1; repeat <= repeats; repeat++) {
					const run = await watched(
						lab.guest,
						`${what}, run ${repeat} of ${repeats}`,
						lab.measure(direction, bytes, fault),
					);
					runs.push({ ...run, rate: bytes / run.guestUs });
				}
				if (clock === 'virtual') {
					const { problems } = await watched(
						lab.guest,
						`${what}, digest`,
						lab.verify(direction, plan.bytes, fault),
					);
					runs.push({ ...runs[0], problems } as Run);
				}
				const measured = { direction, everyS, runs };
				undisturbed ??= measured;
				all.push(measured);
			}
		}
	} finally {
		lab.dispose();
	}
	return all;
}

/** Enough for the kills wanted, at the rate without any. */
function bytesFor(
	bytes: number,
	everyS: number | undefined,
	undisturbed: Measured | undefined,
): number {
	if (everyS === undefined || !undisturbed) return bytes;
	const needed = rateOf(undisturbed.runs) * (everyS * 1e6) * (KILLS_WANTED + 0.5);
	return Math.max(bytes, Math.ceil(needed));
}

function faultOf(everyS: number | undefined): Fault | undefined {
	return everyS === undefined ? undefined : { defect: defectNamed('killed'), everyS };
}

function rateOf(runs: readonly Run[]): number {
	return summarize(runs.map(({ rate }) => rate)).median;
}
