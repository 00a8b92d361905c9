/*
 * The command service in a whole guest, verb by verb, against the reincarnation
 * server as it runs there. What it tells is compared with the host's own view of
 * the process table where there is one.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import { listProcesses } from '../../../src/machine/introspect.ts';
import { Manifest } from '../../../src/machine/manifest.ts';

const MANIFEST = new URL('../../../build/os/manifest.json', import.meta.url);
const TERMINAL_COLUMNS = 80;
/** Guest time in which a component has to be back. */
const LIMIT_US = 30e6;

interface Incident {
	incident: number;
	label: string;
	class: string;
	outcome: string;
	detail: string;
	endpoint?: number;
	old_endpoint: number;
	defect_us: number;
	publish_us?: number;
}

interface Component {
	label: string;
	state: string;
	endpoint?: number;
	generation?: number;
	pid?: number;
	uid: number;
	user: string;
	heartbeat_ms: number;
	restarts: number;
	defects: Record<string, number>;
	policy: string;
	program: string;
	incidents: Incident[];
}

/** A request to the driver, which may fail. */
const READ_RANDOM = 'head -c 1 /dev/random > /dev/null 2>&1 || true';

let guest: BootedGuest;
let manifest: Manifest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
	manifest = Manifest.parse(await readFile(MANIFEST, 'utf8'));
});

afterAll(() => {
	guest?.dispose();
});

/** Output and status of the command with these arguments. */
const service = (words: string) => guest.shell(`service ${words}`);

/** Runs it, and has it succeed without a word. */
async function done(words: string): Promise<void> {
	expect(await service(words)).toEqual({ status: 0, output: '' });
}

const json = async <T>(words: string): Promise<T> => JSON.parse((await service(words)).output) as T;
const status = (label: string) => json<Component>(`status --json ${label}`);
const lastIncident = async () => (await json<Incident[]>('log --json -n 1'))[0];

/** Runs a line of shell that makes chr.random fail, and gives the incident once that is over. */
async function incidentOf(command: string): Promise<Incident | undefined> {
	const before = guest.events.length;
	const isOver = () =>
		guest.events
			.slice(before)
			.some((line) => /"ev":"publish","label":"chr.random".*"incident":[1-9]/.test(line));
	expect(await guest.shell(command)).toEqual({ status: 0, output: '' });
	await guest.machine.runUntil({ until: isOver, untilUs: guest.machine.nowUs + LIMIT_US });
	return lastIncident();
}

/** Whether the guest's /dev/random answers. */
const randomWorks = async () => (await guest.shell('head -c 8 /dev/random | wc -c')).output.trim();

describe('list', () => {
	it('has a line for each component, within 80 columns', async () => {
		const { output } = await service('list');
		const [heading, ...lines] = output.trimEnd().split('\n');
		expect(heading).toMatch(
			/^LABEL +STATE +EP +GEN +PID +USER +UPTIME +BEAT +RST +DEFECTS +POL/,
		);
		for (const label of ['ds', 'pci', 'vfs', 'mfs.root', 'blk.at_disk', 'chr.tty', 'host']) {
			expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${label} +up +\\d+ `)));
		}
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(TERMINAL_COLUMNS);
	});

	it('is what comes without a verb', async () => {
		expect((await service('')).output.split('\n')[0]).toMatch(/^LABEL +STATE/);
		expect((await service('--json')).output).toMatch(/^\[\{"label":/);
	});

	it('agrees with the process table that the host reads', async () => {
		const processes = listProcesses(guest.machine, manifest);
		for (const { label, endpoint } of await json<Component[]>('list --json')) {
			const process = processes.find((entry) => entry.label === label);
			expect([label, process?.endpoint]).toEqual([label, endpoint]);
		}
	});

	it('leaves out what is down and never failed, and says so', async () => {
		await done('up mfs.spare');
		await done('down mfs.spare');
		expect((await service('list')).output).toMatch(/\n2 more are down: service list --all\n$/);
		expect((await service('list --all')).output).toMatch(/\nmfs\.spare +down +- +- +- /);
	});
});

describe('status', () => {
	it('tells all about one component, also by its bare name', async () => {
		const { output } = await service('status at_disk');
		for (const line of [
			/^label {7}blk\.at_disk$/m,
			/^state {7}up$/m,
			/^endpoint {4}\d+ \(generation \d+ of slot \d+\)$/m,
			/^pid {9}\d+$/m,
			/^user {8}_at_disk \(\d+\), group \w+ \(\d+\)$/m,
			/^heartbeat {3}every \d+ ms, the last one [\d.]+m?s ago$/m,
			/^policy {6}restart/m,
		]) {
			expect(output).toMatch(line);
		}
	});

	it('has the pid that ps shows', async () => {
		const { pid, endpoint } = await status('chr.tty');
		expect((await guest.shell(`ps -p ${pid}`)).output).toContain('chr.tty');
		expect(pid).toBeGreaterThan(endpoint ?? 0);
	});
});

describe('restart', () => {
	it('puts a fresh instance in the place of the old one', async () => {
		const before = await status('random');
		await done('restart random');
		const after = await status('random');
		expect(after).toMatchObject({ state: 'up', restarts: before.restarts + 1 });
		expect(after.endpoint).not.toBe(before.endpoint);
		expect(await randomWorks()).toBe('8');
	});

	it('does nothing for an incident that is over', async () => {
		const before = await status('random');
		expect(await guest.shell('incident=4242 service restart random')).toEqual({
			status: 1,
			output: expect.stringContaining('does not wait for its policy any more'),
		});
		expect((await status('random')).endpoint).toBe(before.endpoint);
	});
});

describe('down and up', () => {
	it('end a component for good, and start it again', async () => {
		await done('down random');
		const down = await status('random');
		expect(down.state).toBe('down');
		expect(down).not.toHaveProperty('endpoint');
		await done('up random');
		expect(await status('random')).toMatchObject({ state: 'up', restarts: down.restarts });
		expect(await randomWorks()).toBe('8');
	});

	it('start what another file describes', async () => {
		const block = [
			'service blk.random {',
			'	program random; uid 240; gid 1;',
			'	traps receive notify sendnb senda; ipc rs vfs;',
			'	calls basic copy memory; pages 1m;',
			'	heartbeat 500ms; policy none;',
			'}',
		];
		await guest.shell('cat > /tmp/more.conf', { input: block.join('\n') });
		await done('up --config /tmp/more.conf --period 700 blk.random');
		expect(await status('blk.random')).toMatchObject({
			...{ state: 'up', uid: 240, policy: 'none', program: 'random', heartbeat_ms: 700 },
		});
	});

	it('then a bare name may mean two, which is told', async () => {
		expect(await service('kill random')).toEqual({
			status: 2,
			output: expect.stringMatching(/'random' may be \S+ or \S+: give the whole label/),
		});
	});

	it('and one whose policy is to stay dead can be replaced, but not fail', async () => {
		await done('refresh --config=/tmp/more.conf blk.random');
		await done('update --config=/tmp/more.conf blk.random /usr/lib/drivers/random');
		expect(await status('blk.random')).toMatchObject({ state: 'up', policy: 'none' });
		await done('kill blk.random');
		expect((await status('blk.random')).state).toBe('given up');
		await done('down blk.random');
	});
});

describe('refresh', () => {
	it('takes over what system.conf or an option says now', async () => {
		const before = await status('chr.random');
		await done("refresh --period=250 '--policy=restart now' chr.random");
		const changed = await status('chr.random');
		expect(changed).toMatchObject({ state: 'up', heartbeat_ms: 250, policy: 'restart now' });
		await done('refresh chr.random');
		const { heartbeat_ms, policy } = before;
		expect(await status('chr.random')).toMatchObject({ state: 'up', heartbeat_ms, policy });
	});
});

describe('update', () => {
	it('changes the program, and its restarts run the new one', async () => {
		await done('update chr.random /usr/lib/drivers/random');
		const { program } = await status('chr.random');
		expect(program).toBe('/usr/lib/drivers/random');
		expect(await incidentOf('service kill chr.random')).toMatchObject({ outcome: 'restarted' });
		expect(await status('chr.random')).toMatchObject({ state: 'up', program });
		expect(await randomWorks()).toBe('8');
	});

	it.each([
		['a text', 'echo hello > /tmp/program'],
		['a part of a program', 'head -c 20000 /usr/lib/drivers/random > /tmp/program'],
		['a program that ends at once', 'cp /bin/true /tmp/program'],
	])('to %s fails, and the old program goes on', async (_, command) => {
		const { program } = await status('chr.random');
		await guest.shell(command);
		expect(await service('update chr.random /tmp/program')).toEqual({
			status: 1,
			output: expect.stringContaining("can't update chr.random: its program"),
		});
		expect(await status('chr.random')).toMatchObject({ state: 'up', program });
		expect(await randomWorks()).toBe('8');
	});
});

describe('failures on purpose', () => {
	it.each([
		['kill', 'kill chr.random', 'killed', ''],
		['panic', 'inject chr.random panic', 'exit', 'panic'],
		['exit', 'inject chr.random exit', 'exit', 'status 1'],
		['exception', 'inject chr.random exception', 'exception', 'page fault'],
		['hang', 'inject chr.random hang', 'heartbeat', 'heartbeat'],
		['leak', 'inject chr.random leak', 'exit', 'memory'],
		['race', `inject -o 1 chr.random race; ${READ_RANDOM}`, 'exception', 'page fault'],
		['complain', 'complain chr.random data', 'complaint', 'data'],
	])(
		'%s: `service %s` is of the class %s, and it comes back',
		async (_, words, defect, detail) => {
			const before = await status('chr.random');
			const incident = await incidentOf(`service ${words}`);
			expect(incident).toMatchObject({
				...{ label: 'chr.random', class: defect, outcome: 'restarted' },
				detail: expect.stringContaining(detail),
				old_endpoint: before.endpoint,
			});
			const after = await status('chr.random');
			expect(after).toMatchObject({ state: 'up', endpoint: incident?.endpoint });
			expect(after.restarts).toBe(before.restarts + 1);
			expect(after.defects[defect]).toBe((before.defects[defect] ?? 0) + 1);
			expect(incident?.publish_us).toBeGreaterThan(incident?.defect_us ?? 0);
		},
	);
});

describe('log', () => {
	it('tells of the incidents, the newest last', async () => {
		await incidentOf('service kill chr.random');
		const { output } = await service('log chr.random');
		const [heading, ...lines] = output.trimEnd().split('\n');
		expect(heading).toMatch(/^ *NR +TIME +LABEL +CLASS +OUTCOME +TOOK +POLICY +DETAIL$/);
		expect(lines.at(-1)).toMatch(/chr\.random +killed +restarted +[\d.]+m?s +restart/);
		const numbers = lines.map((line) => Number.parseInt(line, 10));
		expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
	});

	it('ends with the last ones when only so many are wanted', async () => {
		const all = await json<Incident[]>('log --json');
		expect(all.length).toBeGreaterThan(2);
		expect(await json('log --json -n 2')).toEqual(all.slice(-2));
	});
});

describe('what can not be done', () => {
	it.each([
		['list x', 2, "there are no operands, such as 'x'"],
		['fly', 2, "there is no verb 'fly'"],
		['restart', 2, 'the label of a component is missing'],
		['restart random tty', 2, "one label, not 'tty' as well"],
		['inject random fly', 2, 'panic, exception, hang, exit, leak or race'],
		['inject --odds=3 random panic', 2, 'odds and seed are for race, not for panic'],
		['inject --odds=0 random race', 2, 'the odds has to be from 1'],
		['complain random noise', 2, 'only unasked, forged, type'],
		[
			'status nobody',
			3,
			"no component is called 'nobody'; `service list --all` shows them all",
		],
		['up "mfs.*"', 3, "no component is called 'mfs.*'"],
		['up nobody', 3, "no component is called 'nobody'"],
		['down mfs.spare', 4, 'mfs.spare is down already'],
		['down mfs.root', 1, "can't go on without it"],
		['down ramdisk', 1, "can't go on without it"],
		['kill mfs.spare', 4, 'mfs.spare is down; `service up mfs.spare` starts it'],
		['refresh mfs.spare', 4, 'mfs.spare is down'],
		['restart vfs', 1, "can't restart vfs: it is not allowed, since the system can't go on"],
		['up chr.random', 1, "can't start chr.random: it is up already"],
		['up --config=/none chr.random', 1, '/none: no such file or directory'],
		['up --policy=nonsense mfs.spare', 1, 'the policy /etc/policies/nonsense: no such file'],
		['update chr.random /none', 1, '/none: no such file or directory'],
		['update chr.random /dev/c0d0p2', 1, 'is longer than 524288 bytes'],
	])('service %s: status %i', async (words, wanted, message) => {
		expect(await service(words)).toEqual({
			status: wanted,
			output: expect.stringContaining(message),
		});
	});

	it('a mistake in a configuration is told with its line', async () => {
		await guest.shell('cat > /tmp/bad.conf', { input: 'service chr.x {\n\tprogram;\n}\n' });
		expect(await service('up --config /tmp/bad.conf chr.x')).toEqual({
			status: 1,
			output: expect.stringMatching(/^service: \/tmp\/bad\.conf: line 2/),
		});
	});

	it('nothing of it is for users', async () => {
		expect(await guest.shell('su guest -c "/sbin/service list"')).toEqual({
			status: 1,
			output: 'service: only root may give orders to the reincarnation server\n',
		});
	});
});

it.each([
	...['list', 'status', 'log', 'up', 'down', 'restart', 'refresh', 'update', 'kill'],
	...['inject', 'complain'],
])('%s explains itself and its exit statuses', async (verb) => {
	const { status: code, output } = await service(`${verb} --help`);
	expect([code, output]).toEqual([0, expect.stringContaining(`Usage: service ${verb}`)]);
	expect(output).toContain('Exit status: 0 done, 1 refused or failed, 2 wrong usage');
});
