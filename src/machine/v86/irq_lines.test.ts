import { beforeEach, expect, test } from 'vitest';
import { createGuest, GUEST_LIBRARY } from '../testing/guest.test-support.ts';
import type { V86Cpu } from './internals.ts';
import { IrqLines } from './irq_lines.ts';

const PIRQ_ROUTE = 0x60;
/** Devices 5 and 9, pin A: both on PIRQ A. Device 6, pin A: on PIRQ B. */
const NIC_A = 5 << 3;
const SOUND_A = 9 << 3;
const NIC_B = 6 << 3;

let cpu: V86Cpu;
let lines: IrqLines;
let calls: string[];
let routes: Uint8Array;

beforeEach(() => {
	calls = [];
	routes = new Uint8Array(256);
	routes.set([11, 10, 0x80, 0x80], PIRQ_ROUTE);
	const space = new Int32Array(64);
	new Uint8Array(space.buffer)[0x3d] = 1;
	cpu = {
		device_raise_irq: (line: number) => calls.push(`raise ${line}`),
		device_lower_irq: (line: number) => calls.push(`lower ${line}`),
		devices: {
			pci: {
				isa_bridge_space8: routes,
				device_spaces: { [NIC_A]: space, [SOUND_A]: space, [NIC_B]: space },
			},
		},
	} as unknown as V86Cpu;
	lines = new IrqLines(cpu);
});

test('a line stays up until the last of its PCI functions lets go', () => {
	const { pci } = cpu.devices;
	pci.raise_irq(NIC_A);
	pci.raise_irq(SOUND_A);
	pci.lower_irq(NIC_A);
	expect(calls).toEqual(['raise 11']);
	pci.lower_irq(SOUND_A);
	expect(calls).toEqual(['raise 11', 'lower 11']);
});

test('a line that an ISA device holds is not lowered by a PCI function, nor the reverse', () => {
	const { pci } = cpu.devices;
	cpu.device_raise_irq(11);
	pci.raise_irq(NIC_A);
	cpu.device_lower_irq(11);
	expect(calls).toEqual(['raise 11']);
	cpu.device_raise_irq(11);
	pci.lower_irq(NIC_A);
	expect(calls).toEqual(['raise 11']);
});

test('a device that lowers twice lowers once', () => {
	cpu.device_raise_irq(4);
	cpu.device_lower_irq(4);
	cpu.device_lower_irq(4);
	expect(calls).toEqual(['raise 4', 'lower 4']);
});

test('each device number has its own signal', () => {
	cpu.devices.pci.raise_irq(NIC_B);
	expect(calls).toEqual(['raise 10']);
});

test('an asserted signal takes its level along when it is routed elsewhere', () => {
	cpu.devices.pci.raise_irq(NIC_A);
	routes[PIRQ_ROUTE] = 5;
	lines.reroute();
	expect(calls).toEqual(['raise 11', 'raise 5', 'lower 11']);
	routes[PIRQ_ROUTE] = 0x80;
	lines.reroute();
	expect(calls.at(-1)).toBe('lower 5');
});

test('a signal that is routed nowhere reaches no line', () => {
	routes[PIRQ_ROUTE] = 0x80;
	cpu.devices.pci.raise_irq(NIC_A);
	expect(calls).toEqual([]);
});

test('levels are part of the saved state', () => {
	cpu.devices.pci.raise_irq(NIC_A);
	const state = lines.save();
	cpu.devices.pci.lower_irq(NIC_A);
	lines.load(state);
	calls.length = 0;
	cpu.devices.pci.lower_irq(NIC_A);
	expect(calls).toEqual(['lower 11']);
});

test('a timer tick that comes while interrupts are off is taken when they are on again', async () => {
	// Each tick's handler keeps interrupts off for half a period, the main program for most of one.
	const machine = await createGuest(`${GUEST_LIBRARY}
main:
	call setup_interrupts
	movl $0x20, %eax
	movl $on_tick, %edx
	call set_vector
	outbyte 0x43, 0x34
	outbyte 0x40, 0xa9
	outbyte 0x40, 0x04 /* 1193 clocks: 1 ms */
	outbyte 0x21, 0xfe
again:
	sti
	nop
	cli
	movl $40000, %ecx
1:	loop 1b
	jmp again
on_tick:
	pushal
	incl 0x100000
	outbyte 0x20, 0x20
	popal
	iret
`);
	machine.runSync({ forUs: 100_000 });
	expect(machine.memory.readPhysU32(0x100000)).toBeGreaterThanOrEqual(98);
	expect(machine.memory.readPhysU32(0x100000)).toBeLessThanOrEqual(100);
});

test.each([
	['level', 0x08, 5],
	['edge', 0x00, 1],
])('a line in %s mode that stays up interrupts accordingly', async (_mode, elcr, expected) => {
	// v86's ne2k: "remote DMA complete" is enabled and caused, and never acknowledged. After five
	// interrupts the handler masks the line.
	const program = `${GUEST_LIBRARY}
main:
	call setup_interrupts
	movl $0x2b, %eax
	movl $on_card, %edx
	call set_vector
	outbyte 0x4d1, ${elcr}
	movl $0x80000860, %eax
	movw $0xcf8, %dx
	outl %eax, %dx
	movl $0x0b0b0b0b, %eax
	movw $0xcfc, %dx
	outl %eax, %dx
	outbyte 0xa1, 0xf7
	outbyte 0x21, 0xfb
	outbyte 0x300, 0x22
	outbyte 0x30f, 0x40
	outbyte 0x30a, 0
	outbyte 0x30b, 0
	outbyte 0x300, 0x0a
	sti
1:	hlt
	jmp 1b
on_card:
	pushal
	incl 0x100000
	cmpl $5, 0x100000
	jb 1f
	outbyte 0xa1, 0xff
1:	outbyte 0xa0, 0x20
	outbyte 0x20, 0x20
	popal
	iret
`;
	const machine = await createGuest(program, { hasV86Card: true });
	machine.runSync({ forUs: 10_000 });
	expect(machine.memory.readPhysU32(0x100000)).toBe(expected);
});

test.each([
	['lowered', 'call lower'],
	['lowered while it is masked', 'outbyte 0xa1, 0xff\n call lower\n outbyte 0xa1, 0xf7'],
	['masked for a while', 'outbyte 0xa1, 0xff\n sti\n nop\n nop\n cli\n outbyte 0xa1, 0xf7'],
])('a line that was raised and %s while interrupts were off interrupts later', async (_, what) => {
	// v86's ne2k has completed a remote DMA; its mask register decides whether its line is up.
	const program = `${GUEST_LIBRARY}
main:
	call setup_interrupts
	movl $0x2b, %eax
	movl $on_card, %edx
	call set_vector
	outbyte 0x4d1, 0x08
	movl $0x80000860, %eax
	movw $0xcf8, %dx
	outl %eax, %dx
	movl $0x0b0b0b0b, %eax
	movw $0xcfc, %dx
	outl %eax, %dx
	outbyte 0xa1, 0xf7
	outbyte 0x21, 0xfb
	outbyte 0x300, 0x22
	outbyte 0x30a, 0
	outbyte 0x30b, 0
	outbyte 0x300, 0x0a
	call raise
	${what}
	sti
	movl $100000, %ecx
1:	loop 1b
	cli
	call lower
	movl $0, 0x100000
	call raise
	sti
2:	hlt
	jmp 2b
raise:
	outbyte 0x30f, 0x40
	ret
lower:
	outbyte 0x30f, 0
	ret
on_card:
	pushal
	incl 0x100000
	call lower
	outbyte 0xa0, 0x20
	outbyte 0x20, 0x20
	popal
	iret
`;
	const machine = await createGuest(program, { hasV86Card: true });
	machine.runSync({ forUs: 20_000 });
	expect(machine.memory.readPhysU32(0x100000)).toBe(1);
});
