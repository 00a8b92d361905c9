/**
 * Small guests for the machine's tests: 32-bit assembly in a ROM, assembled by the project's own
 * compiler. The guest starts at `main` in flat protected mode with a stack, interrupts off and no
 * paging; `GUEST_LIBRARY` has what several guests need.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Machine, MachineOptions } from '../api.ts';
import { createMachine } from '../machine.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CACHE = join(ROOT, 'build', 'test-guests');
const COMPILER = join(ROOT, 'node_modules', '.bin', 'zig');
const COMPILE_TIMEOUT_MS = 120_000;
const ROM_SIZE = 64 << 10;
const ROM_BASE = 0xf0000;
const PT_LOAD = 1;

const PRELUDE = `
	.code16
	.section .reset, "ax"
	ljmp $0xf000, $0
	.section .text, "ax"
	.globl entry16
entry16:
	cli
	lgdtl %cs:(gdt_pointer - entry16)
	movl $1, %eax
	movl %eax, %cr0
	ljmpl $8, $entry32
	.code32
entry32:
	movw $16, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movl $0x80000, %esp
	jmp main
	.balign 8
gdt:
	.quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
	.word . - gdt - 1
	.long gdt
`;

/**
 * - `print_al` sends a byte to COM1, `print2_al` to COM2.
 * - `setup_interrupts` points all vectors at `ignore_interrupt`, puts the controllers at vectors
 *   20h and 28h with every line masked; `set_vector` puts the handler EDX at vector EAX.
 * - `enable_disks` makes the IDE controller answer at the legacy ports and master the bus.
 */
export const GUEST_LIBRARY = `
print_al:
	movw $0x3f8, %dx
	outb %al, %dx
	ret
print2_al:
	movw $0x2f8, %dx
	outb %al, %dx
	ret
out_port: /* EDX port, AL value */
	outb %al, %dx
	ret
.macro outbyte port, value
	movb $\\value, %al
	movw $\\port, %dx
	outb %al, %dx
.endm
set_vector:
	movl %edx, %ecx
	andl $0xffff, %ecx
	orl $0x00080000, %ecx
	movl %ecx, 0x90000(,%eax,8)
	andl $0xffff0000, %edx
	orl $0x8e00, %edx
	movl %edx, 0x90004(,%eax,8)
	ret
ignore_interrupt:
	iret
enable_disks:
	movw $0xcf8, %dx
	movl $0x8000f004, %eax
	outl %eax, %dx
	movw $0xcfc, %dx
	movw $5, %ax
	outw %ax, %dx
	movw $0xcf8, %dx
	movl $0x8000f040, %eax
	outl %eax, %dx
	movw $0xcfc, %dx
	movl $0x80008000, %eax
	outl %eax, %dx
	ret
setup_interrupts:
	xorl %ebx, %ebx
1:	movl %ebx, %eax
	movl $ignore_interrupt, %edx
	call set_vector
	incl %ebx
	cmpl $256, %ebx
	jne 1b
	movw $2047, 0x91000
	movl $0x90000, 0x91002
	lidtl 0x91000
	outbyte 0x20, 0x11
	outbyte 0xa0, 0x11
	outbyte 0x21, 0x20
	outbyte 0xa1, 0x28
	outbyte 0x21, 4
	outbyte 0xa1, 2
	outbyte 0x21, 1
	outbyte 0xa1, 1
	outbyte 0x21, 0xff
	outbyte 0xa1, 0xff
	ret
`;

/** A ROM whose code is `source`; `main` is where it starts. */
export function assembleRom(source: string): Uint8Array {
	const text = PRELUDE + source;
	const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
	const object = join(CACHE, `${digest}.elf`);
	if (!existsSync(object)) {
		compile(text, digest, object);
	}
	return romFromElf(readFileSync(object));
}

/** A machine with that ROM and a blank disk. */
export function createGuest(
	source: string,
	options: Partial<MachineOptions> = {},
): Promise<Machine> {
	return createMachine({
		wasm: readWasm(),
		bios: assembleRom(source),
		image: new Uint8Array(64 * 512),
		memoryMb: 4,
		...options,
	});
}

export function readWasm(): Uint8Array {
	const main = createRequire(import.meta.url).resolve('v86');
	return new Uint8Array(readFileSync(new URL('v86.wasm', `file://${main}`)));
}

function compile(text: string, digest: string, object: string): void {
	mkdirSync(CACHE, { recursive: true });
	const source = join(CACHE, `${digest}.S`);
	const script = join(CACHE, `${digest}.ld`);
	const partial = join(CACHE, `${digest}.${process.pid}.tmp`);
	writeFileSync(source, text);
	writeFileSync(
		script,
		`SECTIONS { . = ${ROM_BASE}; .text : { *(.text*) *(.data*) *(.rodata*) } ` +
			`. = ${ROM_BASE + ROM_SIZE - 16}; .reset : { KEEP(*(.reset)) } }`,
	);
	execFileSync(
		COMPILER,
		[
			'cc',
			...['-target', 'x86-freestanding-none', '-nostdlib', '-static', '-Wl,--entry=entry16'],
			...[`-Wl,-T,${script}`, '-Wl,--build-id=none', '-o', partial, source],
		],
		{ stdio: ['ignore', 'inherit', 'inherit'], timeout: COMPILE_TIMEOUT_MS },
	);
	renameSync(partial, object);
}

function romFromElf(elf: Buffer): Uint8Array {
	const rom = new Uint8Array(ROM_SIZE);
	const headers = elf.readUInt32LE(28);
	const count = elf.readUInt16LE(44);
	for (let i = 0; i < count; i++) {
		const header = headers + 32 * i;
		if (elf.readUInt32LE(header) === PT_LOAD) {
			const offset = elf.readUInt32LE(header + 4);
			const address = elf.readUInt32LE(header + 12);
			const size = elf.readUInt32LE(header + 16);
			if (address >= ROM_BASE) {
				rom.set(elf.subarray(offset, offset + size), address - ROM_BASE);
			}
		}
	}
	return rom;
}
