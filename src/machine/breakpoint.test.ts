import { expect, test } from 'vitest';
import { type Breakpoint, INSTRUCTIONS_PER_US, type Machine, type MachineOptions } from './api.ts';
import { createGuest } from './testing/guest.test-support.ts';
import { BREAKPOINT_AGAIN, BREAKPOINT_PORT } from './v86/breakpoint_port.ts';

/** What a guest leaves for the test to see: in RAM, at words from here on. */
const RESULTS = 0x100000;
const NOTHING = 0;

/** Asks about address FFC00123h, with a page directory of its own: no paging yet, but a CR3. */
const ASK = `
main:
	movl $0x00345000, %eax
	movl %eax, %cr3
	movw $${BREAKPOINT_PORT}, %dx
	movl $0xffc00123, %eax
	outl %eax, %dx
	inl %dx, %eax
	movl %eax, ${RESULTS}
	hlt
`;
const QUESTION: Breakpoint = { cr3: 0x345000, address: 0xffc00123 };

function resultOf(machine: Machine, number = 0): number {
	return machine.memory.readPhysU32(RESULTS + 4 * number);
}

/** What a guest hears that asks once, and what each handler was asked. */
async function ask(...answers: readonly boolean[]) {
	const machine = await createGuest(ASK);
	const asked: Breakpoint[][] = answers.map(() => []);
	for (const [number, answer] of answers.entries()) {
		machine.onBreakpoint((breakpoint) => {
			asked[number]?.push(breakpoint);
			return answer;
		});
	}
	machine.runSync({ forUs: 100 });
	return { result: resultOf(machine), asked };
}

test('a guest that asks about a breakpoint hears what the handler says', async () => {
	expect(await ask(true)).toEqual({ result: BREAKPOINT_AGAIN, asked: [[QUESTION]] });
	expect(await ask(false)).toEqual({ result: NOTHING, asked: [[QUESTION]] });
});

test('without a handler the breakpoint is none of ours', async () => {
	expect(await ask()).toEqual({ result: NOTHING, asked: [] });
	const machine = await createGuest(ASK);
	machine.onBreakpoint(() => true)();
	machine.runSync({ forUs: 100 });
	expect(resultOf(machine)).toBe(NOTHING);
});

test('of several handlers each is asked until one says "again"', async () => {
	expect(await ask(false, true, true)).toEqual({
		result: BREAKPOINT_AGAIN,
		asked: [[QUESTION], [QUESTION], []],
	});
});

test('accesses that are not 32 bits wide reach nothing', async () => {
	const machine = await createGuest(`
main:
	movw $${BREAKPOINT_PORT}, %dx
	outb %al, %dx
	outw %ax, %dx
	inb %dx, %al
	inw %dx, %ax
	movl %eax, ${RESULTS}
	hlt
`);
	let count = 0;
	machine.onBreakpoint(() => {
		count++;
		return true;
	});
	machine.runSync({ forUs: 100 });
	expect(resultOf(machine) & 0xffff).toBe(0xffff);
	expect(count).toBe(0);
});

test('a snapshot between question and answer keeps the question', async () => {
	const wait = 'movl $100000, %ecx\n1:\tcall nothing\n\tloop 1b';
	const slow = `${ASK.replace('inl', `${wait}\n\tinl`)}nothing:\n\tret\n`;
	const [asked, restored] = await Promise.all([createGuest(slow), createGuest(slow)]);
	asked.runSync({ forUs: 500 });
	restored.restore(asked.snapshot().toBytes());
	const seen: Breakpoint[] = [];
	restored.onBreakpoint((breakpoint) => seen.push(breakpoint) > 0);
	restored.runSync({ forUs: 5000 });
	expect(seen).toEqual([QUESTION]);
	expect(resultOf(restored)).toBe(BREAKPOINT_AGAIN);
});

/** Calls a function in RAM (MOV imm32 to EAX; RET) so often that it is compiled, asks, calls it. */
const FUNCTION = 0x200000;
const PATCHED = `
main:
	movl $0x000001b8, ${FUNCTION}
	movw $0xc300, ${FUNCTION + 4}
	movl $200000, %ebx
1:	call ${FUNCTION}
	decl %ebx
	jnz 1b
	movl %eax, ${RESULTS}
	movw $${BREAKPOINT_PORT}, %dx
	outl %eax, %dx
	inl %dx, %eax
	call ${FUNCTION}
	movl %eax, ${RESULTS + 4}
	hlt
`;

test.each([
	['compiled', {}],
	['stepwise', { stepwise: true }],
	['on the real clock', { clock: 'real' }],
	['with the devices of v86', { deviceModel: 'v86' }],
] satisfies [string, Partial<MachineOptions>][])(
	'what the handler writes counts from the next instruction on, %s',
	async (_, options) => {
		const machine = await createGuest(PATCHED, options);
		machine.onBreakpoint(() => {
			machine.memory.writePhys(FUNCTION + 1, Uint8Array.of(2));
			return true;
		});
		await machine.runUntil({ forUs: 30e6, until: () => resultOf(machine, 1) !== 0 });
		expect([resultOf(machine), resultOf(machine, 1)]).toEqual([1, 2]);
	},
);

/** Asks about 4000h, 4001h and so on, every fifteen instructions; long enough to be compiled. */
const TURNS = 30_000;
const TURN_INSTRUCTIONS = 15;
const ASK_OFTEN = `
main:
	movw $${BREAKPOINT_PORT}, %dx
	movl $0x4000, %ebx
1:	movl %ebx, %eax
	.fill 6, 1, 0x90
	outl %eax, %dx
	.fill 2, 1, 0x90
	inl %dx, %eax
	incl %ebx
	nop
	cmpl $${0x4000 + TURNS}, %ebx
	jne 1b
	hlt
`;

/** How many instructions had been executed at each question, and what the time was more than that. */
async function momentsOf(options: Partial<MachineOptions>) {
	const machine = await createGuest(ASK_OFTEN, options);
	const instructions: number[] = [];
	const ahead = new Set<number>();
	machine.onBreakpoint(({ address }) => {
		expect(address).toBe(0x4000 + instructions.length);
		const { instructions: executed } = machine.processor;
		instructions.push(executed);
		ahead.add(Math.round(machine.nowUs * INSTRUCTIONS_PER_US) - executed);
		return true;
	});
	machine.runSync({ forUs: 10_000 });
	return { instructions, ahead: [...ahead] };
}

test.each([
	['compiled', {}],
	['stepwise', { stepwise: true }],
] satisfies [string, Partial<MachineOptions>][])(
	'the handler knows the time to the instruction, %s',
	async (_, options) => {
		const { instructions, ahead } = await momentsOf(options);
		const [first = 0] = instructions;
		const turns = Array.from({ length: TURNS }, (_, turn) => first + turn * TURN_INSTRUCTIONS);
		expect(instructions).toEqual(turns);
		expect(ahead).toEqual([0]);
	},
);
