/** The data store's logic, on this machine. What it does in the guest is in dstest. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../lib/libsys/host_test/wasm.test-support.ts';
import {
	ALL_TYPES,
	EEXIST,
	ENOENT,
	ENOSPC,
	EPERM,
	empty,
	OWNED_BYTES_MAX,
	OWNED_MAX,
	patternMatches,
	runHistory,
	Store,
	Type,
} from './ds.test-support.ts';

const HISTORIES = 1_000;
const A = 10;
const B = 11;
const PATTERNS_MAX = 16;

let store: Store;

beforeAll(async () => {
	store = await Store.build();
});
afterEach(() => {
	store.raw.limit_memory(2 ** 31);
	empty(store);
});

function start(): void {
	store.up(A, 'a');
	store.up(B, 'b');
	for (const place of [A, B]) store.raw.notifications(place);
}

describe('keys and patterns', () => {
	it('are made of letters, digits and . _ -, and fit their field', () => {
		for (const good of ['a', 'blk.at_disk', 'A-9', 'x'.repeat(27)]) {
			expect(store.isKey(good), good).toBe(true);
		}
		for (const bad of ['', 'a b', 'a/b', 'a*', 'ä', 'x'.repeat(28)]) {
			expect(store.isKey(bad), bad).toBe(false);
		}
		expect(store.isPattern('*.disk*')).toBe(true);
		expect(store.isPattern('a?')).toBe(false);
		expect(store.isPattern('*'.repeat(28))).toBe(false);
	});

	it('match as a regular expression would, in 20,000 random pairs', () => {
		const random = new SeededRandom(7);
		const text = (letters: string) =>
			Array.from({ length: 1 + random.below(9) }, () => random.pick([...letters])).join('');
		for (let pair = 0; pair < 20_000; pair++) {
			const [pattern, key] = [text('ab.**'), text('ab.')];
			if (store.matches(pattern, key) !== patternMatches(pattern, key))
				expect.fail(`${pattern} and ${key}`);
		}
	});
});

describe('the store', () => {
	it('keeps numbers, strings, memories and labels of one key apart', () => {
		start();
		expect(store.publish(A, Type.u32, 'k', 7)).toBe(0);
		expect(store.publish(A, Type.label, 'k', 0x105)).toBe(0);
		expect(store.publish(A, Type.string, 'k', Buffer.from('seven'))).toBe(0);
		expect(store.publish(B, Type.memory, 'k', Buffer.alloc(65_536, 9))).toBe(0);
		expect(store.read(Type.u32, 'k')).toBe(7);
		expect(store.read(Type.label, 'k')).toBe(0x105);
		expect(store.read(Type.string, 'k')).toEqual(Buffer.from('seven'));
		expect(store.read(Type.memory, 'k')).toEqual(Buffer.alloc(65_536, 9));
	});

	it('lets nobody change what another label owns', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		expect(store.publish(B, Type.u32, 'k', 2)).toBe(EPERM);
		expect(store.read(Type.u32, 'k')).toBe(1);
	});

	it('lets the successor of a component change what that left', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		store.raw.component_dies(A);
		store.up(A, 'a');
		expect(store.publish(A, Type.u32, 'k', 2)).toBe(0);
	});

	it('does not overwrite unless it is told to', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		expect(store.publish(A, Type.u32, 'k', 2, false)).toBe(EEXIST);
	});

	it('takes so many entries and bytes of one owner, and the others have theirs all the same', () => {
		start();
		for (let n = 0; n < OWNED_MAX; n++) {
			expect(store.publish(A, Type.u32, `k${n}`, n)).toBe(0);
		}
		expect(store.publish(A, Type.u32, 'more', 1)).toBe(ENOSPC);
		expect(store.publish(A, Type.u32, 'k0', 1)).toBe(0);
		expect(store.publish(B, Type.u32, 'more', 1)).toBe(0);
		const half = Buffer.alloc(OWNED_BYTES_MAX / 2);
		expect(store.publish(B, Type.memory, 'half', half)).toBe(0);
		expect(store.publish(B, Type.memory, 'all', half)).toBe(0);
		expect(store.publish(B, Type.string, 'drop', Buffer.alloc(1, 1))).toBe(ENOSPC);
		expect(store.publish(B, Type.memory, 'all', half.subarray(1))).toBe(0);
		expect(store.publish(B, Type.string, 'drop', Buffer.alloc(1, 1))).toBe(0);
	});

	it('has room for 64 owners with all they may have', () => {
		for (let place = 0; place < 64; place++) {
			store.up(place, place === 0 ? 'rs' : `owner${place}`);
			for (let n = 0; n < OWNED_MAX - 2; n++) {
				if (store.publish(place, Type.u32, `k${place}.${n}`, n) !== 0)
					expect.fail(`${place}`);
			}
			for (const key of ['x', 'y']) {
				const half = Buffer.alloc(OWNED_BYTES_MAX / 2, place);
				expect(store.publish(place, Type.memory, `${key}${place}`, half)).toBe(0);
			}
		}
		store.up(64 - 1, 'one_more');
		expect(store.publish(63, Type.u32, 'k', 1)).toBe(ENOSPC);
		for (let place = 1; place < 64; place++) store.gone(`owner${place}`);
	});

	it('keeps what it has when the kernel has no memory for more', () => {
		start();
		store.publish(A, Type.memory, 'm', Buffer.alloc(100, 5));
		store.raw.limit_memory(2 * 4096);
		expect(store.publish(A, Type.memory, 'm', Buffer.alloc(9_000, 6))).toBe(ENOSPC);
		expect(store.publish(B, Type.memory, 'n', Buffer.alloc(9_000, 6))).toBe(ENOSPC);
		expect(store.read(Type.memory, 'm')).toEqual(Buffer.alloc(100, 5));
		expect(store.raw.mapped_bytes()).toBe(2 * 4096);
	});

	it('forgets all that a label owns when RS says that it is gone', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		store.publish(A, Type.memory, 'm', Buffer.alloc(10));
		store.publish(B, Type.u32, 'other', 1);
		store.gone('a');
		expect(store.read(Type.u32, 'k')).toBeUndefined();
		expect(store.read(Type.memory, 'm')).toBeUndefined();
		expect(store.read(Type.u32, 'other')).toBe(1);
		store.gone('b');
	});
});

describe('subscriptions', () => {
	it('tell changes in order, of each entry the last, after one notification', () => {
		start();
		store.subscribe(B, 'k*');
		store.publish(A, Type.u32, 'k1', 1);
		store.publish(A, Type.u32, 'k2', 1);
		store.publish(A, Type.u32, 'other', 1);
		store.publish(A, Type.u32, 'k1', 2);
		expect(store.raw.notifications(B)).toBe(1);
		expect(store.checkAll(B)).toEqual(['published 1 k2', 'published 1 k1']);
		expect(store.raw.notifications(B)).toBe(0);
		store.publish(A, Type.u32, 'k2', 3);
		expect(store.raw.notifications(B)).toBe(1);
	});

	it('tell what is there already to those who want it, and only to them', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		store.subscribe(A, '*');
		store.subscribe(B, '*', ALL_TYPES, true);
		expect(store.raw.notifications(A)).toBe(0);
		expect(store.raw.notifications(B)).toBe(1);
		expect(store.checkAll(A)).toEqual([]);
		expect(store.checkAll(B)).toEqual(['published 1 k']);
	});

	it('tell of types that were asked for', () => {
		start();
		store.subscribe(B, '*', 1 << Type.string);
		store.publish(A, Type.u32, 'k', 1);
		expect(store.raw.notifications(B)).toBe(0);
		store.publish(A, Type.string, 's', Buffer.from('x'));
		expect(store.checkAll(B)).toEqual(['published 2 s']);
	});

	it('tell once what two patterns match', () => {
		start();
		store.subscribe(B, 'k*');
		store.subscribe(B, '*1');
		store.publish(A, Type.u32, 'k1', 1);
		expect(store.checkAll(B)).toEqual(['published 1 k1']);
	});

	it('tell that entries were deleted, and forget them when all were told', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		store.subscribe(A, '*');
		store.subscribe(B, '*');
		expect(store.remove(Type.u32, 'k')).toBe(0);
		expect(store.remove(Type.u32, 'k')).toBe(ENOENT);
		expect(store.checkAll(A)).toEqual(['deleted 1 k']);
		expect(store.raw.deleted_entries()).toBe(1);
		expect(store.checkAll(B)).toEqual(['deleted 1 k']);
		expect(store.raw.entries()).toBe(0);
	});

	it('tell nobody of deletions before the subscription', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		store.subscribe(A, '*');
		store.remove(Type.u32, 'k');
		store.subscribe(B, '*', ALL_TYPES, true);
		expect(store.checkAll(B)).toEqual([]);
	});

	it('tell of a deleted key that another took over as published, though that was refused first', () => {
		start();
		for (const key of ['all', 'of', 'it'])
			store.publish(A, Type.memory, key, Buffer.alloc(OWNED_BYTES_MAX / 3));
		store.publish(B, Type.string, 'k', Buffer.from('x'));
		store.subscribe(B, 'k');
		store.remove(Type.string, 'k');
		expect(store.publish(A, Type.string, 'k', Buffer.from('y'))).toBe(ENOSPC);
		expect(store.raw.deleted_entries()).toBe(1);
		store.remove(Type.memory, 'all');
		expect(store.publish(A, Type.string, 'k', Buffer.from('y'))).toBe(0);
		expect(store.checkAll(B)).toEqual(['published 2 k']);
	});

	it('tell of private memory only its owner', () => {
		start();
		store.subscribe(A, '*');
		store.subscribe(B, '*');
		store.publish(A, Type.memory, 'm', Buffer.alloc(1));
		expect(store.raw.notifications(B)).toBe(0);
		expect(store.checkAll(B)).toEqual([]);
		expect(store.checkAll(A)).toEqual(['published 3 m']);
	});

	it('end with unsubscribing', () => {
		start();
		store.publish(A, Type.u32, 'k', 1);
		store.subscribe(B, '*');
		store.remove(Type.u32, 'k');
		expect(store.unsubscribe(B, '*')).toBe(0);
		expect(store.unsubscribe(B, '*')).toBe(ENOENT);
		expect(store.checkAll(B)).toEqual([]);
		expect(store.raw.deleted_entries()).toBe(0);
	});

	it('end with their endpoint: the successor is told nothing', () => {
		start();
		store.subscribe(B, '*');
		store.publish(A, Type.u32, 'k', 1);
		store.raw.component_dies(B);
		store.up(B, 'b');
		expect(store.checkAll(B)).toEqual([]);
	});

	it('of the dead hold nothing back: found by a notification, or by the next sweep', () => {
		start();
		store.publish(A, Type.u32, 'k1', 1);
		store.publish(A, Type.u32, 'k2', 1);
		store.subscribe(B, '*');
		store.raw.component_dies(B);
		store.remove(Type.u32, 'k1');
		expect(store.raw.deleted_entries()).toBe(0);
		store.up(B, 'b');
		store.subscribe(B, '*');
		store.remove(Type.u32, 'k2');
		store.raw.component_dies(B);
		expect(store.raw.deleted_entries()).toBe(1);
		store.raw.sweep();
		expect(store.raw.deleted_entries()).toBe(0);
	});

	it(`are at most ${PATTERNS_MAX} of one subscriber`, () => {
		start();
		for (let n = 0; n < PATTERNS_MAX; n++) expect(store.subscribe(B, `k${n}`)).toBe(0);
		expect(store.subscribe(B, 'more')).toBe(ENOSPC);
		expect(store.subscribe(B, 'k3', 1 << Type.label)).toBe(0);
		store.unsubscribe(B, 'k5');
		expect(store.subscribe(B, 'more')).toBe(0);
	});

	it('of one that never asks cost no more after 1,000 rounds, and it learns the last deletions', () => {
		start();
		store.subscribe(B, '*');
		for (let round = 0; round < 1_000; round++) {
			store.publish(A, Type.string, `k${round}`, Buffer.alloc(200, 1));
			store.remove(Type.string, `k${round}`);
		}
		expect(store.raw.entries()).toBe(OWNED_MAX);
		expect(store.raw.mapped_bytes()).toBe(4096);
		const last = Array.from({ length: OWNED_MAX }, (_, n) => `deleted 2 k${968 + n}`);
		expect(store.checkAll(B)).toEqual(last);
	});
});

describe('the backup', () => {
	const values = (count: number) =>
		Array.from({ length: count }, (_, n) => Buffer.alloc(n * 397, 1 + n));

	function fill(): Buffer[] {
		start();
		const all = values(30);
		for (const [n, value] of all.entries()) {
			store.publish(A, Type.memory, `m${n}`, Buffer.alloc(5000, 7));
			store.publish(A, Type.memory, `m${n}`, value);
		}
		store.publish(B, Type.u32, 'number', 42);
		store.publish(B, Type.string, 'text', Buffer.from('words'));
		return all;
	}

	it('gives the next instance all that was stored, and whose it is; labels come from RS', () => {
		const all = fill();
		store.up(12, 'rs');
		store.publish(12, Type.label, 'a', 1);
		store.remove(Type.memory, 'm3');
		store.restart();
		start();
		for (const [n, value] of all.entries()) {
			expect(store.read(Type.memory, `m${n}`)).toEqual(n === 3 ? undefined : value);
		}
		expect(store.read(Type.u32, 'number')).toBe(42);
		expect(store.read(Type.string, 'text')).toEqual(Buffer.from('words'));
		expect(store.read(Type.label, 'a')).toBeUndefined();
		expect(store.publish(A, Type.u32, 'number', 1)).toBe(EPERM);
		expect(store.publish(B, Type.u32, 'number', 1)).toBe(0);
	});

	const RESTARTS = 100;
	const FLIPS = 10;

	it(`with ${RESTARTS * FLIPS} flipped bits, ${FLIPS} at a time, gives no wrong value and keeps what is sound`, () => {
		const all = fill();
		const sound = Buffer.from(store.kept);
		const random = new SeededRandom(11);
		const used = sound.findLastIndex((byte) => byte !== 0);
		let lost = 0;
		for (let turn = 0; turn < RESTARTS; turn++) {
			const { kept } = store;
			kept.set(sound);
			for (let flip = 0; flip < FLIPS; flip++) {
				const at = random.below(used);
				kept[at] = (kept[at] ?? 0) ^ (1 << random.below(8));
			}
			store.restart();
			const missing = all.filter((value, n) => {
				const found = store.read(Type.memory, `m${n}`);
				if (found !== undefined && !value.equals(found as Buffer))
					expect.fail(`turn ${turn}: m${n}`);
				return found === undefined;
			});
			expect(missing.length).toBeLessThanOrEqual(FLIPS);
			if (missing.length > 0) expect(store.raw.log_lines()).toBeGreaterThan(1);
			lost += missing.length;
		}
		expect(lost).toBeGreaterThan(100);
	});

	it('of noise is empty, and is used again', () => {
		start();
		const random = new SeededRandom(5);
		for (const at of store.kept.keys()) store.kept[at] = random.below(256);
		store.restart();
		start();
		expect(store.raw.entries()).toBe(0);
		store.publish(A, Type.u32, 'k', 1);
		store.restart();
		start();
		expect(store.read(Type.u32, 'k')).toBe(1);
	});

	it('that is full refuses nobody: what has no room in it ends with the instance', () => {
		const owners = 8;
		for (let n = 0; n < owners; n++) {
			store.up(A + n, `o${n}`);
			for (let each = 0; each < 3; each++) {
				const value = Buffer.alloc(OWNED_BYTES_MAX / 3, 1 + n);
				expect(store.publish(A + n, Type.memory, `k${n}.${each}`, value)).toBe(0);
			}
		}
		store.restart();
		expect(store.raw.entries()).toBeGreaterThan(10);
		expect(store.raw.entries()).toBeLessThan(3 * owners);
		for (let n = 0; n < owners; n++) store.gone(`o${n}`);
	});
});

it(`does what a simple model does, in ${HISTORIES} random histories`, () => {
	for (let seed = 1; seed <= HISTORIES; seed++) runHistory(store, seed);
});
