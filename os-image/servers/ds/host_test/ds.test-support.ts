/**
 * The data store's logic, compiled to WebAssembly, behind calls that take strings; and a simple
 * model of what it ought to do, with random histories that compare the two.
 */
import { isDeepStrictEqual } from 'node:util';
import {
	compileWasmModule,
	SeededRandom,
} from '../../../lib/libsys/host_test/wasm.test-support.ts';

export const Type = { u32: 1, string: 2, memory: 3, label: 4 } as const;
export const Kind = { published: 1, deleted: 2 } as const;
export const ALL_TYPES = 0b11110;
export const ENOENT = -2;
export const EPERM = -1;
export const EEXIST = -17;
export const ENOSPC = -28;
export const KEY_LENGTH = 28;
export const OWNED_MAX = 32;
export const OWNED_BYTES_MAX = 192 * 1024;

interface Exports {
	memory: WebAssembly.Memory;
	io_at(): number;
	mapped_bytes(): number;
	kept_at(): number;
	kept_bytes(): number;
	restore(): void;
	log_lines(): number;
	limit_memory(bytes: number): void;
	component_up(place: number): void;
	component_dies(place: number): void;
	notifications(place: number): number;
	sweep(): void;
	component_gone(): void;
	publish(place: number, type: number, value: number, length: number, over: number): number;
	read_value(type: number): number;
	read_number(type: number): number;
	remove_entry(type: number): number;
	entries(): number;
	deleted_entries(): number;
	subscribe(place: number, types: number, initial: number): number;
	unsubscribe(place: number): number;
	check(place: number): number;
	key_is_good(): number;
	pattern_is_good(): number;
	matches(): number;
}

/** A change that a subscriber is told: "published 1 key", the type as a number. */
const changeText = (kind: number, type: number, key: string): string =>
	`${kind === Kind.published ? 'published' : 'deleted'} ${type} ${key}`;

export class Store {
	#raw: Exports;
	readonly #module: WebAssembly.Module;

	private constructor(module: WebAssembly.Module) {
		this.#module = module;
		this.#raw = this.#instantiate();
		this.#raw.restore();
	}

	static async build(): Promise<Store> {
		const server = 'os-image/servers/ds';
		const files = ['store', 'values', 'subscriptions', 'changes'];
		return new Store(
			await compileWasmModule([
				...[...files, 'recovery', 'recovery_backup'].map((name) => `${server}/${name}.c`),
				`${server}/host_test/harness.c`,
				'os-image/lib/libsys/ds_pattern.c',
				...['memory', 'compare', 'copy', 'scan'].map(
					(name) => `os-image/lib/libc/string/${name}.c`,
				),
			]),
		);
	}

	#instantiate(): Exports {
		return new WebAssembly.Instance(this.#module).exports as unknown as Exports;
	}

	get raw(): Exports {
		return this.#raw;
	}

	/** The backup, as it is now. */
	get kept(): Buffer {
		return Buffer.from(this.raw.memory.buffer, this.raw.kept_at(), this.raw.kept_bytes());
	}

	/** Another instance, which finds what this one kept. */
	restart(): void {
		const kept = this.kept;
		this.#raw = this.#instantiate();
		this.kept.set(kept);
		this.#raw.restore();
	}

	#io(offset: number, length: number): Buffer {
		return Buffer.from(this.raw.memory.buffer, this.raw.io_at() + offset, length);
	}

	#name(text: string, offset = 0): void {
		const room = this.#io(offset, text.length + 1);
		room.write(text, 'latin1');
		room[text.length] = 0;
	}

	up(place: number, label: string): void {
		this.#name(label);
		this.raw.component_up(place);
	}

	gone(label: string): void {
		this.#name(label);
		this.raw.component_gone();
	}

	publish(place: number, type: number, key: string, value: number | Buffer, over = true): number {
		this.#name(key);
		if (typeof value === 'number') return this.raw.publish(place, type, value, 0, Number(over));
		this.#io(KEY_LENGTH, value.length).set(value);
		return this.raw.publish(place, type, 0, value.length, Number(over));
	}

	/** The value, or undefined when there is no such entry. */
	read(type: number, key: string): number | Buffer | undefined {
		this.#name(key);
		const length = this.raw.read_value(type);
		if (length === ENOENT) return undefined;
		if (type === Type.u32 || type === Type.label) return this.raw.read_number(type);
		return Buffer.from(this.#io(KEY_LENGTH, length));
	}

	remove(type: number, key: string): number {
		this.#name(key);
		return this.raw.remove_entry(type);
	}

	subscribe(place: number, pattern: string, types = ALL_TYPES, initial = false): number {
		this.#name(pattern);
		return this.raw.subscribe(place, types, Number(initial));
	}

	unsubscribe(place: number, pattern: string): number {
		this.#name(pattern);
		return this.raw.unsubscribe(place);
	}

	/** What it is told next. */
	check(place: number): string | undefined {
		const told = this.raw.check(place);
		if (told === 0) return undefined;
		const name = this.#io(0, KEY_LENGTH);
		const key = name.subarray(0, name.indexOf(0)).toString('latin1');
		return changeText(told >> 8, told & 0xff, key);
	}

	/** All that it is told, in order. */
	checkAll(place: number): string[] {
		const told: string[] = [];
		for (;;) {
			const change = this.check(place);
			if (!change) return told;
			told.push(change);
		}
	}

	isKey(text: string): boolean {
		this.#name(text);
		return this.raw.key_is_good() !== 0;
	}

	isPattern(text: string): boolean {
		this.#name(text);
		return this.raw.pattern_is_good() !== 0;
	}

	matches(pattern: string, key: string): boolean {
		this.#name(key);
		this.#name(pattern, KEY_LENGTH);
		return this.raw.matches() !== 0;
	}
}

const meanings = new Map<string, RegExp>();

/** What a pattern means, said with a regular expression. */
export function patternMatches(pattern: string, key: string): boolean {
	let meaning = meanings.get(pattern);
	if (!meaning) {
		const escaped = pattern.replace(/[.-]/g, '\\$&').replaceAll('*', '.*');
		meaning = new RegExp(`^${escaped}$`);
		meanings.set(pattern, meaning);
	}
	return meaning.test(key);
}

interface ModelEntry {
	type: number;
	key: string;
	owner: string;
	value: number | Buffer;
	isDeleted: boolean;
	changed: number;
}

interface ModelPattern {
	types: number;
	/** What was deleted by then never mattered. */
	since: number;
	/** What is to be told, of whatever type. */
	pending: Set<ModelEntry>;
}

/** Keeps for each pattern the list of what it is to be told, as the store does not. */
class Model {
	entries: ModelEntry[] = [];
	readonly labels: string[] = [];
	readonly patterns: Map<string, ModelPattern>[] = [];
	#changes = 0;

	up(place: number, label: string): void {
		this.labels[place] = label;
		this.patterns[place] = new Map();
		this.#settle();
	}

	find(type: number, key: string): ModelEntry | undefined {
		return this.entries.find((e) => e.type === type && e.key === key && !e.isDeleted);
	}

	publish(
		place: number,
		type: number,
		key: string,
		value: number | Buffer,
		over: boolean,
	): number {
		const owner = this.labels[place] ?? '';
		const old = this.find(type, key);
		if (old && old.owner !== owner) return EPERM;
		if (old && !over) return EEXIST;
		const own = this.entries.filter((e) => e.owner === owner && !e.isDeleted && e !== old);
		const size = (held: number | Buffer) => (typeof held === 'number' ? 0 : held.length);
		const bytes = own.reduce((sum, e) => sum + size(e.value), size(value));
		if (own.length === OWNED_MAX || bytes > OWNED_BYTES_MAX) return ENOSPC;
		this.#drop((e) => e.type === type && e.key === key);
		const fresh = { type, key, owner, value, isDeleted: false, changed: 0 };
		this.entries.push(fresh);
		this.#changed(fresh);
		return 0;
	}

	remove(type: number, key: string): number {
		const entry = this.find(type, key);
		if (!entry) return ENOENT;
		entry.isDeleted = true;
		this.#changed(entry);
		const deleted = this.entries
			.filter((e) => e.isDeleted && e.owner === entry.owner)
			.sort((a, b) => a.changed - b.changed);
		if (deleted.length > OWNED_MAX) this.#drop((e) => e === deleted[0]);
		this.#settle();
		return 0;
	}

	gone(label: string): void {
		const owned = this.entries.filter((e) => e.owner === label && !e.isDeleted);
		for (const { type, key } of owned.sort((a, b) => a.changed - b.changed))
			this.remove(type, key);
	}

	subscribe(place: number, text: string, types: number, initial: boolean): void {
		const old = this.patterns[place]?.get(text);
		const pattern = old ?? { types, since: this.#changes, pending: new Set() };
		pattern.types = types;
		this.patterns[place]?.set(text, pattern);
		for (const entry of initial ? this.entries : [])
			if (
				patternMatches(text, entry.key) &&
				(!entry.isDeleted || entry.changed > pattern.since)
			)
				pattern.pending.add(entry);
		this.#settle();
	}

	unsubscribe(place: number, text: string): number {
		const had = this.patterns[place]?.delete(text);
		this.#settle();
		return had ? 0 : ENOENT;
	}

	check(place: number): string | undefined {
		const awaited = this.entries.filter((entry) => this.#awaits(place, entry));
		const next = awaited.sort((a, b) => a.changed - b.changed)[0];
		if (!next) return undefined;
		for (const { pending } of this.patterns[place]?.values() ?? [])
			for (const entry of pending) if (entry.changed <= next.changed) pending.delete(entry);
		this.#settle();
		const kind = next.isDeleted ? Kind.deleted : Kind.published;
		return changeText(kind, next.type, next.key);
	}

	#awaits(place: number, entry: ModelEntry): boolean {
		if (entry.type === Type.memory && entry.owner !== this.labels[place]) return false;
		return [...(this.patterns[place]?.values() ?? [])].some(
			({ types, pending }) => types & (1 << entry.type) && pending.has(entry),
		);
	}

	#changed(entry: ModelEntry): void {
		entry.changed = ++this.#changes;
		for (const patterns of this.patterns)
			for (const [text, { pending }] of patterns ?? [])
				if (patternMatches(text, entry.key)) pending.add(entry);
	}

	#drop(which: (entry: ModelEntry) => boolean): void {
		for (const entry of this.entries.filter(which))
			for (const patterns of this.patterns)
				for (const { pending } of patterns?.values() ?? []) pending.delete(entry);
		this.entries = this.entries.filter((entry) => !which(entry));
	}

	#settle(): void {
		const isAwaited = (entry: ModelEntry) =>
			this.patterns.some((_, place) => this.#awaits(place, entry));
		this.#drop((entry) => entry.isDeleted && !isAwaited(entry));
	}
}

const LABELS = ['a', 'b', 'c', 'd'];
const PATTERNS = ['*', 'key.*', '*1', 'key.1', 'k*2*', 'other'];
const FIRST_PLACE = 10;

/** One history of 100 operations. Throws, naming the seed and the step, where the two differ. */
export function runHistory(store: Store, seed: number): void {
	const random = new SeededRandom(seed);
	const model = new Model();
	const keys = Array.from({ length: 3 + random.below(60) }, (_, index) => `key.${index}`);
	const place = () => FIRST_PLACE + random.below(LABELS.length);
	const start = (which: number) => {
		const label = LABELS[which - FIRST_PLACE] ?? '';
		store.up(which, label);
		store.raw.sweep();
		model.up(which, label);
	};
	for (const [index] of LABELS.entries()) start(FIRST_PLACE + index);
	for (let step = 0; step < 100; step++) {
		const same = (what: string, found: unknown, expected: unknown) => {
			if (found === expected || isDeepStrictEqual(found, expected)) return;
			throw new Error(`seed ${seed}, step ${step}: ${what}: ${found}, not ${expected}`);
		};
		const type = 1 + random.below(4);
		const key = random.pick(keys);
		const action = random.below(20);
		if (action < 8) {
			const value =
				type === Type.string || type === Type.memory
					? randomBytes(random, type === Type.string ? 256 : 65_536)
					: random.below(2 ** 31);
			const args = [place(), type, key, value, random.below(4) > 0] as const;
			same('publishing', store.publish(...args), model.publish(...args));
		} else if (action < 10) {
			same('deleting', store.remove(type, key), model.remove(type, key));
		} else if (action < 11) {
			const label = random.pick(LABELS);
			store.gone(label);
			model.gone(label);
		} else if (action < 13) {
			const types = random.below(2) === 0 ? ALL_TYPES : 1 << type;
			const args = [place(), random.pick(PATTERNS), types, random.below(2) === 0] as const;
			store.subscribe(...args);
			model.subscribe(...args);
		} else if (action < 14) {
			const args = [place(), random.pick(PATTERNS)] as const;
			same('unsubscribing', store.unsubscribe(...args), model.unsubscribe(...args));
		} else if (action < 15) {
			const dead = place();
			store.raw.component_dies(dead);
			start(dead);
		} else {
			const who = place();
			same('a change', store.check(who), model.check(who));
		}
		const held = model.find(type, key);
		same('a value', store.read(type, key), held?.value);
		same('entries', store.raw.entries(), model.entries.length);
	}
	empty(store);
}

function randomBytes(random: SeededRandom, limit: number): Buffer {
	const bytes = Buffer.alloc(random.below(random.below(8) === 0 ? limit + 1 : 300) % (limit + 1));
	bytes.fill(1 + random.below(255));
	if (bytes.length > 0) bytes[bytes.length - 1] = random.below(256);
	return bytes;
}

/** Ends all components for good; then nothing may be left. */
export function empty(store: Store): void {
	for (let place = 0; place < 64; place++) store.raw.component_dies(place);
	for (const label of [...LABELS, 'rs']) store.gone(label);
	store.raw.sweep();
	const left = store.raw.entries();
	if (left > 0 || store.raw.mapped_bytes() > 0)
		throw new Error(`${left} entries and ${store.raw.mapped_bytes()} bytes are left.`);
}
