import { describe, expect, it } from 'vitest';
import { RealClock } from './clock.ts';

const NS_PER_MS = 1e6;

function startedClock() {
	const host = { ms: 1000, nowMs: () => host.ms };
	const clock = new RealClock(host);
	clock.start();
	return { host, clock, nowMs: () => clock.nowNs / NS_PER_MS };
}

describe('the real clock', () => {
	it("follows the host's while the guest runs", () => {
		const { host, nowMs } = startedClock();
		for (let step = 0; step < 10; step++) {
			host.ms += 20;
			expect(nowMs()).toBe(20 * (step + 1));
		}
	});

	it('leaves out what the host withheld from a guest that runs', () => {
		const { host, nowMs } = startedClock();
		host.ms += 5000;
		expect(nowMs()).toBe(50);
		host.ms += 10;
		expect(nowMs()).toBe(60);
	});

	it('counts all the time for which a guest waits', () => {
		const { host, clock, nowMs } = startedClock();
		clock.passHalted();
		host.ms += 5000;
		clock.tick();
		expect(nowMs()).toBe(5000);
		expect(clock.haltedNs).toBe(5000 * NS_PER_MS);
	});

	it('stands still between runs', () => {
		const { host, clock, nowMs } = startedClock();
		host.ms += 10;
		clock.stop();
		host.ms += 1000;
		expect(nowMs()).toBe(10);
		clock.start();
		host.ms += 10;
		expect(nowMs()).toBe(20);
	});

	it('goes on from a state that was saved', () => {
		const { host, clock } = startedClock();
		host.ms += 40;
		const state = clock.save();
		const other = startedClock();
		other.clock.load(state);
		other.host.ms += 5;
		expect(other.nowMs()).toBe(45);
	});
});
