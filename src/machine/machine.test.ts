import { describe, expect, test } from 'vitest';
import { createGuest, GUEST_LIBRARY } from './testing/guest.test-support.ts';

/** Prints a line, then stops for good. */
const HELLO = `
main:
	movl $message, %esi
1:	lodsb
	testb %al, %al
	jz 2f
	movw $0x3f8, %dx
	outb %al, %dx
	jmp 1b
2:	hlt
message: .asciz "hello\\n"
`;

/** Counts at 1 MB for ever. */
const COUNTER = `
main:
	incl 0x100000
	jmp main
`;

/** 100 timer interrupts a second; each is counted at 1 MB and stamped with the TSC. */
const TICKER = `${GUEST_LIBRARY}
main:
	call setup_interrupts
	movl $0x20, %eax
	movl $on_tick, %edx
	call set_vector
	outbyte 0x43, 0x34
	outbyte 0x40, 0x9c
	outbyte 0x40, 0x2e
	outbyte 0x21, 0xfe
	sti
1:	hlt
	jmp 1b
on_tick:
	pushal
	incl 0x100000
	rdtsc
	movl %eax, 0x100004
	movl %edx, 0x100008
	outbyte 0x20, 0x20
	popal
	iret
`;

/** Echoes COM1 by interrupt, each byte plus one. */
const ECHO = `${GUEST_LIBRARY}
main:
	call setup_interrupts
	movl $0x24, %eax
	movl $on_serial, %edx
	call set_vector
	outbyte 0x3f9, 1
	outbyte 0x3fc, 8
	outbyte 0x21, 0xef
	sti
1:	hlt
	jmp 1b
on_serial:
	pushal
1:	movw $0x3fd, %dx
	inb %dx, %al
	testb $1, %al
	jz 2f
	movw $0x3f8, %dx
	inb %dx, %al
	incb %al
	outb %al, %dx
	jmp 1b
2:	outbyte 0x20, 0x20
	popal
	iret
`;

describe('a machine', () => {
	test('runs its firmware and hands on what the guest prints', async () => {
		const machine = await createGuest(HELLO);
		const lines: string[] = [];
		machine.com1.onLine((line) => lines.push(line));
		const result = await machine.runUntil({ forUs: 1_000_000 });
		expect(result.reason).toBe('halted');
		expect(machine.state).toBe('halted');
		expect(lines).toEqual(['hello']);
	});

	test('starts anew when it is reset', async () => {
		const machine = await createGuest(HELLO);
		const lines: string[] = [];
		machine.com1.onLine((line) => lines.push(line));
		await machine.run();
		const before = machine.nowUs;
		machine.reset();
		expect(machine.state).toBe('paused');
		await machine.run();
		expect(lines).toEqual(['hello', 'hello']);
		expect(machine.nowUs).toBeGreaterThan(before);
	});

	test('stops at the guest time asked for, to a quantum', async () => {
		const machine = await createGuest(COUNTER);
		const { reason, nowUs } = machine.runSync({ forUs: 5000 });
		expect(reason).toBe('time');
		expect(nowUs).toBeGreaterThanOrEqual(5000);
		expect(nowUs).toBeLessThan(5200);
	});

	test('stops when a condition holds', async () => {
		const machine = await createGuest(COUNTER);
		const { reason } = machine.runSync({
			until: ({ memory }) => memory.readPhysU32(0x100000) > 100_000,
		});
		expect(reason).toBe('condition');
		expect(machine.memory.readPhysU32(0x100000)).toBeLessThan(120_000);
	});

	test('pauses a run in progress', async () => {
		const machine = await createGuest(COUNTER);
		const run = machine.run();
		expect(machine.state).toBe('running');
		await machine.pause();
		expect((await run).reason).toBe('paused');
		expect(machine.state).toBe('paused');
	});

	test('refuses a second run while one is in progress', async () => {
		const machine = await createGuest(COUNTER);
		const run = machine.run();
		expect(() => machine.runSync({ forUs: 1 })).toThrow(/await pause\(\) first/);
		await machine.pause();
		await run;
	});

	test('answers its serial port', async () => {
		const machine = await createGuest(ECHO);
		let output = '';
		machine.com1.onOutput((bytes) => {
			output += new TextDecoder().decode(bytes);
		});
		machine.runSync({ forUs: 1000 });
		machine.com1.send('HAL'.repeat(50));
		machine.runSync({ forUs: 10_000 });
		expect(output).toBe('IBM'.repeat(50));
	});

	test('refuses options it cannot work with', async () => {
		await expect(createGuest(HELLO, { memoryMb: 1 })).rejects.toThrow('4 to 1024 MB');
		await expect(createGuest(HELLO, { bios: new Uint8Array(100) })).rejects.toThrow(
			'64 or 128',
		);
		const onV86 = { deviceModel: 'v86', diskFaults: [{ kind: 'bad', on: ['read'] }] } as const;
		await expect(createGuest(HELLO, onV86)).rejects.toThrow('has no faults: use ours');
		await expect(createGuest(HELLO, { image: new Uint8Array(100) })).rejects.toThrow(
			'512 bytes',
		);
	});

	test('puts its parameters into the disk and not into the image', async () => {
		const image = new Uint8Array(64 * 512);
		const machine = await createGuest(HELLO, { image, params: { init: 'attack' } });
		const sector = machine.exportImage().subarray(63 * 512, 64 * 512);
		expect(new TextDecoder().decode(sector)).toMatch(/^KINTSUGI-PARAMS\ninit=attack\n\0+$/);
		expect(image.every((byte) => byte === 0)).toBe(true);
	});
});

describe('the virtual clock', () => {
	test('jumps to the next timer while the guest is idle', async () => {
		const machine = await createGuest(TICKER);
		machine.runSync({ forUs: 10_000_000 });
		const { instructions, haltShare } = machine.stats();
		// 11,932 PIT clocks a tick: 99.998 Hz.
		expect(machine.memory.readPhysU32(0x100000)).toBeCloseTo(1000, -1);
		expect(instructions).toBeLessThan(100_000);
		expect(haltShare).toBeGreaterThan(0.99);
	});

	test('passes by the same amount however a run is cut into slices', async () => {
		const [whole, sliced] = await Promise.all([createGuest(TICKER), createGuest(TICKER)]);
		whole.runSync({ untilUs: 300_000 });
		for (let us = 700; us <= 300_000; us += 700) {
			sliced.runSync({ untilUs: us });
		}
		sliced.runSync({ untilUs: 300_000 });
		expect(sliced.nowUs).toBe(whole.nowUs);
		expect(await sliced.hashRam()).toBe(await whole.hashRam());
	});

	test('delivers events in order and at their time', async () => {
		const machine = await createGuest(TICKER);
		const seen: [unknown, number][] = [];
		machine.events.handle('note', (payload, nowNs) => seen.push([payload, nowNs]));
		machine.events.schedule(7_000_000, 'note', 'later');
		machine.events.schedule(5_000_000, 'note', 'first');
		machine.events.schedule(5_000_000, 'note', 'second');
		const cancelled = machine.events.schedule(6_000_000, 'note', 'never');
		machine.events.cancel(cancelled);
		machine.runSync({ forUs: 20_000 });
		expect(seen).toEqual([
			['first', 5_000_000],
			['second', 5_000_000],
			['later', 7_000_000],
		]);
	});
});

describe('the real clock', () => {
	test('leaves out the time in which the machine is paused', async () => {
		let wallMs = 1000;
		const later = (delayMs: number, task: () => void) => {
			wallMs += delayMs;
			queueMicrotask(task);
			return () => {};
		};
		const machine = await createGuest(TICKER, {
			clock: 'real',
			// Each look at the clock costs time, as on a real host.
			host: { nowMs: () => (wallMs += 0.01), soon: queueMicrotask, later },
		});
		wallMs += 60_000;
		await machine.runUntil({ forUs: 200_000 });
		wallMs += 60_000;
		await machine.runUntil({ forUs: 300_000 });
		expect(machine.nowUs).toBeCloseTo(500_000, -4);
		expect(machine.memory.readPhysU32(0x100000)).toBeGreaterThanOrEqual(45);
		expect(machine.memory.readPhysU32(0x100000)).toBeLessThanOrEqual(50);
	});
});

describe('a machine that fails or is reset', () => {
	test('is crashed, with the cause, when a device throws', async () => {
		const machine = await createGuest(TICKER);
		machine.events.handle('bad device', () => {
			throw new Error('broken wire');
		});
		machine.events.schedule(50_000_000, 'bad device', null);
		const { reason } = await machine.runUntil({ forUs: 1_000_000 });
		expect(reason).toBe('crashed');
		expect(machine.state).toBe('crashed');
		expect(machine.crash?.message).toMatch(/guest time 50000 µs.*broken wire/);
	});

	test('goes on from a snapshot after a crash', async () => {
		// v86's disk controller is told to transfer into memory that does not exist.
		const program = `${GUEST_LIBRARY}
main:
	movl $0x7ffffff0, 0x100000
	movl $0x80000200, 0x100004
	movw $0xb404, %dx
	movl $0x100000, %eax
	outl %eax, %dx
	outbyte 0x1f6, 0xe0
	outbyte 0x1f2, 1
	outbyte 0x1f3, 0
	outbyte 0x1f4, 0
	outbyte 0x1f5, 0
	movl $0xabcd, 0x100010
	outbyte 0x1f7, 0xc8
	outbyte 0xb400, 9
	hlt
`;
		const machine = await createGuest(program, { deviceModel: 'v86' });
		const snapshot = machine.snapshot();
		expect(machine.runSync({ forUs: 1000 }).reason).toBe('crashed');
		expect(() => machine.snapshot()).toThrow('restore a snapshot');
		machine.restore(snapshot);
		expect(machine.state).toBe('paused');
		expect(machine.memory.readPhysU32(0x100010)).toBe(0);
		expect(machine.runSync({ forUs: 1000 }).reason).toBe('crashed');
		expect(machine.memory.readPhysU32(0x100010)).toBe(0xabcd);
	});

	test("is crashed, with v86's own words, when the guest has no handler for a fault", async () => {
		const machine = await createGuest('main:\n lidt none\n int3\nnone: .quad 0');
		expect(machine.runSync({ forUs: 1000 }).reason).toBe('crashed');
		expect(machine.crash?.message).toMatch(/panicked at .* #GP handler\. Restore/);
		machine.reset();
		expect(machine.state).toBe('paused');
	});

	test.each([
		['the reset port of the chipset', 'outbyte 0xcf9, 2\n outbyte 0xcf9, 6'],
		['the keyboard controller', 'outbyte 0x64, 0xfe'],
	])('starts anew when the guest resets it through %s', async (_what, code) => {
		const machine = await createGuest(`${GUEST_LIBRARY}
main:
	movb $'x', %al
	call print_al
	${code}
1:	movb $'!', %al
	call print_al
	jmp 1b
`);
		let output = '';
		machine.com1.onOutput((bytes) => {
			output += new TextDecoder().decode(bytes);
		});
		machine.runSync({ until: () => output.length >= 3 });
		expect(output).toMatch(/^x!?x!?x/);
	});

	test('says so when it is used after its disposal', async () => {
		const machine = await createGuest(HELLO);
		machine.dispose();
		expect(() => machine.runSync({ forUs: 1 })).toThrow('disposed');
		expect(() => machine.com1.send('x')).toThrow('disposed');
	});
});
