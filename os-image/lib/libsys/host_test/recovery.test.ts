import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from './wasm.test-support.ts';

interface Harness {
	reset(): void;
	start(target: number, type: number, flags: number, deadlineUs: bigint): number;
	die(endpoint: number): void;
	resend_all(old: number, fresh: number, cause: number, refused: number): number;
	gone(endpoint: number): void;
	reply(source: number, type: number, id: number, status: number): void;
	advance_to(us: bigint): void;
	uses(endpoint: number, cause: number): void;
	make_complaint(endpoint: number, reason: number): void;
	judge_replies(): void;
	may_complain(endpoint: number, us: bigint): number;
	count_of(list: number): number;
	field_of(list: number, index: number, field: number): number;
	pending(): number;
	reason_of(id: number): number;
}

const List = { posted: 0, ended: 1, events: 2, told: 3 } as const;
/** enum defect_class */
const Cause = { exception: 2, killed: 3, complaint: 5, update: 6 } as const;
/** enum rs_reason */
const Reason = { unasked: 1, forged: 2, type: 3, deadline: 6 } as const;
const EPERM = 1;
const EIO = 5;
const EPIPE = 32;
const EDEADEP = 200;
const ETIMEDOUT = 110;
const EMOVED = 204;
const HOLD = 1;
const COMPLAIN = 2;
const OPEN_ENDED = 4;
const RS = 0x101;
const READ = 0x603;
const CREATE = 0x605;
const NEVER = 2n ** 64n - 1n;
const MOVED_US = 1_000_000n;
const PATIENCE_US = 10_000_000n;
const COMPLAINTS_EACH = 4;
const COMPLAINTS_UNDER_WAY = 2;
const POISON_CASES = 1_000;

let libsys: Harness;

beforeAll(async () => {
	const folder = 'os-image/lib/libsys';
	libsys = (await compileToWasm([
		`${folder}/host_test/recovery_harness.c`,
		...['request', 'request_table', 'timer_set', 'recovery', 'recovery_suspects'].map(
			(name) => `${folder}/${name}.c`,
		),
		...['complain', 'complaint_limit'].map((name) => `${folder}/${name}.c`),
		...['memory', 'copy', 'compare', 'scan'].map(
			(name) => `os-image/lib/libc/string/${name}.c`,
		),
	])) as unknown as Harness;
});

let nowUs = 0n;
beforeEach(() => {
	nowUs += 1_000_000_000n; // no complaint or timer of an earlier test counts any more
	libsys.advance_to(nowUs);
	libsys.reset();
});

function notes(list: number): [number, number, number][] {
	return Array.from({ length: libsys.count_of(list) }, (_, index) => [
		libsys.field_of(list, index, 0),
		libsys.field_of(list, index, 1),
		libsys.field_of(list, index, 2),
	]);
}

const held = (target: number, deadlineUs = NEVER) => libsys.start(target, READ, HOLD, deadlineUs);
const sentTo = (endpoint: number) =>
	notes(List.posted)
		.filter(([target]) => target === endpoint)
		.map(([, id]) => id);
const heard = new Set<number>();
/** RS answers the complaints that it has not answered yet. */
function hearComplaints(status = 0) {
	for (const [target, id, type] of notes(List.posted)) {
		if (target !== RS || heard.has(id)) continue;
		heard.add(id);
		libsys.reply(RS, type, id, status);
	}
}
const ends = () => notes(List.ended).map(([id, status]) => [id, status]);

describe('requests to a component that fails', () => {
	it('go to its successor with their ids, in the order in which they were started', () => {
		const ids = [held(20), held(20), held(20)];
		libsys.die(20);
		ids.push(held(20));
		expect(libsys.resend_all(20, 21, Cause.exception, 0)).toBe(4);
		expect(sentTo(21)).toEqual(ids);
		for (const id of ids) libsys.reply(21, READ, id, 0);
		expect(ends()).toEqual(ids.map((id) => [id, 0]));
	});

	it('end at once when there will be no successor', () => {
		const sent = held(20);
		libsys.die(20);
		const heldOnly = held(20);
		libsys.gone(20);
		expect(ends()).toEqual([
			[sent, -EDEADEP],
			[heldOnly, -EDEADEP],
		]);
	});

	it('end when they have been held up to their deadline, and nobody is blamed', () => {
		libsys.die(20);
		const id = libsys.start(20, READ, HOLD | COMPLAIN, nowUs + 100n);
		libsys.advance_to(nowUs + 100n);
		expect(ends()).toEqual([[id, -ETIMEDOUT]]);
		expect(sentTo(RS)).toEqual([]);
	});

	it('are told apart by whether the old instance may have begun with them', () => {
		const begun = libsys.start(20, CREATE, HOLD, NEVER);
		libsys.die(20);
		const notBegun = libsys.start(20, CREATE, HOLD, NEVER);
		libsys.resend_all(20, 21, Cause.exception, CREATE);
		expect(ends()).toEqual([[begun, -EPIPE]]);
		expect(sentTo(21)).toEqual([notBegun]);
	});
});

describe('requests to a component that is replaced by an update', () => {
	it('wait for the successor when they are given back, and count as not begun', () => {
		const id = libsys.start(20, CREATE, HOLD, NEVER);
		libsys.reply(20, CREATE, id, -EMOVED);
		expect(ends()).toEqual([]);
		libsys.resend_all(20, 21, Cause.update, CREATE);
		expect(sentTo(21)).toEqual([id]);
	});

	it('are sent again in their order when it goes on after all', () => {
		const ids = [held(20), held(20)];
		for (const id of ids.toReversed()) libsys.reply(20, READ, id, -EMOVED);
		libsys.advance_to(nowUs + MOVED_US - 1n);
		expect(sentTo(20)).toEqual(ids);
		libsys.advance_to(nowUs + MOVED_US);
		expect(sentTo(20)).toEqual([...ids, ...ids]);
	});

	it('end with the status when their client does not hold them', () => {
		const id = libsys.start(20, READ, 0, NEVER);
		libsys.reply(20, READ, id, -EMOVED);
		expect(notes(List.ended)).toEqual([[id, 0, 1]]);
	});
});

describe('a deadline that a component misses', () => {
	it('is complained about once, and its successor can still answer the request', () => {
		const id = libsys.start(20, READ, HOLD | COMPLAIN, nowUs + 100n);
		libsys.advance_to(nowUs + 100n);
		const [complaint] = sentTo(RS);
		expect(libsys.reason_of(complaint ?? 0)).toBe(Reason.deadline);
		hearComplaints();
		libsys.die(20);
		libsys.resend_all(20, 21, Cause.complaint, 0);
		libsys.reply(21, READ, id, 7);
		expect(notes(List.ended)).toEqual([[id, 0, 1]]);
		expect(sentTo(RS)).toHaveLength(1);
	});

	it('ends all that are overdue at once when RS does not hear the complaint', () => {
		const ids = [100n, 101n].map((us) => libsys.start(20, READ, HOLD | COMPLAIN, nowUs + us));
		libsys.advance_to(nowUs + 101n);
		expect(sentTo(RS)).toHaveLength(1);
		hearComplaints(-EPERM);
		expect(ends()).toEqual(ids.map((id) => [id, -ETIMEDOUT]));
	});

	it('ends the request when nothing has come of the complaint for a while', () => {
		const id = libsys.start(20, READ, HOLD | COMPLAIN, nowUs + 100n);
		libsys.advance_to(nowUs + 100n);
		hearComplaints();
		libsys.advance_to(nowUs + 100n + PATIENCE_US - 1n);
		expect(ends()).not.toContainEqual([id, -ETIMEDOUT]);
		libsys.advance_to(nowUs + 100n + PATIENCE_US);
		expect(ends()).toContainEqual([id, -ETIMEDOUT]);
	});
});

describe('a request that kills', () => {
	/** Kills the instance as `cause`, and publishes the next. */
	function next(endpoint: number, cause: number = Cause.exception) {
		libsys.die(endpoint);
		libsys.resend_all(endpoint, endpoint + 1, cause, 0);
		return endpoint + 1;
	}

	it('is sent alone after two deaths, and fails after it was alone at two more', () => {
		const [harmless, poison] = [held(20), held(20)];
		let instance = next(next(20));
		expect(sentTo(instance)).toEqual([harmless]);
		libsys.reply(instance, READ, harmless ?? 0, 0);
		expect(sentTo(instance)).toEqual([harmless, poison]);
		instance = next(next(instance));
		expect(ends()).toEqual([
			[harmless, 0],
			[poison, -EIO],
		]);
		expect(sentTo(instance)).toEqual([]);
	});

	it('keeps new requests waiting only while suspects are tried', () => {
		const [suspect, other] = [held(20), held(20)];
		const instance = next(next(20));
		const fresh = held(instance);
		expect(sentTo(instance)).toEqual([suspect]);
		libsys.reply(instance, READ, suspect ?? 0, 0);
		libsys.reply(instance, READ, other ?? 0, 0);
		expect(sentTo(instance)).toEqual([suspect, other, fresh]);
	});

	it('is looked for among those that will end, and nothing waits for what may never do so', () => {
		const openEnded = libsys.start(20, READ, HOLD | OPEN_ENDED, NEVER);
		const [first, second] = [held(20), held(20)];
		const instance = next(next(20));
		expect(sentTo(instance)).toEqual([first]);
		libsys.reply(instance, READ, first ?? 0, 0);
		libsys.reply(instance, READ, second ?? 0, 0);
		const fresh = held(instance);
		expect(sentTo(instance)).toEqual([first, second, openEnded, fresh]);
	});

	it('is not suspected because of kills by an operator or updates', () => {
		const ids = [held(20), held(20)];
		let instance = 20;
		for (let kills = 0; kills < 50; kills++) {
			instance = next(instance, kills % 2 === 0 ? Cause.killed : Cause.update);
		}
		expect(sentTo(instance)).toEqual(ids);
		expect(ends()).toEqual([]);
	});

	it(`fails alone, with a bounded number of restarts, in ${POISON_CASES} random cases`, () => {
		for (let seed = 1; seed <= POISON_CASES; seed++) {
			libsys.reset();
			playPoison(new SeededRandom(seed), `seed ${seed}`);
		}
	});
});

/**
 * An instance answers what it was sent, in any order, until it takes up a poisonous request:
 * that kills it. Some requests are there from the start, others come meanwhile.
 */
function playPoison(random: SeededRandom, where: string) {
	const isPoison = new Map<number, boolean>();
	const early = 1 + random.below(40);
	let late = random.below(2) === 0 ? 0 : random.below(40);
	let instance = 20;
	let restarts = 0;
	const poisonous = () => [...isPoison.values()].filter(Boolean).length;
	const add = () => isPoison.set(held(instance), random.below(8) === 0);
	for (let count = 0; count < early; count++) add();
	const earlyPoison = poisonous();
	const hasLate = late > 0;
	for (let step = 0; libsys.pending() > 0 || late > 0; step++) {
		if (step > 2_000) expect.fail(`${where}: it does not come to an end`);
		const done = new Set(ends().map(([id]) => id));
		const open = sentTo(instance).filter((id) => !done.has(id));
		if (late > 0 && (open.length === 0 || random.below(3) === 0)) {
			late--;
			add();
			continue;
		}
		if (open.length === 0) expect.fail(`${where}: requests wait for nothing`);
		const id = random.pick(open);
		if (!isPoison.get(id)) {
			libsys.reply(instance, READ, id, 0);
			continue;
		}
		libsys.die(instance);
		if (late > 0 && random.below(2) === 0) {
			late--;
			add();
		}
		libsys.resend_all(instance, instance + 1, Cause.exception, 0);
		instance++;
		restarts++;
	}
	const statuses = new Map(notes(List.ended).map(([id, status]) => [id, status]));
	for (const [id, poison] of isPoison) {
		if (statuses.get(id) !== (poison ? -EIO : 0)) expect.fail(`${where}: request ${id}`);
	}
	const bound = hasLate ? 4 * poisonous() : 2 + 2 * earlyPoison;
	if (restarts > bound) expect.fail(`${where}: ${restarts} restarts, at most ${bound} expected`);
}

describe('a fresh instance', () => {
	it('is told of when it is used, and again when it has answered for the first time', () => {
		libsys.uses(21, Cause.exception);
		const ids = [held(21), held(21)];
		for (const id of ids) libsys.reply(21, READ, id, 3);
		const told = notes(List.events).map(([kind, ep]) => [String.fromCharCode(kind), ep]);
		expect(told).toEqual([
			['i', 21], // reintegrate
			['c', 21], // recovered
		]);
		expect(notes(List.told)).toEqual([[RS, 21, 0]]);
	});

	it('does not work yet when all it says is that its device fails', () => {
		libsys.uses(21, 0);
		libsys.reply(21, READ, held(21), -EIO);
		expect(notes(List.told)).toEqual([]);
		libsys.reply(21, READ, held(21), 0);
		expect(notes(List.told)).toEqual([[RS, 21, 0]]);
		expect(notes(List.events)).toEqual([]);
	});
});

describe('complaints', () => {
	it('name what was wrong with a reply, and blame nobody for a late one', () => {
		libsys.judge_replies();
		const asked = held(20);
		libsys.reply(20, CREATE, asked, 0);
		libsys.reply(21, READ, asked, 0);
		expect(sentTo(RS).map((id) => libsys.reason_of(id))).toEqual([Reason.type, Reason.forged]);
		hearComplaints();
		libsys.reply(20, READ, asked, 0);
		libsys.reply(20, READ, asked, 0);
		const [, , again] = sentTo(RS);
		expect(libsys.reason_of(again ?? 0)).toBe(Reason.unasked);
		const given = libsys.start(22, READ, 0, nowUs + 1n);
		libsys.advance_to(nowUs + 1n);
		libsys.reply(22, READ, given, 0);
		expect(sentTo(RS)).toHaveLength(3);
	});

	it('wait for RS two at a time', () => {
		for (const endpoint of [20, 21, 22, 23]) libsys.make_complaint(endpoint, Reason.type);
		expect(sentTo(RS)).toHaveLength(COMPLAINTS_UNDER_WAY);
	});

	it('are limited for each instance and period, however many instances there are', () => {
		const about = (endpoint: number, us: bigint) => libsys.may_complain(endpoint, nowUs + us);
		for (let count = 0; count < COMPLAINTS_EACH; count++) expect(about(30, 0n)).toBe(1);
		expect(about(30, 999_999n)).toBe(0);
		expect(about(31, 999_999n)).toBe(1);
		expect(about(30, 1_000_000n)).toBe(1);
		for (let endpoint = 40; endpoint < 140; endpoint++) expect(about(endpoint, 0n)).toBe(1);
	});
});
