import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from './wasm.test-support.ts';

interface Harness {
	timer_limit(): number;
	timers_reset(): void;
	timer_arm_at(index: number, deadlineUs: bigint): number;
	timer_arm_again(index: number, deadlineUs: bigint): void;
	timer_cancel_at(index: number): void;
	timer_next(): bigint;
	timer_expire(nowUs: bigint): number;
	timer_fired(index: number): number;
}

const EAGAIN = 11;
const NEVER = -1n;
const CASES = 1_000;

let timers: Harness;

beforeAll(async () => {
	timers = (await compileToWasm([
		'os-image/lib/libsys/host_test/harness.c',
		'os-image/lib/libsys/timer_set.c',
		'os-image/lib/libsys/request_table.c',
	])) as unknown as Harness;
});

beforeEach(() => timers.timers_reset());

function expire(nowUs: number): number[] {
	const count = timers.timer_expire(BigInt(nowUs));
	return Array.from({ length: count }, (_, index) => timers.timer_fired(index));
}

/** What the set ought to do, said in the simplest way. */
class Model {
	readonly armed = new Map<number, { deadlineUs: number; order: number }>();
	#nowUs = 0;
	#order = 0;

	arm(index: number, deadlineUs: number) {
		this.armed.delete(index);
		this.armed.set(index, {
			deadlineUs: Math.max(deadlineUs, this.#nowUs),
			order: this.#order++,
		});
	}

	inOrder() {
		return [...this.armed.entries()].sort(
			([, a], [, b]) => a.deadlineUs - b.deadlineUs || a.order - b.order,
		);
	}

	next(): bigint {
		const first = this.inOrder()[0];
		return first ? BigInt(first[1].deadlineUs) : NEVER;
	}

	expire(nowUs: number): number[] {
		this.#nowUs = nowUs;
		const due = this.inOrder().filter(([, { deadlineUs }]) => deadlineUs <= nowUs);
		for (const [index] of due) this.armed.delete(index);
		return due.map(([index]) => index);
	}
}

describe('a set of timers', () => {
	it('has no next deadline when it is empty', () => {
		expect(timers.timer_next()).toBe(NEVER);
		expect(expire(1_000)).toEqual([]);
	});

	it('fires timers of the same time in the order they were armed', () => {
		for (const index of [5, 3, 9, 1]) timers.timer_arm_at(index, 70n);
		expect(expire(69)).toEqual([]);
		expect(expire(70)).toEqual([5, 3, 9, 1]);
	});

	it('moves a timer that is armed again', () => {
		timers.timer_arm_at(0, 10n);
		timers.timer_arm_at(1, 20n);
		timers.timer_arm_at(0, 30n);
		expect(expire(25)).toEqual([1]);
		expect(expire(30)).toEqual([0]);
	});

	it('refuses one more than it has room for, and takes it once another has gone', () => {
		const limit = timers.timer_limit();
		for (let index = 0; index < limit; index++) {
			expect(timers.timer_arm_at(index, BigInt(index))).toBe(0);
		}
		expect(timers.timer_arm_at(limit, 1n)).toBe(-EAGAIN);
		timers.timer_cancel_at(7);
		expect(timers.timer_arm_at(limit, 1n)).toBe(0);
	});

	it('lets a timer that always finds itself due fire once a call, behind older ones', () => {
		timers.timer_arm_again(0, 1n);
		timers.timer_arm_at(0, 1n);
		timers.timer_arm_at(1, 50n);
		timers.timer_arm_at(2, 60n);
		expect(expire(55)).toEqual([0, 1]);
		expect(expire(60)).toEqual([0, 2]);
		expect(expire(61)).toEqual([0]);
	});

	it(`does as a sorted list would, in ${CASES} random histories`, () => {
		for (let seed = 1; seed <= CASES; seed++) {
			const random = new SeededRandom(seed);
			const model = new Model();
			const timerCount = 2 + random.below(40);
			let nowUs = 0;
			timers.timers_reset();
			for (let step = 0; step < 120; step++) {
				const index = random.below(timerCount);
				const action = random.below(10);
				if (action < 6) {
					const deadlineUs = Math.max(0, nowUs - 10 + random.below(60));
					expect(timers.timer_arm_at(index, BigInt(deadlineUs))).toBe(0);
					model.arm(index, deadlineUs);
				} else if (action < 8) {
					timers.timer_cancel_at(index);
					model.armed.delete(index);
				} else {
					nowUs += random.below(25);
					expect(expire(nowUs), `seed ${seed}, step ${step}`).toEqual(
						model.expire(nowUs),
					);
				}
				if (timers.timer_next() !== model.next()) {
					expect.fail(`seed ${seed}, step ${step}: the next deadline differs`);
				}
			}
		}
	});
});
