/*
 * Policy scripts in the running system: what RS tells a script, what a process of PM's it is, and
 * what becomes of a component whose script decides, does not decide, or can't. One guest serves all
 * tests, in their order, on the virtual clock; a test waits for events, never for a time.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { decodeStream } from '../../src/telemetry/event_line.ts';
import { type Incident, incidentsAfter, noIncidents } from '../../src/telemetry/incidents.ts';
import { logText } from '../../src/telemetry/log_text.ts';

const BOOT_MS = 60_000;
const LIMIT_US = 900e6;
const DRIVER = 'chr.random';
/** What a script, its programs and the start of an instance take at most, in guest time. */
const WORK_US = 200_000;

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot({ network: { nics: [] } });
}, BOOT_MS);
afterAll(() => guest?.dispose());

/** A shell command that has to succeed; what it prints. */
async function shell(command: string): Promise<string> {
	const { status, output } = await guest.shell(command);
	expect({ command, status, output }).toEqual({ command, status: 0, output });
	return output;
}

const incidents = () =>
	decodeStream(guest.events).events.reduce(incidentsAfter, noIncidents) as readonly Incident[];
const logs = () => guest.events.map(logText).filter((text) => text !== undefined);

const newestOf = (label: string) => incidents().findLast((incident) => incident.label === label);

/** Runs the guest until the component's newest incident is what is waited for. */
async function incidentThat(
	label: string,
	isThere: (incident: Incident) => boolean,
): Promise<Incident> {
	let seen = -1;
	const until = () => {
		if (guest.events.length === seen) return false;
		seen = guest.events.length;
		const incident = newestOf(label);
		return incident !== undefined && isThere(incident);
	};
	const untilUs = guest.machine.nowUs + LIMIT_US;
	const { reason } = await guest.machine.runUntil({ until, untilUs });
	const incident = newestOf(label);
	if (reason !== 'condition' || !incident) {
		const last = guest.events.slice(-10).join('\n');
		throw new Error(`It did not come to that (${reason}):\n${last}`);
	}
	return incident;
}

/** Has the driver be looked after by that policy, which may be one of the test's own. */
async function setPolicy(label: string, policy: string, script?: string): Promise<void> {
	const file = `/etc/policies/${policy.split(' ')[0]}`;
	if (script !== undefined) await shell(`cat >${file} <<'END'\n${script}\nEND`);
	await shell(`service refresh ${label} --policy '${policy}'`);
}

const isOver = ({ phases }: Incident) =>
	phases.policyEndUs !== undefined &&
	(phases.publishUs !== undefined || phases.giveupUs !== undefined);

/** Ends the component's instance; how that was dealt with. */
async function kill(label = DRIVER): Promise<Incident> {
	const before = newestOf(label)?.number ?? 0;
	await shell(`service kill ${label}`);
	return incidentThat(label, (incident) => incident.number > before && isOver(incident));
}

const delayUs = ({ phases }: Incident) => (phases.restartUs ?? 0) - phases.defectUs;

describe('the script of the slides, as a driver’s policy', () => {
	it('waits 1, 2 and 4 seconds before the restarts after three kills in a row', async () => {
		// In the file that RS reads at boot: an update goes by that again.
		await shell(
			[
				'cd /tmp; cp /etc/system.conf system.conf',
				"block=$(grep -n '^service chr.random {' system.conf | cut -d: -f1)",
				'head -n $block system.conf >/etc/system.conf',
				"echo '	policy slides;' >>/etc/system.conf",
				'tail -n +$((block + 1)) system.conf >>/etc/system.conf',
				'service refresh random',
			].join('\n'),
		);
		for (const [repetition, seconds] of [1, 2, 4].entries()) {
			const incident = await kill();
			expect(incident).toMatchObject({ repetition, script: 'slides', scriptStatus: 0 });
			expect(delayUs(incident)).toBeGreaterThanOrEqual(seconds * 1e6);
			expect(delayUs(incident)).toBeLessThan(seconds * 1e6 + WORK_US);
		}
	});

	it('does not wait when the driver is updated', async () => {
		await shell('service update random /usr/lib/drivers/random');
		const incident = await incidentThat(DRIVER, isOver);
		expect(incident).toMatchObject({ class: 'update', script: 'slides', scriptStatus: 0 });
		expect(delayUs(incident)).toBeLessThan(WORK_US);
		await shell('cp /tmp/system.conf /etc/system.conf');
	});
});

describe('a script', () => {
	const probe = [
		'echo "$@" >/tmp/told',
		'echo $component $reason $reason_name $EXIT $EXCEPTION $KILLED $HEARTBEAT $COMPLAINT \\',
		'	$DYNAMIC_UPDATE >>/tmp/told',
		'id -u >>/tmp/told',
		'cd / && pwd >>/tmp/told',
		'cat >>/tmp/told',
		'ps -p $$ -f | tail -n 1 >/tmp/process',
		'echo said by the script',
		'sleep 50 &',
		'service restart $component',
	].join('\n');

	it('is told all about the defect, as arguments and as variables', async () => {
		await setPolicy(DRIVER, 'probe one two', probe);
		await kill();
		const lines = (await shell('cat /tmp/told')).split('\n');
		expect(lines[0]).toMatch(/^chr\.random 3 killed \d+ one two$/);
		expect(lines.slice(1)).toEqual(['chr.random 3 killed 1 2 3 4 5 6', '0', '/', '']);
	});

	it('is root’s, a child of init, without a terminal', async () => {
		expect(await shell('cat /tmp/process')).toMatch(/^root +\d+ +1 - .* sh\n$/);
	});

	it('is heard in the log', async () => {
		expect(await shell('dmesg')).toMatch(/^user: said by the script$/m);
	});

	it('leaves nothing behind but what it has started, for init to look after', async () => {
		expect((await shell('ps -ef')).match(/^root +\d+ +1 - .* (sh|sleep|policy)$/gm)).toEqual([
			expect.stringMatching(/ sleep$/),
		]);
	});
});

describe('a driver whose script does not decide', () => {
	const seen = async (policy: string, script: string, status: number, why: string) => {
		await setPolicy(DRIVER, policy, script);
		const incident = await kill();
		expect(incident).toMatchObject({ script: policy, scriptStatus: status });
		expect(incident.phases.publishUs).toBeGreaterThan(incident.phases.policyEndUs ?? 0);
		expect(logs()).toContainEqual(expect.stringContaining(`rs: chr.random: policy ${why}`));
		return incident;
	};

	it('is restarted when the script is missing, which is told', async () => {
		await setPolicy(DRIVER, 'gone', 'exit 0');
		await shell('rm /etc/policies/gone');
		expect(await kill()).toMatchObject({ script: 'gone', scriptStatus: 2 });
		expect(logs()).toContainEqual(
			expect.stringMatching(/^rs: chr\.random: policy gone failed with status 2: restarted/),
		);
	});

	it('is restarted when the script fails', async () => {
		await seen('failing', 'exit 3', 3, 'failing failed with status 3');
	});

	it('is restarted when the script cannot be read', async () => {
		await setPolicy(DRIVER, 'folder', '');
		await shell('rm /etc/policies/folder; mkdir /etc/policies/folder');
		expect(await kill()).toMatchObject({ script: 'folder', scriptStatus: 2 });
	});

	it('is restarted when the script is killed', async () => {
		await seen('killed', 'kill -9 $$', 128 + 9, 'killed was ended by signal 9');
	});

	it('is restarted when the script hangs, whose processes are ended', async () => {
		// A script that decides in between: RS gives up after five that do not, in a row.
		await setPolicy(DRIVER, 'restart');
		await kill();
		const { phases, repetition } = await seen(
			'hanging',
			'sleep 1000 &\nsleep 1001',
			-110,
			'hanging did not end',
		);
		const limitUs = (120 + 2 ** repetition) * 1e6; // time for an exponential back-off is added
		expect((phases.policyEndUs ?? 0) - phases.defectUs).toBeLessThan(limitUs + 1e6);
		expect(await shell('ps -ef')).not.toMatch(/sleep 100|policy/);
		expect((await shell('ps -ef')).match(/ sleep$/gm) ?? []).toEqual([]);
	});

	it('is given up when the script ends well without a restart', async () => {
		await setPolicy(DRIVER, 'resigned', 'exit 0');
		expect(await kill()).toMatchObject({
			scriptStatus: 0,
			state: 'given-up',
			giveupDetail: 'its policy did not restart it',
		});
		await shell(`service up ${DRIVER}`);
	});
});

describe('the shipped scripts', () => {
	it('generic leaves a mail to the administrator in the queue', async () => {
		await setPolicy('mfs.data', 'generic admin@example.org');
		const incident = await kill('mfs.data');
		expect(incident).toMatchObject({ repetition: 0, scriptStatus: 0 });
		expect(delayUs(incident)).toBeGreaterThanOrEqual(1e6);
		expect(delayUs(incident)).toBeLessThan(1e6 + WORK_US);
		expect(await shell('mail -q')).toMatch(
			/^\S+ +\d+ +to admin@example\.org +mfs\.data failed: killed\n$/,
		);
	});

	it('giveup gives up after as many times as it is told, and writes to root', async () => {
		await setPolicy('mfs.data', 'giveup 2');
		expect(await kill('mfs.data')).toMatchObject({ repetition: 1, scriptStatus: 0 });
		expect(await kill('mfs.data')).toMatchObject({ repetition: 2, state: 'given-up' });
		expect(await shell('mail')).toMatch(/^ +1 .* mfs\.data is given up: killed$/m);
		await shell('service restart mfs.data');
	});

	it('escalate has the hardware reset, then gives up', async () => {
		await setPolicy('blk.at_disk', 'escalate 1 2');
		expect(await kill('blk.at_disk')).toMatchObject({ repetition: 0, scriptStatus: 0 });
		const logged = logs().length;
		expect(await kill('blk.at_disk')).toMatchObject({ repetition: 1, scriptStatus: 0 });
		expect(logs().slice(logged)).toContainEqual(
			expect.stringMatching(/^rs: a device of blk\.at_disk is (not )?reset/),
		);
		expect(await kill('blk.at_disk')).toMatchObject({ repetition: 2, state: 'given-up' });
		await shell('service restart at_disk');
	});
});

describe('signals to servers and drivers', () => {
	beforeAll(() => setPolicy(DRIVER, 'restart'));

	const refused = async (command: string) => (await guest.shell(command)).output;
	const pidOf = async (label: string) =>
		(await shell(`ps -s | grep '^${label} '`)).split(/ +/)[1] ?? expect.fail(`no ${label}`);

	it('are for root to send, to who is there, and none but those that end', async () => {
		const pid = await pidOf(DRIVER);
		expect(Number(pid)).toBeGreaterThan(40000);
		expect(await shell(`kill -0 ${pid}`)).toBe('');
		expect(await refused(`kill -USR1 ${pid}`)).toBe('sh: 1: kill: invalid argument\n');
		expect(await refused(`su guest -c "kill -9 ${pid}"`)).toMatch(/operation not permitted\n$/);
		expect(await refused('kill -9 40255')).toBe('sh: 1: kill: no such process\n');
	});

	it.each(['pm', 'rs'])('do nothing to %s', async (label) => {
		expect(await refused(`kill -9 ${await pidOf(label)}`)).toMatch(
			/operation not permitted\n$/,
		);
	});

	it.each(['KILL', 'TERM'])(
		'end an instance by SIG%s, and the policy restarts it',
		async (name) => {
			const before = newestOf(DRIVER)?.number ?? 0;
			const pid = await pidOf(DRIVER);
			await shell(`kill -${name} ${pid}`);
			const incident = await incidentThat(
				DRIVER,
				(one) => one.number > before && isOver(one),
			);
			expect(incident).toMatchObject({ class: 'killed', scriptStatus: 0 });
			expect(await pidOf(DRIVER)).not.toBe(pid);
		},
	);
});

it('no script waits behind programs that are loaded from a file server which hangs', async () => {
	const before = newestOf(DRIVER)?.number ?? 0;
	await shell(
		[
			// Killed when the programs hang, and before heartbeats tell why.
			"ps -s | grep '^chr.random ' | { read label pid rest; sleep 1.4; kill -9 $pid; } &",
			'sleep 1',
			'service inject mfs.usr hang',
			// Unlike the shell, env does not look for a program before it executes it.
			...Array.from({ length: 6 }, () => 'env /usr/bin/seq 1 >/dev/null 2>&1 &'),
			'wait',
		].join('\n'),
	);
	const incident = await incidentThat(DRIVER, ({ number }) => number > before);
	const hang = await incidentThat('mfs.usr', ({ phases }) => phases.publishUs !== undefined);
	expect(incident).toMatchObject({ class: 'killed', scriptStatus: 0 });
	expect(delayUs(incident)).toBeLessThan(WORK_US);
	expect(hang.phases.defectUs).toBeGreaterThan(incident.phases.publishUs ?? Infinity);
});
