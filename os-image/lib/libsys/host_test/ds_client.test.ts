/**
 * The data store's client, compiled to WebAssembly: the test plays the data store, which may be
 * absent, dead, new, or mad.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileWasmModule } from './wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	io_at(): number;
	subscribe(offset: number, types: number, which: number): void;
	want_restarts(): void;
	restart_count(): number;
	told_at(index: number): number;
	operate(operation: number, valueOrLength: number): number;
	operations_done(): number;
	last_status(): number;
	last_number(): number;
	grants(): number;
	set_data_store(endpointOrError: number): void;
	heartbeat(): void;
	notify(source: number): number;
	complained(): number;
	let_timer_fire(): number;
	asked(): number;
	answer(): void;
	fail(error: number): void;
}

const SUBSCRIBE = 0x304;
const CHECK = 0x306;
const PUBLISHED = 1;
const DELETED = 2;
const U32 = 1;
const LABEL = 4;
const LABELS = 1 << LABEL;
const ALL_TYPES = 0b11110;
const NONE = -2;
const EPERM = -1;
const EAGAIN = -11;
const EPROTO = -71;
const EDEADEP = -200;
const ETIMEDOUT = -110;
/** enum rs_reason */
const Complaint = { none: 0, length: 5, deadline: 6, data: 7 } as const;
const FIRST = 0x10a;
const SECOND = 0x20a;
const CHECKS_MAX = 256;
const PATTERNS_AT = 1024;
const Operation = { publishU32: 0, retrieveU32: 1, store: 2, fetch: 3, delete: 4 } as const;

let module: WebAssembly.Module;
let client: Harness;
let patternsEnd: number;

beforeAll(async () => {
	const libsys = 'os-image/lib/libsys';
	module = await compileWasmModule([
		...['ds_client', 'ds_values', 'recovery_ds', 'ds_pattern'].map((n) => `${libsys}/${n}.c`),
		`${libsys}/host_test/ds_client_harness.c`,
		...['memory', 'compare', 'copy', 'scan'].map((n) => `os-image/lib/libc/string/${n}.c`),
	]);
});

beforeEach(async () => {
	const instance = await WebAssembly.instantiate(module);
	client = instance.exports as unknown as Harness;
	patternsEnd = PATTERNS_AT;
});

const io = () => new DataView(client.memory.buffer, client.io_at(), 4096);

function write(offset: number, text: string): void {
	for (const [index, byte] of [...Buffer.from(`${text}\0`, 'latin1')].entries())
		io().setUint8(offset + index, byte);
}

function readText(offset: number): string {
	let text = '';
	for (let at = offset; io().getUint8(at) !== 0; at++)
		text += String.fromCharCode(io().getUint8(at));
	return text;
}

function subscribe(pattern: string, types = ALL_TYPES, which = 0): void {
	write(patternsEnd, pattern);
	client.subscribe(patternsEnd, types, which);
	patternsEnd += pattern.length + 1;
}

function asked(): string {
	const type = client.asked();
	if (type === SUBSCRIBE) return `subscribe ${readText(12)} ${io().getUint32(4, true)}`;
	if (type === CHECK) return 'check';
	return type === 0 ? 'nothing' : `type ${type.toString(16)}`;
}

function answer(status: number, write: (body: DataView) => void = () => undefined): void {
	for (let at = 0; at < 56; at++) io().setUint8(at, 0);
	io().setInt32(4, status, true);
	write(io());
	client.answer();
}

function answerChange(kind: number, type: number, key: string): void {
	answer(1, (body) => {
		body.setUint32(8, kind, true);
		body.setUint16(12, type, true);
		write(20, key);
	});
}

/** "0 published 4 key": which function, what. */
function told(): string[] {
	const list: string[] = [];
	for (;;) {
		const one = client.told_at(list.length);
		if (one === 0) return list;
		const kind = ((one >> 8) & 0xff) === PUBLISHED ? 'published' : 'deleted';
		list.push(`${one >> 16} ${kind} ${one & 0xff} ${readText(0)}`);
	}
}

describe('subscriptions', () => {
	it('are made one after the other, with what is there already', () => {
		client.set_data_store(FIRST);
		subscribe('blk.*', LABELS);
		subscribe('chr.*', LABELS);
		expect(asked()).toBe('subscribe blk.* 16');
		expect(io().getUint32(8, true)).toBe(1); // DS_INITIAL
		answer(0);
		expect(asked()).toBe('subscribe chr.* 16');
		answer(0);
		expect(asked()).toBe('nothing');
	});

	it('of one pattern are one, of all types', () => {
		client.set_data_store(FIRST);
		subscribe('a', LABELS, 0);
		answer(0);
		subscribe('a', 1 << U32, 1);
		expect(asked()).toBe('subscribe a 18');
		answer(0);
		client.notify(FIRST);
		answerChange(PUBLISHED, LABEL, 'a');
		answerChange(PUBLISHED, U32, 'a');
		expect(told()).toEqual(['0 published 4 a', '1 published 1 a']);
	});

	it('are made once the data store is there, by timers at first', () => {
		client.set_data_store(NONE);
		subscribe('a');
		expect(asked()).toBe('nothing');
		expect(client.let_timer_fire()).toBe(1);
		expect(asked()).toBe('nothing');
		client.set_data_store(FIRST);
		expect(client.let_timer_fire()).toBe(1);
		expect(asked()).toBe('subscribe a 30');
	});

	it('do not try for ever by timers, and at each heartbeat then', () => {
		client.set_data_store(NONE);
		subscribe('a');
		let tries = 0;
		while (client.let_timer_fire()) tries++;
		expect(tries).toBeLessThanOrEqual(100);
		client.heartbeat();
		expect(client.let_timer_fire()).toBe(0);
		client.set_data_store(FIRST);
		client.heartbeat();
		expect(asked()).toBe('subscribe a 30');
	});

	it('that are refused are asked for again at the next heartbeat only', () => {
		client.set_data_store(FIRST);
		subscribe('a');
		answer(EPERM);
		expect([asked(), client.let_timer_fire()]).toEqual(['nothing', 0]);
		client.heartbeat();
		expect(asked()).toBe('subscribe a 30');
	});

	it('can be added by a function that is told of a change', () => {
		client.set_data_store(FIRST);
		subscribe('first', ALL_TYPES, 2);
		answer(0);
		client.notify(FIRST);
		answerChange(PUBLISHED, U32, 'first');
		expect(asked()).toMatch(/^subscribe second/);
		answer(0);
		expect(asked()).toBe('check');
		answerChange(DELETED, U32, 'second');
		expect(told()).toEqual(['2 published 1 first', '0 deleted 1 second']);
	});
});

describe('changes', () => {
	beforeEach(() => {
		client.set_data_store(FIRST);
		subscribe('k*', ALL_TYPES, 0);
		answer(0);
	});

	it('are asked for until there are no more, after a notification', () => {
		expect(client.notify(FIRST)).toBe(1);
		expect(asked()).toBe('check');
		answerChange(PUBLISHED, U32, 'k1');
		answerChange(DELETED, LABEL, 'k2');
		answer(0);
		expect(asked()).toBe('nothing');
		expect(told()).toEqual(['0 published 1 k1', '0 deleted 4 k2']);
	});

	it('that come while the last answer was under way are asked for, too', () => {
		client.notify(FIRST);
		client.notify(FIRST);
		answer(0);
		expect(asked()).toBe('check');
		answer(0);
		expect(asked()).toBe('nothing');
	});

	it('are told once to each function', () => {
		subscribe('*1', ALL_TYPES, 0);
		answer(0);
		subscribe('*', LABELS, 1);
		answer(0);
		client.notify(FIRST);
		answerChange(PUBLISHED, LABEL, 'k1');
		answerChange(PUBLISHED, U32, 'k1');
		answerChange(PUBLISHED, LABEL, 'other');
		expect(told()).toEqual([
			'0 published 4 k1',
			'1 published 4 k1',
			'0 published 1 k1',
			'1 published 4 other',
		]);
	});

	it('are not asked for when anyone else notifies', () => {
		expect(client.notify(FIRST + 1)).toBe(0);
		expect(client.notify(0)).toBe(0);
		expect(asked()).toBe('nothing');
	});

	it('without end are taken in portions, one a heartbeat', () => {
		client.notify(FIRST);
		for (let beat = 1; beat <= 3; beat++) {
			let checks = 0;
			while (asked() === 'check') {
				answerChange(PUBLISHED, U32, 'k');
				if (++checks % 10 === 0) client.notify(FIRST);
			}
			expect(checks).toBe(CHECKS_MAX);
			client.heartbeat();
		}
	});

	it('that make no sense are complained about, not told, and end the asking until the next heartbeat', () => {
		const nonsense: [number, number, string][] = [
			[3, U32, 'k'],
			[PUBLISHED, 0, 'k'],
			[PUBLISHED, 5, 'k'],
			[DELETED, U32, ''],
			[PUBLISHED, U32, 'k k'],
			[PUBLISHED, U32, 'k'.repeat(28)],
		];
		for (const [kind, type, key] of nonsense) {
			client.heartbeat();
			client.notify(FIRST);
			expect(asked()).toBe('check');
			client.notify(FIRST);
			answerChange(kind, type, key);
			expect([asked(), client.complained()]).toEqual(['nothing', Complaint.data]);
		}
		expect(told()).toEqual([]);
	});

	it('of what was not subscribed to are not told', () => {
		client.notify(FIRST);
		answerChange(PUBLISHED, U32, 'other');
		expect(told()).toEqual([]);
	});

	it('may be lost with an answer: all is told again', () => {
		client.notify(FIRST);
		client.fail(ETIMEDOUT);
		expect([asked(), client.complained()]).toEqual(['nothing', Complaint.deadline]);
		client.heartbeat();
		expect(asked()).toBe('subscribe k* 30');
	});
});

describe('a data store that was restarted', () => {
	it('is found at the next heartbeat, subscribed to again, and told of', () => {
		client.want_restarts();
		client.set_data_store(FIRST);
		subscribe('k*', LABELS);
		answer(0);
		subscribe('l*', LABELS);
		answer(0);
		client.heartbeat();
		expect([asked(), client.restart_count()]).toEqual(['nothing', 0]);
		client.set_data_store(SECOND);
		expect(client.notify(SECOND)).toBe(0);
		client.heartbeat();
		expect(client.restart_count()).toBe(1);
		expect(asked()).toBe('subscribe k* 16');
		answer(0);
		expect(asked()).toBe('subscribe l* 16');
		answer(0);
		expect(client.notify(FIRST)).toBe(0);
		expect(client.notify(SECOND)).toBe(1);
		client.heartbeat();
		expect(client.restart_count()).toBe(1);
	});

	it('is not missed when it dies with a request', () => {
		client.set_data_store(FIRST);
		subscribe('k*', LABELS);
		answer(0);
		client.notify(FIRST);
		client.set_data_store(NONE);
		client.heartbeat();
		client.set_data_store(SECOND);
		client.heartbeat();
		expect(asked()).toBe('subscribe k* 16');
		answer(0);
		expect(asked()).toBe('nothing');
	});

	it('ends what was under way to the old one', () => {
		client.set_data_store(FIRST);
		client.want_restarts();
		write(0, 'key');
		expect(client.operate(Operation.store, 100)).toBe(0);
		expect(client.grants()).toBe(1);
		client.set_data_store(SECOND);
		client.heartbeat();
		expect([client.operations_done(), client.last_status()]).toEqual([1, EDEADEP]);
		expect(client.complained()).toBe(Complaint.none);
		expect(client.grants()).toBe(0);
	});
});

describe('values', () => {
	function operate(operation: number, valueOrLength: number): number {
		write(0, 'key');
		return client.operate(operation, valueOrLength);
	}

	it('are refused at once while there is no data store, and no grant is left', () => {
		client.set_data_store(NONE);
		for (const operation of Object.values(Operation)) {
			expect(operate(operation, 8)).toBe(EDEADEP);
		}
		expect([client.operations_done(), client.grants()]).toEqual([0, 0]);
	});

	it('that are numbers are there when the answer is', () => {
		client.set_data_store(FIRST);
		expect(operate(Operation.retrieveU32, 0)).toBe(0);
		answer(0, (body) => body.setUint32(8, 77, true));
		expect([client.last_status(), client.last_number()]).toEqual([0, 77]);
	});

	it('that are not there change nothing', () => {
		client.set_data_store(FIRST);
		operate(Operation.retrieveU32, 0);
		answer(NONE, (body) => body.setUint32(8, 77, true));
		expect([client.last_status(), client.last_number()]).toEqual([NONE, 0xdead]);
	});

	it('longer than what was asked for are no answer', () => {
		client.set_data_store(FIRST);
		for (const [length, status, complaint] of [
			[100, 100, Complaint.none],
			[101, EPROTO, Complaint.length],
		] as const) {
			expect(operate(Operation.fetch, 100)).toBe(0);
			answer(length);
			expect([client.last_status(), client.complained()]).toEqual([status, complaint]);
		}
		operate(Operation.publishU32, 1);
		answer(1);
		expect(client.last_status()).toBe(EPROTO);
		expect(client.grants()).toBe(0);
	});

	it('may be asked for 16 at a time', () => {
		client.set_data_store(FIRST);
		for (let n = 0; n < 16; n++) expect(operate(Operation.store, 8)).toBe(0);
		expect(operate(Operation.delete, 0)).toBe(EAGAIN);
		client.fail(ETIMEDOUT);
		expect([client.last_status(), client.grants()]).toEqual([ETIMEDOUT, 15]);
		expect(client.complained()).toBe(Complaint.deadline);
		expect(operate(Operation.delete, 0)).toBe(0);
	});
});
