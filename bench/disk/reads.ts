/*
 * A large file into sha1sum, undisturbed and while the disk's driver is killed. How fast it
 * is comes from the real clock. What kills cost comes from the virtual clock, on which a run
 * repeats exactly, and the processor, not the disk, is what is waited for.
 */
import { defectNamed } from '../../os-image/reliability/defects.ts';
import { DiskLab } from '../../os-image/reliability/disk_lab.ts';
import type { Work } from '../../os-image/reliability/work_lab.ts';
import type { ClockKind } from '../../src/machine/api.ts';
import { type Recovery, recoveryOf } from '../recovery_times.ts';

export interface ReadPlan {
	readonly bytes: number;
	/** In seconds of guest time. */
	readonly intervals: readonly number[];
	readonly onProgress: (text: string) => void;
}

export interface ReadRow {
	/** Undefined: undisturbed. */
	readonly everyS: number | undefined;
	/** MB/s on the real clock. */
	readonly rate: number;
	/** MB/s of guest time on the virtual clock, and its share of what is undisturbed. */
	readonly guestRate: number;
	readonly share: number;
	readonly kills: number;
	readonly recovery: Recovery | undefined;
	/** Whether the digest was right and each incident came to its end; else what was not. */
	readonly problems: readonly string[];
}

/** The undisturbed row comes first. */
export async function measureReads(plan: ReadPlan): Promise<ReadRow[]> {
	const real = await runAll('real', plan);
	const virtual = await runAll('virtual', plan);
	const [undisturbed] = virtual;
	if (!undisturbed) throw new Error('Nothing was measured.');
	return virtual.map(({ everyS, work }, index) => {
		const onReal = real[index]?.work;
		if (!onReal) throw new Error('A run on the real clock is missing.');
		return {
			everyS,
			rate: plan.bytes / onReal.guestUs,
			guestRate: plan.bytes / work.guestUs,
			share: undisturbed.work.guestUs / work.guestUs,
			kills: work.strikes,
			recovery: recoveryOf(work.incidents),
			problems: [...work.problems, ...onReal.problems],
		};
	});
}

interface Run {
	readonly everyS: number | undefined;
	readonly work: Work;
}

async function runAll(clock: ClockKind, plan: ReadPlan): Promise<Run[]> {
	const lab = await DiskLab.boot(plan.bytes, clock);
	try {
		await lab.guest.shell('dd if=/dev/null | sha1sum'); // the programs come from the disk once
		const runs: Run[] = [];
		for (const everyS of [undefined, ...plan.intervals]) {
			plan.onProgress(`reads, ${everyS ?? 'no'} s between kills, ${clock} clock`);
			const fault =
				everyS === undefined ? undefined : { defect: defectNamed('killed'), everyS };
			runs.push({ everyS, work: await lab.verify(fault) });
		}
		return runs;
	} finally {
		lab.dispose();
	}
}
