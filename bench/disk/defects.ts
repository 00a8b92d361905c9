/* Each defect class of both block drivers while programs read and write through them. */
import { type Defect, defects } from '../../os-image/reliability/defects.ts';
import { BLOCK_DRIVERS, type BlockDriver, DiskLab } from '../../os-image/reliability/disk_lab.ts';
import { type Recovery, recoveryOf } from '../recovery_times.ts';

/** A hang takes that long to be found, and the next one comes after some work. */
const HANG_EVERY_S = 10;

export interface DefectRow {
	readonly driver: BlockDriver;
	readonly defect: Defect['name'];
	readonly strikes: number;
	readonly recovery: Recovery | undefined;
	readonly problems: readonly string[];
}

export async function measureDefects(plan: {
	/** Guest time between two defects. */
	readonly everyS: number;
	/** What is read from one disk, written to the other and compared, through blk.at_disk. */
	readonly copyBytes: number;
	readonly onProgress: (text: string) => void;
}): Promise<DefectRow[]> {
	const rows: DefectRow[] = [];
	const lab = await DiskLab.boot(plan.copyBytes);
	try {
		for (const driver of BLOCK_DRIVERS) {
			for (const defect of defects) {
				plan.onProgress(`${driver}, ${defect.name}`);
				const everyS = defect.name === 'heartbeat' ? HANG_EVERY_S : plan.everyS;
				const fault = { defect, firstS: plan.everyS / 4, everyS };
				const { strikes, incidents, problems } = await lab.readAndWrite(driver, fault);
				const recovery = recoveryOf(incidents);
				rows.push({ driver, defect: defect.name, strikes, recovery, problems });
			}
		}
		return rows;
	} finally {
		lab.dispose();
	}
}
