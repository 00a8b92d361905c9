/*
 * npm run bench:disk-faults [-- --faults A,B --defects A,B --checksums on|off|both] [--json]
 *
 * Each way in which the disk fails, each defect class of its driver at the same time: what became
 * of the files that were copied to /data and read again (os-image/reliability/disk_fault_lab.ts).
 * The status is 1 when a file was wrong with checksums on, and nobody was told, or when the
 * system did not survive.
 */
import { parseArgs } from 'node:util';
import { defectNamed, defects } from '../os-image/reliability/defects.ts';
import { DiskFaultLab, diskFaults, type Outcome } from '../os-image/reliability/disk_fault_lab.ts';
import { alignColumns } from './samples.ts';

const NO_DEFECT = 'none';

const { values } = parseArgs({
	options: {
		faults: { type: 'string' },
		defects: { type: 'string' },
		checksums: { type: 'string', default: 'both' },
		json: { type: 'boolean', default: false },
	},
});
const faultNames = chosen('faults', values.faults, Object.keys(diskFaults));
const defectNames = chosen('defects', values.defects, [NO_DEFECT, ...defects.map((d) => d.name)]);
const settings = { on: [true], off: [false], both: [false, true] }[values.checksums];
if (!settings) {
	throw new Error(`--checksums is "${values.checksums}": expected on, off or both.`);
}

interface Row extends Outcome {
	readonly hasChecksums: boolean;
	readonly fault: string;
	readonly defect: string;
}

const rows: Row[] = [];
for (const hasChecksums of settings) {
	for (const fault of faultNames) {
		const lab = await DiskFaultLab.boot(fault, hasChecksums);
		try {
			for (const defect of defectNames) {
				progress(`checksums ${onOff(hasChecksums)}: ${fault}, ${defect}`);
				const outcome = await lab.run(
					defect === NO_DEFECT ? undefined : defectNamed(defect),
				);
				rows.push({ hasChecksums, fault, defect, ...outcome });
			}
		} finally {
			lab.dispose();
		}
	}
}
progress('');
if (values.json) process.stdout.write(`${JSON.stringify(rows, null, '\t')}\n`);
else for (const hasChecksums of settings) printTable(hasChecksums);
const isBad = (row: Row) => !row.isUsable || (row.hasChecksums && row.wrong > 0);
if (rows.some(isBad)) process.exitCode = 1;

function printTable(hasChecksums: boolean): void {
	const table = faultNames.map((fault) => [
		fault,
		...defectNames.map((defect) => {
			const row = rows.find(
				(each) =>
					each.hasChecksums === hasChecksums &&
					each.fault === fault &&
					each.defect === defect,
			);
			return row ? cell(row) : '';
		}),
	]);
	process.stdout.write(
		`/data with checksums ${onOff(hasChecksums)}: files right / refused with an error / WRONG ` +
			`(commands of the disk that failed, driver restarts)\n${alignColumns([['', ...defectNames], ...table])}\n`,
	);
}

function cell({ right, refused, wrong, hits, restarts, isUsable }: Outcome): string {
	const wrongs = wrong > 0 ? ` / ${wrong} WRONG` : '';
	return `${right} / ${refused}${wrongs} (${hits}, ${restarts})${isUsable ? '' : ' LOST'}`;
}

function onOff(isOn: boolean): string {
	return isOn ? 'on' : 'off';
}

function chosen(option: string, text: string | undefined, all: readonly string[]): string[] {
	const names = text === undefined ? [...all] : text.split(',');
	for (const name of names) {
		if (!all.includes(name)) {
			throw new Error(`--${option} has "${name}": expected some of ${all.join(', ')}.`);
		}
	}
	return names;
}

function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
