/*
 * What happens when recovery itself is disturbed: components that fail together, or
 * again while they come back, or at each start; policy scripts that don't do their
 * work; mad complainers; and failures without end.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BUILTIN_POLICY, type Component, recoverableComponents } from './components.ts';
import { defectNamed } from './defects.ts';
import { isOver, latestOf, RecoveryLab } from './recovery_lab.ts';
import { killTogether } from './two_at_once.ts';
import { differences } from './world.ts';

const BOOT_MS = 120_000;
const SECOND_US = 1e6;
/** Of the guest: blocks of system.conf that a test tries. */
const CONFIG = '/tmp/tried.conf';
/** In which RS comes to an end with a component that does not come up, delays included. */
const GIVING_UP_US = 120 * SECOND_US;
/** After that RS ends a policy script (proto/pm_rs.h), and restarts the component itself. */
const SCRIPT_LIMIT_US = 120 * SECOND_US;
const RECOVERY_US = 20 * SECOND_US;

const components = await recoverableComponents();
let lab: RecoveryLab;

beforeAll(async () => {
	lab = await RecoveryLab.boot(components, { updates: false });
}, BOOT_MS);
afterEach(() => lab.reset());
afterAll(() => lab?.dispose());

function componentNamed(label: string): Component {
	const component = components.find((each) => each.label === label);
	if (!component) throw new Error(`system.conf has no component ${label} that is restarted.`);
	return component;
}

/** Writes a block of system.conf for a component of no importance. */
async function configure(label: string, program: string, argumentList: string, policy: string) {
	const block = [
		`service ${label} {`,
		`	program ${program}; arguments ${argumentList};`,
		'	uid 250; gid 1; traps receive notify sendnb senda;',
		`	ipc rs; calls basic; pages 1m; policy ${policy};`,
		'}',
	];
	const bytes = new TextEncoder().encode(block.join('\n'));
	await lab.guest.during(lab.guest.channel.put(CONFIG, bytes));
}

const kill = (label: string) => lab.order({ verb: 'kill', label });
const latest = (label: string) => latestOf(componentNamed(label), lab.incidents());
const isBack = (label: string) => isOver(latest(label), componentNamed(label));
const attemptsOf = (label: string) =>
	lab.events().filter((event) => event.ev === 'restart' && event.label === label).length;

describe('two crashes at once', () => {
	const neighbours = components.map((component, index) => {
		const next = components[(index + 1) % components.length] ?? component;
		return { names: `${component.label} and ${next.label}`, pair: [component, next] };
	});

	it.each(neighbours)('are two incidents, of $names', async ({ pair }) => {
		expect((await killTogether(lab, pair)).problems).toEqual([]);
	});
});

describe('a crash during recovery', () => {
	it.each(['blk.at_disk', 'mfs.data'])('supersedes the first one, of %s', async (label) => {
		const before = lab.look();
		const stop = lab.killAtRestarts(label, 1);
		await kill(label);
		await lab.runUntil(() => lab.incidents().length > 1 && isBack(label), RECOVERY_US);
		stop();
		expect(lab.incidents()).toMatchObject([
			{ label, class: 'killed', state: 'superseded' },
			{ label, class: 'killed', endpoint: lab.incidents()[0]?.newEndpoint },
		]);
		expect(isBack(label)).toBe(true);
		expect(await lab.shell(componentNamed(label).probe)).toMatchObject({ status: 0 });
		expect(differences(before, await lab.settle(before), [label])).toEqual([]);
	});
});

describe('a component that dies at each start', () => {
	it('is given up after a few tries, and the rest goes on', async () => {
		const before = lab.look();
		// A program that ends at once, since it has no part of that name.
		await configure('t.dud', 'libsystest', 'nothing', 'restart');
		expect(await lab.shell(`service up -c ${CONFIG} t.dud`)).not.toMatchObject({ status: 0 });
		const isGivenUp = () => lab.events().some((event) => event.ev === 'giveup');
		expect(await lab.runUntil(isGivenUp, GIVING_UP_US)).toBe(true);
		expect(attemptsOf('t.dud')).toBeLessThanOrEqual(5);
		expect(await lab.shell('service status t.dud')).toMatchObject({
			output: expect.stringMatching(/given up/),
		});
		expect(differences(before, await lab.settle(before), [])).toEqual([]);
	});

	it.each(['pci', 'blk.at_disk'])(
		'since it is killed comes back when that ends: %s',
		async (label) => {
			const before = lab.look();
			const stop = lab.killAtRestarts(label);
			await kill(label);
			await lab.runFor(SECOND_US);
			stop();
			await lab.runUntil(() => isBack(label), GIVING_UP_US);
			if (latest(label)?.state === 'given-up') await lab.order({ verb: 'restart', label });
			expect(await lab.shell(componentNamed(label).probe)).toMatchObject({ status: 0 });
			expect(differences(before, await lab.settle(before), [label])).toEqual([]);
		},
	);
});

it('1,000 kills in a row of those that RS restarts by itself leave nothing behind', async () => {
	const builtin = components.filter(({ policy }) => policy === BUILTIN_POLICY);
	const killed = defectNamed('killed');
	const before = lab.look();
	for (let count = 0; count < 1000; count++) {
		const component = builtin[count % builtin.length];
		if (component) await lab.fail(component, killed);
	}
	for (const { probe } of builtin) {
		expect(await lab.shell(probe)).toMatchObject({ status: 0 });
	}
	const labels = builtin.map(({ label }) => label);
	const after = await lab.settle(before);
	expect(differences(before, after, labels)).toEqual([]);
	expect(after.freeFrames).toBe(before.freeFrames);
	const incidents = lab.incidents();
	expect(incidents).toHaveLength(1000);
	expect(incidents.filter((incident) => incident.class !== 'killed')).toEqual([]);
}, 180_000);

describe('a storm of complaints', () => {
	const victim = 'chr.random';
	const STORM_US = SECOND_US;
	/** recovery_complaint.c: complaints of one accuser in a minute that RS hears. */
	const HEARD = 5;

	/** A component that does nothing but complain about the victim. */
	async function startMadComponent(): Promise<void> {
		await configure('t.mad', 'libsystest', `complainer ${victim}`, 'none');
		expect(await lab.shell(`service up -c ${CONFIG} t.mad`)).toMatchObject({ status: 0 });
	}

	/** The victim's block of system.conf, with one more who may complain about it. */
	async function allowMadComponent(): Promise<void> {
		const text = new TextDecoder().decode(
			await lab.guest.during(lab.guest.channel.get('/etc/system.conf')),
		);
		const more = new TextEncoder().encode(
			text.replaceAll('complain vfs;', 'complain vfs t.mad;'),
		);
		await lab.guest.during(lab.guest.channel.put(CONFIG, more));
		const refreshed = await lab.shell(`service refresh -c ${CONFIG} ${victim}`);
		expect(refreshed).toMatchObject({ status: 0 });
	}

	const complaints = () => lab.events().filter((event) => event.ev === 'complaint');

	it('of someone who has no business with it restarts nobody', async () => {
		const before = lab.look();
		await startMadComponent();
		await lab.runFor(STORM_US);
		expect(await lab.shell('ls /usr/bin >/dev/null')).toMatchObject({ status: 0 });
		expect(differences(before, lab.look(), [])).toEqual(['t.mad was not there before']);
		expect(lab.incidents()).toEqual([]);
	});

	it('of someone who may complain restarts the accused a few times, and the world goes on', async () => {
		await allowMadComponent();
		const before = lab.look();
		const earlier = lab.incidents().length;
		await startMadComponent();
		await lab.runFor(STORM_US);
		expect(await lab.shell('ls /usr/bin >/dev/null')).toMatchObject({ status: 0 });
		const came = lab.incidents().slice(earlier);
		expect(came.map((incident) => incident.class)).toEqual(Array(HEARD).fill('complaint'));
		expect(complaints().filter((event) => event.accepted)).toHaveLength(HEARD);
		expect(complaints().length).toBeLessThanOrEqual(HEARD + 1);
		await lab.order({ verb: 'down', label: 't.mad' });
		expect(differences(before, await lab.settle(before), [victim])).toEqual([]);
	});
});

describe('a policy script', () => {
	const label = 'chr.random';
	const isDone = () => isBack(label) || latest(label)?.state === 'given-up';

	/** Gives the component a script of its own. */
	async function usePolicy(text: string): Promise<void> {
		const script = new TextEncoder().encode(`#!/bin/sh\n${text}\n`);
		await lab.guest.during(lab.guest.channel.put('/etc/policies/tried', script, 0o755));
		const refreshed = await lab.shell(`service refresh --policy=tried ${label}`);
		expect(refreshed).toMatchObject({ status: 0 });
	}

	it.each([
		['is missing', '', 'rm /etc/policies/tried'],
		['fails', 'exit 3', 'true'],
		['is killed', 'kill -9 $$', 'true'],
	])('that %s is replaced by a restart of RS', async (_what, text, then) => {
		await usePolicy(text);
		await lab.shell(then);
		const before = lab.look();
		await kill(label);
		await lab.runUntil(isDone, RECOVERY_US);
		expect(latest(label)).toMatchObject({ class: 'killed', script: 'tried', attempts: 1 });
		expect(latest(label)?.scriptStatus).not.toBe(0);
		expect(differences(before, await lab.settle(before), [label])).toEqual([]);
	});

	it('that hangs is ended with all that it began, and the component restarted', async () => {
		await usePolicy('sleep 1000 & sleep 1000');
		const before = lab.look();
		await kill(label);
		await lab.runUntil(isDone, SCRIPT_LIMIT_US + RECOVERY_US);
		expect(latest(label)).toMatchObject({ state: 'restored', attempts: 1 });
		expect(differences(before, await lab.settle(before), [label])).toEqual([]);
	});

	it('that never does its work ends in giving up', async () => {
		await usePolicy('exit 3');
		for (let count = 0; count < 20 && latest(label)?.state !== 'given-up'; count++) {
			await kill(label);
			await lab.runUntil(isDone, GIVING_UP_US);
		}
		expect(latest(label)).toMatchObject({ state: 'given-up' });
		expect(attemptsOf(label)).toBeLessThanOrEqual(6);
	});

	it('that ends well and did not restart has given up', async () => {
		await usePolicy('exit 0');
		await kill(label);
		await lab.runUntil(isDone, RECOVERY_US);
		expect(latest(label)).toMatchObject({ state: 'given-up', scriptStatus: 0 });
		expect(attemptsOf(label)).toBe(1); // that of the refresh
	});
});
