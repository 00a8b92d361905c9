/** Drivers that start on a thread: what comes meanwhile waits, and nothing is lost or doubled. */
import { beforeEach, expect, it } from 'vitest';
import { compileToWasm } from '../../libsys/host_test/wasm.test-support.ts';

interface Harness {
	init(): void;
	let_time_pass(): void;
	run_thread(): void;
	request(other: number, id: number): void;
	is_pending(): number;
	start_count(): number;
	refused_count(): number;
	handled_number(): number;
	handled_id(index: number): number;
}

const KEPT_MAX = 64;

let guest: Harness;

/** Each test has a driver that is about to start. */
beforeEach(async () => {
	guest = (await compileToWasm(
		['start', 'host_test/start_harness'].map((name) => `os-image/lib/libdriver/${name}.c`),
	)) as unknown as Harness;
	guest.init();
});

const handled = () =>
	Array.from({ length: guest.handled_number() }, (_, index) => guest.handled_id(index));

it('a driver starts once, on its thread, when the loop runs', () => {
	expect(guest.start_count()).toBe(0);
	guest.let_time_pass();
	expect(guest.start_count()).toBe(0);
	guest.run_thread();
	expect(guest.start_count()).toBe(1);
	expect(guest.is_pending()).toBe(1);
	guest.let_time_pass();
	expect(guest.is_pending()).toBe(0);
	guest.let_time_pass();
	expect(guest.start_count()).toBe(1);
});

it('requests before, during and right after it are handled in order, when the thread is free', () => {
	guest.request(0, 1);
	guest.let_time_pass();
	guest.request(1, 2);
	guest.run_thread();
	guest.request(0, 3);
	expect(handled()).toEqual([]);
	guest.let_time_pass();
	expect(handled()).toEqual([1, 1002, 3]);
	guest.request(1, 4);
	expect(handled()).toEqual([1, 1002, 3, 1004]);
});

it('those beyond what can be kept are refused, and the others none the worse', () => {
	for (let id = 0; id < KEPT_MAX + 3; id++) guest.request(0, id);
	expect(guest.refused_count()).toBe(3);
	guest.let_time_pass();
	guest.run_thread();
	guest.let_time_pass();
	expect(handled()).toEqual(Array.from({ length: KEPT_MAX }, (_, id) => id));
});
