/**
 * The kernel's process table, read from outside.
 *
 * The kernel exports a constant `proc_layout` that says where its table is and how a slot is laid
 * out (os-image/kernel; the order of its words is `LAYOUT_WORDS`). The manifest gives the
 * constant's address; kernel addresses map to RAM at a fixed distance.
 *
 * `machine` may be anything with the guest's memory, `manifest` must be that of the same build.
 */

import type { GuestMemory } from './api.ts';
import { MachineError } from './errors.ts';
import type { Binary, Manifest } from './manifest.ts';

export interface GuestProcess {
	slot: number;
	endpoint: number;
	/** The kernel's flags; 0 means it can run. */
	stateFlags: number;
	/** Of the program. */
	name: string;
	/** Of its privilege structure: a component's own, or one that processes share. */
	label: string;
	/** Physical address of the page directory, for `GuestMemory`. */
	cr3: number;
	priority: number;
	privilegeId: number;
	/** Where it continues at user level. */
	userEip: number;
	cpuUs: number;
}

/** Kernel virtual address minus physical address. */
const DIRECT_MAP_BASE = 0xc0000000;
const LAYOUT_SYMBOL = 'proc_layout';
/** os-image/kernel/frames.c */
const FREE_FRAMES_SYMBOL = 'free_count';
/** "PRPL" */
const LAYOUT_MAGIC = 0x4c505250;
const LAYOUT_VERSION = 1;
/** 16 characters and a NUL. */
const LABEL_LENGTH = 17;
const MAX_SLOTS = 4096;
const MAX_SLOT_SIZE = 1 << 16;

/** The words of `struct proc_layout`, in order. */
const LAYOUT_WORDS = [
	'magic',
	'version',
	'tableAddress',
	'slotCount',
	'slotSize',
	'endpoint', // u32, 0 in a free slot
	'state', // u32
	'name', // char[nameLength]
	'nameLength',
	'cr3', // u32
	'priority', // u8
	'privilegeId', // u8
	'userEip', // u32
	'cpuUs', // u64
	'privilegeTable',
	'privilegeSize',
	'label', // char[LABEL_LENGTH], in a privilege structure
] as const;

type Layout = Record<(typeof LAYOUT_WORDS)[number], number>;

/** All processes, in the order of their slots. Throws when the kernel does not run yet. */
export function listProcesses(
	machine: { readonly memory: GuestMemory },
	manifest: Manifest,
): GuestProcess[] {
	const { memory } = machine;
	const layout = readLayout(memory, layoutAddress(manifest));
	const table = memory.readPhys(
		toPhysical(layout.tableAddress),
		layout.slotCount * layout.slotSize,
	);
	const processes: GuestProcess[] = [];
	for (let slot = 0; slot < layout.slotCount; slot++) {
		const start = slot * layout.slotSize;
		const process = readSlot(table.subarray(start, start + layout.slotSize), slot, layout);
		if (process) {
			const label = readLabel(memory, layout, process.privilegeId);
			processes.push({ ...process, label });
		}
	}
	return processes;
}

/** The process of the component with this label; the first one where processes share it. */
export function findProcess(
	machine: { readonly memory: GuestMemory },
	manifest: Manifest,
	label: string,
): GuestProcess | undefined {
	return listProcesses(machine, manifest).find((process) => process.label === label);
}

/** How many of the page frames that the kernel manages are free, by its own count. */
export function countFreeFrames(
	machine: { readonly memory: GuestMemory },
	manifest: Manifest,
): number {
	const { address } = kernelOf(manifest).symbol(FREE_FRAMES_SYMBOL);
	return machine.memory.readPhysU32(toPhysical(address));
}

function layoutAddress(manifest: Manifest): number {
	return kernelOf(manifest).symbol(LAYOUT_SYMBOL).address;
}

function kernelOf(manifest: Manifest): Binary {
	const kernel = manifest.binaries.find(({ kind }) => kind === 'kernel');
	if (!kernel) {
		throw new MachineError('The manifest has no kernel: build the OS image again.');
	}
	return kernel;
}

function readLayout(memory: GuestMemory, address: number): Layout {
	const bytes = memory.readPhys(toPhysical(address), 4 * LAYOUT_WORDS.length);
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const layout = Object.fromEntries(
		LAYOUT_WORDS.map((name, index) => [name, view.getUint32(4 * index, true)]),
	) as Layout;
	if (layout.magic !== LAYOUT_MAGIC) {
		throw new MachineError(
			`No kernel at ${hex(address)}: expected ${hex(LAYOUT_MAGIC)}, found ` +
				`${hex(layout.magic)}. Let it boot first, with the manifest of the same build.`,
		);
	}
	if (layout.version !== LAYOUT_VERSION) {
		throw new MachineError(
			`The kernel describes its process table in version ${layout.version}, known is ` +
				`${LAYOUT_VERSION}: rebuild image and host from the same source.`,
		);
	}
	if (layout.slotCount > MAX_SLOTS || layout.slotSize > MAX_SLOT_SIZE) {
		throw new MachineError(
			`The kernel claims ${layout.slotCount} slots of ${layout.slotSize} bytes; its ` +
				'process layout is damaged.',
		);
	}
	return layout;
}

function readLabel(memory: GuestMemory, layout: Layout, privilegeId: number): string {
	const privilege = layout.privilegeTable + privilegeId * layout.privilegeSize;
	return readText(memory.readPhys(toPhysical(privilege + layout.label), LABEL_LENGTH));
}

function readSlot(
	bytes: Uint8Array,
	slot: number,
	layout: Layout,
): Omit<GuestProcess, 'label'> | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const endpoint = view.getUint32(layout.endpoint, true);
	if (endpoint === 0) {
		return undefined;
	}
	return {
		slot,
		endpoint,
		stateFlags: view.getUint32(layout.state, true),
		name: readText(bytes.subarray(layout.name, layout.name + layout.nameLength)),
		cr3: view.getUint32(layout.cr3, true),
		priority: view.getUint8(layout.priority),
		privilegeId: view.getUint8(layout.privilegeId),
		userEip: view.getUint32(layout.userEip, true),
		cpuUs: Number(view.getBigUint64(layout.cpuUs, true)),
	};
}

/** Up to the first NUL, or all of it. */
function readText(bytes: Uint8Array): string {
	const end = bytes.indexOf(0);
	return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function toPhysical(virtualAddress: number): number {
	if (virtualAddress < DIRECT_MAP_BASE) {
		throw new MachineError(
			`${hex(virtualAddress)} is no kernel address: those begin at ${hex(DIRECT_MAP_BASE)}.`,
		);
	}
	return virtualAddress - DIRECT_MAP_BASE;
}

function hex(value: number): string {
	return `0x${(value >>> 0).toString(16)}`;
}
