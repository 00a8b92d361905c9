/**
 * What a processor checks and v86 does not, or not without giving up: an instruction that any
 * program may try must end in an exception of the guest, never in the end of the machine. After
 * Intel's Software Developer's Manual, volume 2 (IRET, ENTER, JMP) and volume 3 (chapter 6).
 *
 * - IRET at user level: v86 gives up when the selector is none that could be returned to, or when
 *   the flag for nested tasks is set and there is no task to return to.
 * - A far jump at user level passes over system segments that it can't go to.
 * - Prefixes without end: v86's interpreter calls itself for each, until its stack has grown over
 *   the processor's state. (It does not count what follows the prefixes, and its compiler counts
 *   none of them, but has no such trouble.)
 * - ENTER with a nesting level: v86 gives up when memory is missing, and copies the frame pointers
 *   to places where they don't belong; so it is executed here.
 *
 * Accesses go through v86's own translation, so that page faults, accessed and dirty bits are as
 * in any other instruction.
 */

import type { InstructionHooks } from './instruction_hooks.ts';
import { CPU_ADDRESS, SEGMENT, type V86WasmExports } from './internals.ts';

const VECTOR = { invalidTaskState: 10, notPresent: 11, protection: 13 } as const;

const FLAG_NESTED_TASK = 1 << 14;
const FLAG_VIRTUAL_8086 = 1 << 17;

const SELECTOR_LOCAL = 4;
const SELECTOR_INDEX = 0xfff8;
/** What of a selector is part of an error code. */
const SELECTOR_ERROR = 0xfffc;
const PRIVILEGE = 3;

/** Descriptor types of system segments, among others the ones that v86 checks itself. */
const TYPE_BUSY = [3, 11];
const TYPE_CHECKED_FOR_JUMP = [1, 4, 5, 9, 12];

const NESTING_MASK = 31;

interface Descriptor {
	readonly isSystem: boolean;
	readonly isCode: boolean;
	readonly isConforming: boolean;
	readonly isPresent: boolean;
	/** Of a system segment. */
	readonly type: number;
	readonly privilege: number;
	/** The last offset in it. */
	readonly limit: number;
}

export class InstructionChecks implements InstructionHooks {
	private buffer: ArrayBuffer | undefined;
	private state = new DataView(new ArrayBuffer(0));

	constructor(private readonly v86: V86WasmExports) {}

	/** Refuses what can't be returned to; v86 does the rest. */
	iret(isShort: number): boolean {
		if (this.isVirtual8086) {
			return false;
		}
		if (this.flags & FLAG_NESTED_TASK) {
			return this.returnToTask();
		}
		const size = isShort ? 2 : 4;
		for (let word = 0; word < 3; word++) {
			if (!this.isReadable(this.stackAddress(word * size), size)) {
				return true;
			}
		}
		const target = this.read(this.stackAddress(0), size);
		const selector = this.read(this.stackAddress(size), 2);
		const errorCode = selector & SELECTOR_ERROR;
		const descriptor = this.descriptor(selector);
		if (!isReturnable(descriptor, selector)) {
			return this.raise(VECTOR.protection, errorCode);
		}
		if (!descriptor.isPresent) {
			return this.raise(VECTOR.notPresent, errorCode);
		}
		return target > descriptor.limit && this.raise(VECTOR.protection, 0);
	}

	/** Refuses system segments that are neither gates nor tasks to go to; v86 does the rest. */
	farJump(selector: number): boolean {
		const descriptor = this.isVirtual8086 ? undefined : this.descriptor(selector);
		return (
			descriptor?.isSystem === true &&
			!TYPE_CHECKED_FOR_JUMP.includes(descriptor.type) &&
			this.raise(VECTOR.protection, selector & SELECTOR_ERROR)
		);
	}

	tooLong(): boolean {
		return this.raise(VECTOR.protection, 0);
	}

	enter16(size: number, level: number): boolean {
		return this.enter(2, size, level);
	}

	enter32(size: number, level: number): boolean {
		return this.enter(4, size, level);
	}

	/**
	 * Pushes EBP, the frame pointers of the outer procedures, and the one of this. All faults come
	 * first, in the order of the accesses, so that nothing has changed when one is raised.
	 */
	private enter(width: 2 | 4, size: number, level: number): boolean {
		const depth = level & NESTING_MASK;
		const outerFrame = (number: number) => this.frameAddress(-number * width);
		const slot = (number: number) => this.stackAddress(-number * width);
		const end = -(depth + 1) * width - size;
		for (let number = 1; number <= depth + 1; number++) {
			const isOuter = number > 1 && number <= depth;
			if (isOuter && !this.isReadable(outerFrame(number - 1), width)) {
				return true;
			}
			if (!this.isWritable(slot(number), width)) {
				return true;
			}
		}
		if (!this.isWritable(this.stackAddress(end), width)) {
			return true;
		}
		const { esp, ebp } = CPU_ADDRESS;
		const frame = this.offsetOnStack(this.word(esp), -width);
		this.write(slot(1), width, this.word(ebp));
		for (let number = 1; number < depth; number++) {
			this.write(slot(number + 1), width, this.read(outerFrame(number), width));
		}
		this.write(slot(depth + 1), width, frame);
		const state = this.freshState();
		if (width === 4) {
			state.setUint32(ebp, frame, true);
		} else {
			state.setUint16(ebp, frame, true);
		}
		state.setUint32(esp, this.offsetOnStack(this.word(esp), end), true);
		return true;
	}

	/** v86 switches back to a task that there is; the link to it is at the start of this one's. */
	private returnToTask(): boolean {
		const link = this.read(this.word(CPU_ADDRESS.segmentOffsets + 4 * SEGMENT.tr), 2);
		const descriptor = link & SELECTOR_LOCAL ? undefined : this.descriptor(link);
		const errorCode = link & SELECTOR_ERROR;
		if (!descriptor?.isSystem || !TYPE_BUSY.includes(descriptor.type)) {
			return this.raise(VECTOR.invalidTaskState, errorCode);
		}
		return !descriptor.isPresent && this.raise(VECTOR.notPresent, errorCode);
	}

	/** An exception of the instruction in progress. True, for the instruction is done with. */
	private raise(vector: number, errorCode: number): boolean {
		this.backToInstruction();
		this.v86._call_interrupt_vector(vector, 0, 1, errorCode);
		return true;
	}

	/** False when a page fault was raised. */
	private isReadable(address: number, size: number): boolean {
		const at = this.word(CPU_ADDRESS.instructionPointer);
		if (this.v86.readable_or_pagefault_jit(address | 0, size, at & 0xfff) === 0) {
			return true;
		}
		this.backToInstruction();
		this.v86.exit_jit();
		return false;
	}

	/** False when a page fault was raised. */
	private isWritable(address: number, size: number): boolean {
		return this.v86._writable_or_pagefault(address | 0, size) === 0;
	}

	private backToInstruction(): void {
		const { instructionPointer, previousIp } = CPU_ADDRESS;
		this.freshState().setUint32(instructionPointer, this.word(previousIp), true);
	}

	/** The descriptor that a selector selects; undefined for none and beyond the table. */
	private descriptor(selector: number): Descriptor | undefined {
		const isLocal = (selector & SELECTOR_LOCAL) !== 0;
		const { segmentOffsets, segmentLimits, gdtrOffset, gdtrSize } = CPU_ADDRESS;
		const table = this.word(isLocal ? segmentOffsets + 4 * SEGMENT.ldtr : gdtrOffset);
		const last = isLocal
			? this.word(segmentLimits + 4 * SEGMENT.ldtr)
			: this.word(gdtrSize) & 0xffff;
		const offset = selector & SELECTOR_INDEX;
		if ((offset === 0 && !isLocal) || offset + 7 > last) {
			return undefined;
		}
		return decodeDescriptor(this.read(table + offset, 4), this.read(table + offset + 4, 4));
	}

	/** Of what is known to be mapped. */
	private read(address: number, size: number): number {
		let value = 0;
		for (let at = 0; at < size; at++) {
			value += this.v86.read8(this.physical(address + at)) * 2 ** (8 * at);
		}
		return value;
	}

	/** To what is known to be writable. */
	private write(address: number, size: number, value: number): void {
		for (let at = 0; at < size; at++) {
			this.v86.write8(this.physical(address + at), (value >>> (8 * at)) & 0xff);
		}
	}

	private physical(address: number): number {
		return this.v86.translate_address_system_read_js(address | 0);
	}

	/** Linear address of what is so far from the top of the stack. */
	private stackAddress(offset: number): number {
		return this.addressInStack(CPU_ADDRESS.esp, offset);
	}

	private frameAddress(offset: number): number {
		return this.addressInStack(CPU_ADDRESS.ebp, offset);
	}

	private addressInStack(register: number, offset: number): number {
		const pointer = this.offsetOnStack(this.word(register), offset);
		const base = this.word(CPU_ADDRESS.segmentOffsets + 4 * SEGMENT.ss);
		return (base + (this.isStack32 ? pointer : pointer & 0xffff)) >>> 0;
	}

	/** A stack of 16 bits leaves the upper half of its pointer alone. */
	private offsetOnStack(pointer: number, offset: number): number {
		return this.isStack32
			? (pointer + offset) >>> 0
			: ((pointer & 0xffff_0000) | ((pointer + offset) & 0xffff)) >>> 0;
	}

	private get isStack32(): boolean {
		return this.freshState().getUint8(CPU_ADDRESS.isStack32) !== 0;
	}

	private get isVirtual8086(): boolean {
		return (this.flags & FLAG_VIRTUAL_8086) !== 0;
	}

	private get flags(): number {
		return this.word(CPU_ADDRESS.flags);
	}

	private word(address: number): number {
		return this.freshState().getUint32(address, true);
	}

	/** v86's memory, looked up again when it has grown. */
	private freshState(): DataView {
		const { buffer } = this.v86.memory;
		if (buffer !== this.buffer) {
			this.buffer = buffer;
			this.state = new DataView(buffer);
		}
		return this.state;
	}
}

/** Whether IRET at user level may go on in such a segment. */
function isReturnable(
	descriptor: Descriptor | undefined,
	selector: number,
): descriptor is Descriptor {
	if (!descriptor || descriptor.isSystem || !descriptor.isCode) {
		return false;
	}
	const requested = selector & PRIVILEGE;
	return (
		requested === PRIVILEGE &&
		(descriptor.isConforming
			? descriptor.privilege <= requested
			: descriptor.privilege === requested)
	);
}

/** From its two words: SDM volume 3, section 3.4.5. */
function decodeDescriptor(low: number, high: number): Descriptor {
	const limit = (low & 0xffff) | (high & 0xf_0000);
	return {
		isSystem: (high & (1 << 12)) === 0,
		isCode: (high & (1 << 11)) !== 0,
		isConforming: (high & (1 << 10)) !== 0,
		isPresent: (high & (1 << 15)) !== 0,
		type: (high >>> 8) & 15,
		privilege: (high >>> 13) & PRIVILEGE,
		limit: high & (1 << 23) ? ((limit << 12) | 0xfff) >>> 0 : limit,
	};
}
