/*
 * npm run bench:servers [-- --server LABEL]... [--json]
 *
 * Each server that comes back, each way to fail, under load: what survived, and what was
 * reported (os-image/reliability/servers). On the virtual clock; times are guest time.
 */
import { parseArgs } from 'node:util';
import { recoverableComponents } from '../os-image/reliability/components.ts';
import { defects } from '../os-image/reliability/defects.ts';
import { RecoveryLab } from '../os-image/reliability/recovery_lab.ts';
import { serverCases } from '../os-image/reliability/servers/cases.ts';
import { runServerCase, type ServerDeath } from '../os-image/reliability/servers/server_case.ts';

const { values } = parseArgs({
	options: {
		server: { type: 'string', multiple: true, default: [] },
		json: { type: 'boolean', default: false },
	},
});
const known = serverCases.map(({ label }) => label);
for (const label of values.server) {
	if (!known.includes(label))
		throw new Error(`--server is "${label}": expected one of ${known.join(', ')}.`);
}
const wanted = serverCases.filter(
	({ label }) => values.server.length === 0 || values.server.includes(label),
);
const components = (await recoverableComponents()).filter(({ label }) =>
	wanted.some((serverCase) => serverCase.label === label),
);

const deaths: ServerDeath[] = [];
const lab = await RecoveryLab.boot(components, { updates: true });
try {
	for (const serverCase of wanted) {
		const component = components.find(({ label }) => label === serverCase.label);
		if (!component) throw new Error(`system.conf has no server ${serverCase.label}.`);
		if (!values.json) process.stdout.write(`${serverCase.label}, while ${serverCase.load}\n`);
		for (const defect of defects) {
			await lab.reset();
			const death = await runServerCase(lab, serverCase, component, defect);
			deaths.push(death);
			if (!values.json) print(death);
		}
	}
} finally {
	lab.dispose();
}
const failed = deaths.filter(({ problems }) => problems.length > 0).length;
if (values.json) process.stdout.write(`${JSON.stringify(deaths, null, '\t')}\n`);
else
	process.stdout.write(
		`\n${deaths.length - failed} of ${deaths.length} deaths lost nothing of what must survive.\n`,
	);
if (failed > 0) process.exitCode = 1;

function print({ defect, publishUs, survived, reported, problems }: ServerDeath): void {
	const ms = publishUs === undefined ? 'never' : `${(publishUs / 1000).toFixed(1)} ms`;
	process.stdout.write(`  ${defect}: back after ${ms}\n`);
	process.stdout.write(`    survived: ${survived.join('; ')}\n`);
	for (const line of reported) process.stdout.write(`    reported: ${line}\n`);
	for (const problem of problems) process.stdout.write(`    PROBLEM ${problem}\n`);
}
