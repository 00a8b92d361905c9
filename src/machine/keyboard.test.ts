import { expect, test } from 'vitest';
import type { Machine } from './api.ts';
import { createGuest, GUEST_LIBRARY } from './testing/guest.test-support.ts';

/** Halts with interrupts on; each byte of the keyboard goes to COM1 as it comes. */
const SCAN_CODES = `${GUEST_LIBRARY}
main:
	call setup_interrupts
	movl $0x21, %eax
	movl $on_key, %edx
	call set_vector
	outbyte 0x60, 0xf4 /* enable scanning */
	movw $0x60, %dx
	inb %dx, %al /* its acknowledgement */
	outbyte 0x21, 0xfd
	movb $0x2b, %al
	call print_al
	sti
1:	hlt
	jmp 1b
on_key:
	pushal
	movw $0x64, %dx
	inb %dx, %al
	testb $1, %al
	jz 1f /* the acknowledgement's interrupt */
	movw $0x60, %dx
	inb %dx, %al
	call print_al
1:	outbyte 0x20, 0x20
	popal
	iret
`;

/** Enables the keyboard and never reads it. */
const DEAF = `${GUEST_LIBRARY}
main:
	outbyte 0x60, 0xf4
	movw $0x60, %dx
	inb %dx, %al
1:	jmp 1b
`;

const READY = 0x2b;
const SHORT_US = 20_000;

interface Listening {
	machine: Machine;
	received: number[];
}

async function listening(): Promise<Listening> {
	const machine = await createGuest(SCAN_CODES);
	const received: number[] = [];
	machine.com1.onOutput((bytes) => received.push(...bytes));
	machine.runSync({ until: () => received.includes(READY), forUs: 1_000_000 });
	expect(received).toEqual([READY]);
	received.length = 0;
	return { machine, received };
}

test('scan codes reach the guest in order, and interrupt it', async () => {
	const { machine, received } = await listening();
	machine.keyboard.send([0x1e, 0x9e]);
	machine.keyboard.send([0xe0, 0x48]);
	machine.runSync({ forUs: SHORT_US });
	expect(received).toEqual([0x1e, 0x9e, 0xe0, 0x48]);
});

test('a burst of many scan codes loses none of them', async () => {
	const { machine, received } = await listening();
	const burst = Array.from({ length: 5_000 }, (_, index) => 1 + (index % 0x7f));
	machine.keyboard.send(burst);
	machine.runSync({ until: () => received.length >= burst.length, forUs: 10_000_000 });
	expect(received).toEqual(burst);
});

test('scan codes are logged, and a replay gives them again at the same time', async () => {
	const { machine } = await listening();
	machine.keyboard.send([0x1e, 0x9e]);
	machine.runSync({ forUs: SHORT_US });
	expect(machine.inputLog()).toMatchObject([
		{ kind: 'keyboard', bytes: Uint8Array.of(0x1e, 0x9e) },
	]);
	const replay = await createGuest(SCAN_CODES);
	replay.replay(machine.inputLog());
	replay.runSync({ untilUs: machine.nowUs });
	expect(await replay.hashRam()).toBe(await machine.hashRam());
});

test('a snapshot keeps what the guest has not read, in the keyboard and on the way to it', async () => {
	const { machine, received } = await listening();
	const codes = Array.from({ length: 40 }, (_, index) => 1 + index);
	machine.keyboard.send(codes);
	machine.runSync({ until: () => received.length >= 3, forUs: SHORT_US });
	const snapshot = machine.snapshot();
	const before = received.slice();
	machine.runSync({ forUs: 1_000_000 });
	expect(received).toEqual(codes);
	received.splice(0, received.length, ...before);
	machine.restore(snapshot.toBytes());
	machine.runSync({ forUs: 1_000_000 });
	expect(received).toEqual(codes);
});

test('a reset forgets what the guest has not read', async () => {
	const { machine, received } = await listening();
	machine.keyboard.send(Array.from({ length: 5_000 }, () => 0x1e));
	machine.runSync({ until: () => received.length > 0, forUs: SHORT_US });
	machine.reset();
	received.length = 0;
	machine.runSync({ forUs: 1_000_000 });
	expect(received).toEqual([READY]);
});

test('a guest that reads nothing goes on', async () => {
	const machine = await createGuest(DEAF);
	machine.runSync({ forUs: SHORT_US });
	machine.keyboard.send(Array.from({ length: 5_000 }, () => 0x1e));
	expect(machine.runSync({ forUs: SHORT_US }).reason).toBe('time');
});

test('nothing is sent for no scan codes', async () => {
	const { machine } = await listening();
	machine.keyboard.send([]);
	expect(machine.inputLog()).toEqual([]);
});
