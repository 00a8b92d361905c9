/* Many files under constant change while the disk's driver is killed. */
import { fsckMinix } from '../../os-image/build/minixfs/built-image.test-support.ts';
import { isInstalled } from '../../os-image/build/minixfs/host-programs.test-support.ts';
import { DiskLab } from '../../os-image/reliability/disk_lab.ts';
import { type Recovery, recoveryOf } from '../recovery_times.ts';

export interface WriteRow {
	/** Of `churn`; each waits until it is on the disk. */
	readonly steps: number;
	/** At the end. */
	readonly files: number;
	readonly kills: number;
	readonly recovery: Recovery | undefined;
	readonly fsck: 'clean' | 'not clean' | 'not installed';
	readonly problems: readonly string[];
}

export async function measureWrites(plan: {
	/** Of guest time. */
	readonly seconds: number;
	/** Between two steps, and between two kills. */
	readonly restS: number;
	readonly everyS: number;
	readonly onProgress: (text: string) => void;
}): Promise<WriteRow> {
	plan.onProgress(`writes, ${plan.everyS} s between kills`);
	const lab = await DiskLab.boot(0);
	try {
		const { work, steps, told } = await lab.churn(plan.seconds, plan.restS, plan.everyS);
		const volume = await lab.unmountData();
		const problems = [...work.problems, ...told.problemsIn(volume, 'churn')];
		const verdict = isInstalled('fsck.minix') ? fsckMinix(volume) : undefined;
		if (verdict && verdict.status !== 0) problems.push(`fsck.minix: ${verdict.output}`);
		const clean = verdict?.status === 0 ? 'clean' : 'not clean';
		return {
			...{ steps, files: told.count, kills: work.strikes, problems },
			recovery: recoveryOf(work.incidents),
			fsck: verdict ? clean : 'not installed',
		};
	} finally {
		lab.dispose();
	}
}
