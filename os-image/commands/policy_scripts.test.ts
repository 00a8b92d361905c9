/*
 * The policy scripts, run by our shell on this machine: what each does for a defect and a number of
 * repetitions. Programs that a script calls are stand-ins that write down how they were called.
 */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNativeShell, runShell } from './sh/test/native_shell.test-support.ts';

const POLICIES = fileURLToPath(new URL('../etc/policies/', import.meta.url));
const COMPONENT = 'eth.rtl8139';
const CLASSES = {
	EXIT: 1,
	EXCEPTION: 2,
	KILLED: 3,
	HEARTBEAT: 4,
	COMPLAINT: 5,
	DYNAMIC_UPDATE: 6,
};

let folder = '';
let shell = '';

beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), 'kintsugi-policies-'));
	shell = await buildNativeShell(folder);
	const bin = path.join(folder, 'bin');
	await mkdir(bin);
	for (const program of ['service', 'mail', 'sleep']) {
		const file = path.join(bin, program);
		await writeFile(file, `#!${shell}\necho ${program} "$*" >> ${folder}/calls\n`);
		await chmod(file, 0o755);
	}
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Defect {
	readonly reason: keyof typeof CLASSES;
	readonly repetition: number;
	readonly parameters?: readonly string[];
}

/** Runs a script as RS has it run; what it called, and its status. */
async function decide(policy: string, { reason, repetition, parameters = [] }: Defect) {
	const calls = path.join(folder, 'calls');
	await writeFile(calls, '');
	const variables = {
		...CLASSES,
		PATH: `${folder}/bin`,
		component: COMPONENT,
		reason: CLASSES[reason],
		reason_name: reason.toLowerCase(),
		repetition,
		incident: 7,
	};
	const setting = Object.entries(variables).map(([name, value]) => `export ${name}=${value}; `);
	const words = [COMPONENT, CLASSES[reason], reason.toLowerCase(), repetition, ...parameters];
	const { status } = await runShell(shell, [
		'-c',
		`${setting.join('')}exec ${shell} ${POLICIES}${policy} ${words.join(' ')}`,
	]);
	return { calls: (await readFile(calls, 'utf8')).trimEnd().split('\n'), status };
}

const restarted = { calls: [`service restart ${COMPONENT}`], status: 0 };
const failures = (['EXIT', 'EXCEPTION', 'KILLED', 'HEARTBEAT', 'COMPLAINT'] as const).map(
	(reason) => ({ reason }),
);

describe('restart', () => {
	it.each([...failures, { reason: 'DYNAMIC_UPDATE' as const }])(
		'restarts at once: $reason',
		async ({ reason }) => {
			expect(await decide('restart', { reason, repetition: 99 })).toEqual(restarted);
		},
	);
});

describe('network', () => {
	it.each(failures)(
		'restarts at once, also without a list of daemons: $reason',
		async ({ reason }) => {
			expect(await decide('network', { reason, repetition: 9 })).toEqual(restarted);
		},
	);
});

describe('slides', () => {
	it('is the text of the slide and nothing else', async () => {
		expect(await readFile(`${POLICIES}slides`, 'utf8')).toBe(
			[
				'if [ ! $reason -eq DYNAMIC_UPDATE ]; then',
				'     sleep $((1 << ($repetition)))',
				'fi',
				'service restart $component',
				'',
			].join('\n'),
		);
	});

	it.each(failures)('sleeps twice as long each time: $reason', async ({ reason }) => {
		for (const [repetition, seconds] of [1, 2, 4, 8, 16].entries()) {
			expect(await decide('slides', { reason, repetition })).toEqual({
				...restarted,
				calls: [`sleep ${seconds}`, ...restarted.calls],
			});
		}
	});

	it('does not sleep for an update', async () => {
		expect(await decide('slides', { reason: 'DYNAMIC_UPDATE', repetition: 3 })).toEqual(
			restarted,
		);
	});
});

describe('generic', () => {
	const mailTo = (address: string, why: string) =>
		`mail -s ${COMPONENT} failed: ${why} ${address}`;

	it('writes to root, waits twice as long each time up to half a minute, restarts', async () => {
		for (const [repetition, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
			const { calls } = await decide('generic', { reason: 'EXIT', repetition });
			expect(calls).toEqual([mailTo('root', 'exit'), `sleep ${seconds}`, ...restarted.calls]);
		}
	});

	it('waits no longer after any number of failures', async () => {
		const { calls } = await decide('generic', { reason: 'EXIT', repetition: 4_000_000_000 });
		expect(calls).toContain('sleep 30');
	});

	it('writes to whom its parameter names, and does not wait for an update', async () => {
		const parameters = ['admin@example.org'];
		expect(
			await decide('generic', { reason: 'DYNAMIC_UPDATE', repetition: 3, parameters }),
		).toEqual({
			calls: [mailTo('admin@example.org', 'dynamic_update'), ...restarted.calls],
			status: 0,
		});
	});
});

describe('giveup', () => {
	it('restarts five times, then writes a mail and leaves the component down', async () => {
		for (let repetition = 0; repetition < 5; repetition++) {
			expect(await decide('giveup', { reason: 'EXCEPTION', repetition })).toEqual(restarted);
		}
		expect(await decide('giveup', { reason: 'EXCEPTION', repetition: 5 })).toEqual({
			calls: [`mail -s ${COMPONENT} is given up: exception root`],
			status: 0,
		});
	});

	it('takes both from its parameters', async () => {
		const parameters = ['1', 'admin@example.org'];
		expect(await decide('giveup', { reason: 'EXIT', repetition: 0, parameters })).toEqual(
			restarted,
		);
		const { calls } = await decide('giveup', { reason: 'EXIT', repetition: 1, parameters });
		expect(calls).toEqual([`mail -s ${COMPONENT} is given up: exit admin@example.org`]);
	});

	it('carries out any update', async () => {
		expect(await decide('giveup', { reason: 'DYNAMIC_UPDATE', repetition: 9 })).toEqual(
			restarted,
		);
	});

	it('fails with a parameter that is no number, and decides nothing', async () => {
		const parameters = ['often'];
		expect(await decide('giveup', { reason: 'EXIT', repetition: 0, parameters })).toEqual({
			calls: [''],
			status: 2,
		});
	});
});

describe('escalate', () => {
	it('restarts, then resets the hardware first, then gives up and tells', async () => {
		const decisions = [];
		for (let repetition = 0; repetition < 4; repetition++) {
			const parameters = ['1', '3'];
			decisions.push(
				await decide('escalate', { reason: 'HEARTBEAT', repetition, parameters }),
			);
		}
		const reset = { calls: [`service restart --reset ${COMPONENT}`], status: 0 };
		const givenUp = { calls: [`mail -s ${COMPONENT} is given up: heartbeat root`], status: 0 };
		expect(decisions).toEqual([restarted, reset, reset, givenUp]);
	});

	it('has 3 and 6 as steps unless it is told others, and no reset for updates', async () => {
		const calls = async (repetition: number, reason: Defect['reason']) =>
			(await decide('escalate', { reason, repetition })).calls[0];
		expect(await calls(2, 'EXIT')).toBe(`service restart ${COMPONENT}`);
		expect(await calls(3, 'EXIT')).toBe(`service restart --reset ${COMPONENT}`);
		expect(await calls(5, 'EXIT')).toBe(`service restart --reset ${COMPONENT}`);
		expect(await calls(6, 'EXIT')).toMatch(/^mail /);
		expect(await calls(6, 'DYNAMIC_UPDATE')).toBe(`service restart ${COMPONENT}`);
	});

	it('fails with parameters that are no numbers, and decides nothing', async () => {
		const parameters = ['3', 'x'];
		expect(await decide('escalate', { reason: 'EXIT', repetition: 9, parameters })).toEqual({
			calls: [''],
			status: 2,
		});
	});
});
