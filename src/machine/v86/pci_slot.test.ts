import { beforeEach, describe, expect, test } from 'vitest';
import type { Machine, MachineOptions, PlainData } from '../api.ts';
import type { AccessSize, PciBus, PciFunction } from '../devices/pci_function.ts';
import { createGuest, GUEST_LIBRARY } from '../testing/guest.test-support.ts';

/**
 * A function with 16 bytes of ports (BAR 0) and 256 of memory (BAR 1). Its registers are words:
 * 0 drives the pin, 4 is the address of a transfer, 8 copies 4 bytes from there to 4 beyond and
 * reads as 1 if that went well, 12 sets timer 3 so many ns ahead. The memory is plain.
 */
class Gadget implements PciFunction {
	readonly name = 'gadget';
	readonly identity = {
		...{ vendor: 0x1234, device: 0x5678, subsystemVendor: 0x1111, subsystem: 0x2222 },
		...{ revision: 0x10, classCode: 0x020000, minGrant: 0x20, maxLatency: 0x40 },
		interruptPin: 1 as const,
	};
	readonly bars = [
		{ kind: 'io', size: 16 },
		{ kind: 'memory', size: 256 },
	] as const;
	readonly hasPowerManagement = true;
	readonly memory = new Uint8Array(256);
	readonly accesses: string[] = [];
	readonly timerCalls: number[] = [];
	address = 0;
	copied = 0;
	resets = 0;
	private bus!: PciBus;

	attach(bus: PciBus): void {
		this.bus = bus;
	}

	read(bar: number, offset: number, size: AccessSize): number {
		this.accesses.push(`read${8 * size} ${bar}:${offset}`);
		if (bar === 1) {
			let value = 0;
			for (let i = size - 1; i >= 0; i--) {
				value = value * 256 + (this.memory[offset + i] as number);
			}
			return value;
		}
		return offset === 8 ? this.copied : 0xa5a5a5a5 % 256 ** size;
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		this.accesses.push(`write${8 * size} ${bar}:${offset} ${value.toString(16)}`);
		if (bar === 1) {
			for (let i = 0; i < size; i++) {
				this.memory[offset + i] = value >>> (8 * i);
			}
		} else if (offset === 0) {
			this.bus.setInterrupt(value !== 0);
		} else if (offset === 4) {
			this.address = value;
		} else if (offset === 8) {
			const bytes = this.bus.dmaRead(this.address, 4)?.slice();
			this.copied = bytes && this.bus.dmaWrite(this.address + 4, bytes) ? 1 : 0;
		} else if (offset === 12) {
			this.bus.setTimer(3, this.bus.nowNs + value);
		}
	}

	timer(number: number): void {
		this.timerCalls.push(number);
		this.bus.setInterrupt(true);
	}

	reset(): void {
		this.resets++;
		this.address = 0;
	}

	save(): PlainData {
		return { address: this.address, memory: this.memory.slice() };
	}

	load(state: PlainData): void {
		const saved = state as { address: number; memory: Uint8Array };
		this.address = saved.address;
		this.memory.set(saved.memory);
	}
}

const RESULTS = 0x200000;
/** Device 3, where the first function goes. */
const CONFIG = 0x80001800;
const select = (offset: number) =>
	`movl $${CONFIG + (offset & ~3)}, %eax\n movw $0xcf8, %dx\n outl %eax, %dx\n` +
	`movw $${0xcfc + (offset & 3)}, %dx`;
const config16 = (offset: number, value: number) =>
	`${select(offset)}\n movw $${value}, %ax\n outw %ax, %dx\n`;
const config32 = (offset: number, value: number) =>
	`${select(offset)}\n movl $${value}, %eax\n outl %eax, %dx\n`;
const out32 = (port: number, value: number) =>
	`movw $${port}, %dx\n movl $${value}, %eax\n outl %eax, %dx\n`;
const store = (index: number) => `movl %eax, ${RESULTS + 4 * index}\n`;
const readConfig = (index: number, offset: number) =>
	`${select(offset & ~3)}\n inl %dx, %eax\n ${store(index)}`;
const in32 = (index: number, port: number) =>
	`movw $${port}, %dx\n inl %dx, %eax\n ${store(index)}`;
const ON = config32(0x10, 0xc000) + config32(0x14, 0xf0000000) + config16(4, 7);

let gadget: Gadget;
beforeEach(() => {
	gadget = new Gadget();
});

/** A machine with the gadget that has run the code up to its end. */
async function run(code: string, options: Partial<MachineOptions> = {}): Promise<Machine> {
	const machine = await createGuest(`${GUEST_LIBRARY}\nmain:\n${code}\n hlt`, {
		pciFunctions: [gadget],
		...options,
	});
	machine.runSync({ forUs: 10_000 });
	return machine;
}

const result = (machine: Machine, index: number) => machine.memory.readPhysU32(RESULTS + 4 * index);

describe('the configuration space', () => {
	test('names the function, its pin and its power management', async () => {
		const machine = await run(
			[0, 4, 8, 0x2c, 0x34, 0x3c, 0x50].map((offset, i) => readConfig(i, offset)).join(''),
		);
		expect(result(machine, 0)).toBe(0x56781234);
		expect(result(machine, 1)).toBe(0x02900000);
		expect(result(machine, 2)).toBe(0x02000010);
		expect(result(machine, 3)).toBe(0x22221111);
		expect(result(machine, 4)).toBe(0x50);
		expect(result(machine, 5)).toBe(0x40200100);
		expect(result(machine, 6)).toBe(0x00020001);
	});

	test('tells the sizes of the ranges, and takes no bits that are not there', async () => {
		const machine = await run(
			[0x10, 0x14, 0x18, 0x30]
				.map((offset, i) => config32(offset, 0xffffffff) + readConfig(i, offset))
				.join(''),
		);
		expect(result(machine, 0)).toBe(0xfffffff1);
		expect(result(machine, 1)).toBe(0xffffff00);
		expect(result(machine, 2)).toBe(0);
		expect(result(machine, 3)).toBe(0);
	});

	test('reads as written without being selected again', async () => {
		const machine = await run(`${config16(4, 7)}\n inl %dx, %eax\n${store(0)}`);
		expect(result(machine, 0) & 0xffff).toBe(7);
	});

	test("has no ne2k of v86's beside it unless asked for", async () => {
		const read =
			'movl $0x80002800, %eax\n movw $0xcf8, %dx\n outl %eax, %dx\n movw $0xcfc, %dx';
		const code = `main: ${read}\n inl %dx, %eax\n ${store(0)} hlt`;
		const own = await createGuest(code, { pciFunctions: [gadget] });
		own.runSync({ forUs: 1000 });
		expect(result(own, 0)).toBe(0xffffffff);
		const both = await createGuest(code, {
			pciFunctions: [new Gadget()],
			hasV86Card: true,
		});
		both.runSync({ forUs: 1000 });
		expect(result(both, 0)).toBe(0x802910ec);
	});
});

describe('a range of ports', () => {
	test('gets accesses of each size as they are', async () => {
		const machine = await run(`${ON} movw $0xc003, %dx\n inb %dx, %al\n movw $0xc002, %dx
			inw %dx, %ax\n movw $0xc004, %dx\n movl $0xfedcba98, %eax\n outl %eax, %dx
			movb $0x77, %al\n outb %al, %dx\n ${in32(0, 0xc000)}`);
		expect(gadget.accesses).toEqual([
			...['read8 0:3', 'read16 0:2', 'write32 0:4 fedcba98', 'write8 0:4 77', 'read32 0:0'],
		]);
		expect(result(machine, 0)).toBe(0xa5a5a5a5);
	});

	test('moves with its base address register and leaves nothing behind', async () => {
		const machine = await run(
			ON + config32(0x10, 0xd000) + in32(0, 0xc000) + in32(1, 0xd000) + in32(2, 0xd008),
		);
		expect(result(machine, 0)).toBe(0xffffffff);
		expect(result(machine, 1)).toBe(0xa5a5a5a5);
		expect(gadget.accesses).toEqual(['read32 0:0', 'read32 0:8']);
	});

	test('answers with ones while it is switched off', async () => {
		const machine = await run(ON + config16(4, 6) + in32(0, 0xc000) + out32(0xc004, 1));
		expect(result(machine, 0)).toBe(0xffffffff);
		expect(gadget.accesses).toEqual([]);
	});

	test("gives a port of v86's devices back when it moves away", async () => {
		const base = 0xb400;
		// The bus master registers of v86's IDE are put there and then covered.
		const ide = `movl $0x8000f020, %eax\n movw $0xcf8, %dx\n outl %eax, %dx
			movw $0xcfc, %dx\n movl $${base}, %eax\n outl %eax, %dx\n`;
		const machine = await run(
			`${ide}${in32(0, base + 4)}${config32(0x10, base)}${config16(4, 1)}${in32(1, base + 4)}
			${config16(4, 0)}${in32(2, base + 4)}`,
			{ deviceModel: 'v86' },
		);
		expect(result(machine, 1)).toBe(0xa5a5a5a5);
		expect(result(machine, 2)).toBe(result(machine, 0));
		expect(result(machine, 2)).not.toBe(0xffffffff);
	});

	test('of an access across its end gets its own bytes only', async () => {
		const machine = await run(ON + in32(0, 0xc00e) + out32(0xc00f, 0x11223344));
		expect(gadget.accesses).toEqual(['read8 0:14', 'read8 0:15', 'write8 0:15 44']);
		expect(result(machine, 0)).toBe(0xffffa5a5);
	});
});

describe('a range of memory', () => {
	test('gets accesses of each size, moves, and shares its 128 KB with others', async () => {
		const machine = await run(`${ON}
			movl $0x12345678, 0xf0000010
			movw $0x9abc, 0xf0000014
			movb $0xde, 0xf0000016
			${config32(0x14, 0xf0001000)}
			movl 0xf0001010, %eax\n ${store(0)}
			movl 0xf0000010, %eax\n ${store(1)}
			movzwl 0xf0001014, %eax\n ${store(2)}
			movl 0xf0001100, %eax\n ${store(3)}`);
		expect(gadget.accesses.slice(0, 3)).toEqual([
			...['write32 1:16 12345678', 'write16 1:20 9abc', 'write8 1:22 de'],
		]);
		expect(result(machine, 0)).toBe(0x12345678);
		expect(result(machine, 1)).toBe(0xffffffff);
		expect(result(machine, 2)).toBe(0x9abc);
		expect(result(machine, 3)).toBe(0xffffffff);
	});

	test('answers nothing where RAM is, and nothing while it is switched off', async () => {
		const machine = await run(`${ON}${config32(0x14, 0x300000)}
			movl $0x1234, 0x300010\n ${config32(0x14, 0xf0000000)}${config16(4, 5)}
			movl $0x1234, 0xf0000010\n movl 0xf0000010, %eax\n ${store(0)}`);
		expect(gadget.accesses).toEqual([]);
		expect(machine.memory.readPhysU32(0x300010)).toBe(0x1234);
		expect(result(machine, 0)).toBe(0xffffffff);
	});
});

describe('a transfer', () => {
	const copy = (address: number) => out32(0xc004, address) + out32(0xc008, 1);

	test('reads and writes RAM while the function may master the bus', async () => {
		const machine = await run(`${ON} movl $0xcafef00d, 0x300000\n${copy(0x300000)}`);
		expect(gadget.copied).toBe(1);
		expect(machine.memory.readPhysU32(0x300004)).toBe(0xcafef00d);
	});

	test('without mastering reaches nothing', async () => {
		const machine = await run(`${ON}${config16(4, 3)}
			movl $0xcafef00d, 0x300000\n${copy(0x300000)}`);
		expect(gadget.copied).toBe(0);
		expect(machine.memory.readPhysU32(0x300004)).toBe(0);
		expect(machine.stats().dropped).toEqual({ 'pci-transfer-without-mastering': 1 });
	});

	test.each([
		['beyond RAM', 0x400000],
		['across the end of RAM', 0x3ffffc],
		['into ROM', 0xf0000],
		['into video memory', 0xb8000],
		['at the end of the address space', 0xfffffffc],
	])('%s is a master abort', async (_where, address) => {
		const machine = await run(ON + copy(address) + readConfig(0, 4));
		expect(gadget.copied).toBe(0);
		expect(result(machine, 0) >>> 29).toBe(1);
		expect(machine.stats().dropped).toEqual({ 'pci-transfer-beyond-memory': 1 });
	});
});

describe('the interrupt pin', () => {
	const withHandler = (code: string) => `
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
		${ON}
		sti
		${code}
		1: hlt
		jmp 1b
	on_card:
		pushal
		incl ${RESULTS}
		${out32(0xc000, 0)}
		outbyte 0xa0, 0x20
		outbyte 0x20, 0x20
		popal
		iret`;

	test('interrupts, shows in the status register, and can be disabled', async () => {
		const machine = await run(
			withHandler(`${out32(0xc000, 1)} nop
				${config16(4, 0x407)}${out32(0xc000, 1)} nop\n ${readConfig(1, 4)}`),
		);
		expect(result(machine, 0)).toBe(1);
		expect(result(machine, 1)).toBe(0x02980407);
	});

	test('is low in D3hot', async () => {
		const machine = await run(withHandler(`cli\n ${out32(0xc000, 1)}${config16(0x54, 3)} sti`));
		expect(result(machine, 0)).toBe(0);
	});

	test('wakes the processor when a timer raises it', async () => {
		const machine = await run(withHandler(out32(0xc00c, 2_000_000)));
		expect(gadget.timerCalls).toEqual([3]);
		expect(result(machine, 0)).toBe(1);
	});
});

describe('power management', () => {
	test('switches everything off in D3hot, and back in D0 all is as after power-on', async () => {
		const machine = await run(
			`${ON}${config16(0x54, 3)}${in32(0, 0xc000)}${readConfig(1, 0x54)}${config16(0x54, 0)}
			${[4, 0x10, 0x14].map((offset, i) => readConfig(2 + i, offset)).join('')}`,
		);
		expect(gadget.accesses).toEqual([]);
		expect(result(machine, 0)).toBe(0xffffffff);
		expect(result(machine, 1)).toBe(3);
		expect([2, 3, 4].map((i) => result(machine, i))).toEqual([0x02900000, 1, 0]);
		expect(gadget.resets).toBe(1);
	});

	test('has no D1 and D2: asking for them changes nothing', async () => {
		const machine = await run(ON + config16(0x54, 1) + readConfig(0, 0x54) + in32(1, 0xc000));
		expect(result(machine, 0)).toBe(0);
		expect(result(machine, 1)).toBe(0xa5a5a5a5);
		expect(gadget.resets).toBe(0);
	});
});

describe('the machine', () => {
	test('resets its functions, with their timers and addresses', async () => {
		const machine = await run(`${ON}${out32(0xc00c, 100_000_000)}`);
		expect(gadget.timerCalls).toEqual([]);
		const resets = gadget.resets;
		machine.reset();
		expect(gadget.resets).toBe(resets + 1);
		gadget.accesses.length = 0;
		machine.runSync({ forUs: 1000 });
		expect(gadget.accesses).toHaveLength(1);
	});

	test('keeps ranges, registers, pin and timers in snapshots', async () => {
		const code = `main: ${ON}${out32(0xc004, 0x1234)}${out32(0xc00c, 3_000_000)}
			movl $0x55, 0xf0000020
			movl $400000, %ecx\n 1: loop 1b\n ${readConfig(0, 4)}${in32(1, 0xc000)}
			movl 0xf0000020, %eax\n ${store(2)} hlt`;
		const first = await createGuest(code, { pciFunctions: [gadget] });
		first.runSync({ forUs: 1000 });
		const other = new Gadget();
		const second = await createGuest(code, { pciFunctions: [other] });
		second.restore(first.snapshot().toBytes());
		expect(other.address).toBe(0x1234);
		for (const [machine, its] of [
			[first, gadget],
			[second, other],
		] as const) {
			machine.runSync({ forUs: 10_000 });
			expect(its.timerCalls).toEqual([3]);
			expect(result(machine, 0)).toBe(0x02980007);
			expect(result(machine, 1)).toBe(0xa5a5a5a5);
			expect(result(machine, 2)).toBe(0x55);
		}
		expect(await second.hashRam()).toBe(await first.hashRam());
	});

	test('refuses a snapshot of a machine with other functions', async () => {
		const first = await createGuest('main: hlt', { pciFunctions: [gadget] });
		const second = await createGuest('main: hlt');
		expect(() => second.restore(first.snapshot())).toThrow(/Only in the snapshot: .*gadget/);
	});
});
