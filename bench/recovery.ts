/*
 * npm run bench:recovery [-- --rounds N] [--json]
 *
 * Each component that system.conf has restarted, each way to fail: whether it came back
 * as it has to (os-image/reliability), and the time from the defect to the published
 * restart. Times are guest time on the virtual clock, on which a microsecond is 100
 * instructions, so that they depend on the guest alone.
 */
import { parseArgs } from 'node:util';
import { recoverableComponents } from '../os-image/reliability/components.ts';
import { defects } from '../os-image/reliability/defects.ts';
import { type CaseResult, runCase } from '../os-image/reliability/recovery_case.ts';
import { RecoveryLab } from '../os-image/reliability/recovery_lab.ts';
import { nearestRank } from '../src/telemetry/statistics.ts';
import { alignColumns } from './samples.ts';

/** Between rounds, so that they meet the heartbeats and the clock's ticks differently. */
const SHIFT_US = 7_300;

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '10' },
		json: { type: 'boolean', default: false },
	},
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000) {
	throw new Error(`--rounds is "${values.rounds}": expected a whole number from 1 to 1000.`);
}

const components = await recoverableComponents();
const results: CaseResult[] = [];
const lab = await RecoveryLab.boot(components, { updates: true });
try {
	for (let round = 0; round < rounds; round++) {
		await lab.reset(round * SHIFT_US);
		for (const component of components) {
			for (const defect of defects) {
				progress(`round ${round + 1} of ${rounds}: ${component.label}, ${defect.name}`);
				const result = await runCase(lab, component, defect);
				results.push(result);
				if (result.problems.length > 0) await lab.reset(round * SHIFT_US);
			}
		}
	}
} finally {
	lab.dispose();
}
progress('');
if (values.json) process.stdout.write(`${JSON.stringify({ rounds, results }, null, '\t')}\n`);
else printTable();
if (results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;

function printTable(): void {
	const rows = components.map(({ label, policy }) => [
		label,
		policy,
		...defects.map(({ name }) => {
			const cases = results.filter((each) => each.label === label && each.defect === name);
			return cell(cases);
		}),
	]);
	rows.push([
		'all',
		'',
		...defects.map(({ name }) => cell(results.filter((each) => each.defect === name))),
	]);
	process.stdout.write(
		alignColumns([['', 'policy', ...defects.map(({ name }) => name)], ...rows]),
	);
	const good = results.filter(({ problems }) => problems.length === 0).length;
	process.stdout.write(
		`\n${good} of ${results.length} recovered. Defect to published restart, in ms of guest time: ` +
			`median / p99; all cases: ${times(results)}. Virtual clock, ${rounds} rounds.\n`,
	);
	for (const { label, defect, problems } of results) {
		if (problems.length > 0)
			process.stdout.write(`${label}, ${defect}: ${problems.join('; ')}\n`);
	}
}

/** Times, or how many did not recover. */
function cell(cases: readonly CaseResult[]): string {
	const failed = cases.filter(({ problems }) => problems.length > 0).length;
	return failed > 0 ? `${failed} FAILED` : times(cases);
}

function times(cases: readonly CaseResult[]): string {
	const sorted = cases
		.flatMap(({ publishUs }) => (publishUs === undefined ? [] : [publishUs]))
		.sort((a, b) => a - b);
	const at = (share: number) => ((nearestRank(sorted, share) ?? Number.NaN) / 1000).toFixed(1);
	return `${at(0.5)} / ${at(0.99)}`;
}

function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
