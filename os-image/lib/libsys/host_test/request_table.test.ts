import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from './wasm.test-support.ts';

interface Harness {
	requests_reset(): void;
	request_limit(): number;
	request_take(target: number, type: number): number;
	request_is_pending(id: number): number;
	request_pending_count(): number;
	request_match(source: number, type: number, id: number): number;
	request_release(id: number, answered: number): void;
	request_age(index: number): void;
}

/** enum request_breach */
const Breach = { none: 0, unknown: 1, stranger: 2, type: 3, duplicate: 4, late: 5 } as const;
const REPLY_BIT = 0x8000;
const TYPE = 0x601;
const DRIVER = 0x105;
const OTHER_DRIVER = 0x106;
const CASES = 1_000;

let table: Harness;

beforeAll(async () => {
	table = (await compileToWasm([
		'os-image/lib/libsys/host_test/harness.c',
		'os-image/lib/libsys/timer_set.c',
		'os-image/lib/libsys/request_table.c',
	])) as unknown as Harness;
});

beforeEach(() => table.requests_reset());

describe('the table of requests', () => {
	it('matches the reply that has the id, the type and the sender', () => {
		const id = table.request_take(DRIVER, TYPE);
		expect(table.request_match(DRIVER, TYPE | REPLY_BIT, id)).toBe(Breach.none);
	});

	it('knows a reply by another process from the one asked', () => {
		const id = table.request_take(DRIVER, TYPE);
		expect(table.request_match(OTHER_DRIVER, TYPE | REPLY_BIT, id)).toBe(Breach.stranger);
	});

	it('knows a reply of another type', () => {
		const id = table.request_take(DRIVER, TYPE);
		expect(table.request_match(DRIVER, (TYPE + 1) | REPLY_BIT, id)).toBe(Breach.type);
	});

	it('tells a repeated reply from a late one', () => {
		const answered = table.request_take(DRIVER, TYPE);
		const givenUp = table.request_take(DRIVER, TYPE);
		table.request_release(answered, 1);
		table.request_release(givenUp, 0);
		expect(table.request_match(DRIVER, TYPE | REPLY_BIT, answered)).toBe(Breach.duplicate);
		expect(table.request_match(DRIVER, TYPE | REPLY_BIT, givenUp)).toBe(Breach.late);
	});

	it('takes no id for a request that never was, 0 included', () => {
		for (const id of [0, 1, 63, 64, 0x7fffffff, 0xffffffff]) {
			expect(table.request_match(DRIVER, TYPE | REPLY_BIT, id)).toBe(Breach.unknown);
		}
	});

	it('is full after its limit, and has room again when one has ended', () => {
		const ids = Array.from({ length: table.request_limit() }, () =>
			table.request_take(DRIVER, TYPE),
		);
		expect(table.request_take(DRIVER, TYPE)).toBe(0);
		table.request_release(ids[17] ?? 0, 1);
		expect(table.request_take(DRIVER, TYPE)).toBeGreaterThan(0);
	});

	it('starts the generations of an entry over without ever giving out id 0', () => {
		table.request_age(0);
		const id = table.request_take(DRIVER, TYPE);
		expect(id).toBe(table.request_limit());
	});

	it(`agrees with a list of all requests ever made, in ${CASES} random histories`, () => {
		for (let seed = 1; seed <= CASES; seed++) playHistory(new SeededRandom(seed), seed);
	});
});

interface Known {
	id: number;
	target: number;
	type: number;
	state: 'pending' | 'answered' | 'given up';
}

/** Only the latest request of an entry is told apart; what came before counts as unknown. */
function expectedBreach(history: readonly Known[], source: number, type: number, id: number) {
	const limit = table.request_limit();
	const latest = history.findLast((known) => known.id % limit === id % limit);
	if (latest?.id !== id) return Breach.unknown;
	if (latest.target !== source) return Breach.stranger;
	if (latest.state === 'answered') return Breach.duplicate;
	if (latest.state === 'given up') return Breach.late;
	return type === (latest.type | REPLY_BIT) ? Breach.none : Breach.type;
}

function playHistory(random: SeededRandom, seed: number) {
	const history: Known[] = [];
	const pending: Known[] = [];
	const limit = table.request_limit();
	table.requests_reset();
	for (let step = 0; step < 200; step++) {
		const where = `seed ${seed}, step ${step}`;
		const target = DRIVER + random.below(3);
		const type = TYPE + random.below(2);
		const action = random.below(10);
		if (action < 5) {
			const id = table.request_take(target, type);
			if (pending.length === limit) {
				expect(id, where).toBe(0);
				continue;
			}
			if (id <= 0 || history.some((known) => known.id === id)) {
				expect.fail(`${where}: id ${id} was given out before, or is none`);
			}
			const known: Known = { id, target, type, state: 'pending' };
			history.push(known);
			pending.push(known);
		} else if (action < 8 && history.length > 0) {
			const asked = random.pick(history);
			const id = random.below(8) === 0 ? random.below(2 ** 31) : asked.id;
			const source = random.below(3) === 0 ? target : asked.target;
			const reply = (random.below(4) === 0 ? type : asked.type) | REPLY_BIT;
			const breach = table.request_match(source, reply, id);
			expect(breach, where).toBe(expectedBreach(history, source, reply, id));
		} else if (pending.length > 0) {
			const ended = random.pick(pending);
			pending.splice(pending.indexOf(ended), 1);
			ended.state = random.below(2) === 0 ? 'answered' : 'given up';
			table.request_release(ended.id, ended.state === 'answered' ? 1 : 0);
			expect(table.request_is_pending(ended.id), where).toBe(0);
		}
		if (table.request_pending_count() !== pending.length) expect.fail(`${where}: wrong count`);
	}
}
