/**
 * Where functions of ours answer in v86's ports and memory.
 *
 * v86 has a table of ports and one of handlers for memory above RAM, a handler for each 128 KB.
 * Windows are laid over both. Whoever changes these tables otherwise, or a window's base, does so
 * inside `remap()`: all windows are lifted, last one first, so that what they covered is back
 * where it was, and then put down again.
 *
 * Ports below 1000h are the main board's, and memory below the end of RAM is RAM: a window there
 * answers nothing, as in a PC whose host bridge does not pass such accesses on. Legacy windows are
 * the main board's, too, and answer at any port.
 */

import type { AccessSize } from '../devices/pci_function.ts';
import type { V86Cpu, V86MemoryHandlers, V86Port } from './internals.ts';

const FIRST_PORT = 0x1000;
const PORT_COUNT = 0x10000;
const MEMORY_BLOCK_SHIFT = 17;

/** A base address range with its registers; offsets are into the range, values unsigned. */
export interface Window {
	readonly kind: 'io' | 'legacy-io' | 'memory';
	readonly size: number;
	/** Undefined while it answers nothing. */
	readonly base: number | undefined;
	read(offset: number, size: AccessSize): number;
	write(offset: number, size: AccessSize, value: number): void;
}

interface PortsCovered {
	readonly base: number;
	readonly underneath: readonly V86Port[];
}

interface PlacedWindow {
	readonly base: number;
	readonly window: Window;
}

interface BlockCovered {
	readonly block: number;
	readonly underneath: V86MemoryHandlers;
}

export class PciWindows {
	private readonly windows: Window[] = [];
	/** By window; made once, since there are six handlers a port. */
	private readonly portEntries = new Map<Window, readonly V86Port[]>();
	private readonly ports: PortsCovered[] = [];
	private readonly blocks: BlockCovered[] = [];
	/** By block; the last one added to a block gives way to those before it. */
	private readonly memoryAt = new Map<number, PlacedWindow[]>();
	private isLifted = false;

	constructor(private readonly cpu: V86Cpu) {
		const write16 = cpu.mmap_write16.bind(cpu);
		cpu.mmap_write16 = (address, value) => {
			if (!this.writeMemory(address >>> 0, 2, value & 0xffff)) {
				write16(address, value);
			}
		};
	}

	add(window: Window): void {
		this.windows.push(window);
		if (window.kind !== 'memory') {
			this.portEntries.set(window, makePortEntries(window));
		}
		this.remap(() => {});
	}

	/** May be called while it runs; what is inside is then lifted already. */
	remap(change: () => void): void {
		if (this.isLifted) {
			change();
			return;
		}
		this.lift();
		this.isLifted = true;
		try {
			change();
		} finally {
			this.isLifted = false;
			this.putDown();
		}
	}

	private lift(): void {
		for (const { base, underneath } of this.ports.splice(0).reverse()) {
			for (const [index, entry] of underneath.entries()) {
				this.cpu.io.ports[base + index] = entry;
			}
		}
		for (const { block, underneath } of this.blocks.splice(0)) {
			this.setHandlers(block, underneath);
		}
		this.memoryAt.clear();
	}

	private putDown(): void {
		for (const window of this.windows) {
			const { kind, base, size } = window;
			if (base === undefined) {
				continue;
			}
			const firstPort = kind === 'legacy-io' ? 0 : FIRST_PORT;
			if (kind === 'memory') {
				this.putDownMemory(window, base);
			} else if (base >= firstPort && base + size <= PORT_COUNT) {
				this.putDownPorts(window, base);
			}
		}
	}

	private putDownPorts(window: Window, base: number): void {
		const { ports } = this.cpu.io;
		this.ports.push({ base, underneath: ports.slice(base, base + window.size) });
		for (const [index, entry] of (this.portEntries.get(window) ?? []).entries()) {
			ports[base + index] = entry;
		}
	}

	private putDownMemory(window: Window, base: number): void {
		const last = (base + window.size - 1) >>> MEMORY_BLOCK_SHIFT;
		for (let block = base >>> MEMORY_BLOCK_SHIFT; block <= last; block++) {
			const others = this.memoryAt.get(block);
			if (others) {
				others.push({ base, window });
			} else {
				this.memoryAt.set(block, [{ base, window }]);
				this.coverBlock(block);
			}
		}
	}

	private coverBlock(block: number): void {
		const { cpu } = this;
		const underneath: V86MemoryHandlers = {
			read8: cpu.memory_map_read8[block],
			write8: cpu.memory_map_write8[block],
			read32: cpu.memory_map_read32[block],
			write32: cpu.memory_map_write32[block],
		};
		this.blocks.push({ block, underneath });
		this.setHandlers(block, {
			read8: (address) =>
				this.readMemory(address >>> 0, 1) ?? underneath.read8?.(address) ?? 0xff,
			write8: (address, value) => {
				if (!this.writeMemory(address >>> 0, 1, value & 0xff)) {
					underneath.write8?.(address, value);
				}
			},
			read32: (address) =>
				this.readMemory(address >>> 0, 4) ?? underneath.read32?.(address) ?? -1,
			write32: (address, value) => {
				if (!this.writeMemory(address >>> 0, 4, value >>> 0)) {
					underneath.write32?.(address, value);
				}
			},
		});
	}

	private setHandlers(block: number, handlers: V86MemoryHandlers): void {
		const { cpu } = this;
		cpu.memory_map_read8[block] = handlers.read8;
		cpu.memory_map_write8[block] = handlers.write8;
		cpu.memory_map_read32[block] = handlers.read32;
		cpu.memory_map_write32[block] = handlers.write32;
	}

	private placedAt(address: number): PlacedWindow | undefined {
		return this.memoryAt
			.get(address >>> MEMORY_BLOCK_SHIFT)
			?.find(({ base, window }) => address >= base && address - base < window.size);
	}

	/** Undefined where no window is. */
	private readMemory(address: number, size: AccessSize): number | undefined {
		const placed = this.placedAt(address);
		return placed && read(placed.window, address - placed.base, size) | 0;
	}

	/** False where no window is. */
	private writeMemory(address: number, size: AccessSize, value: number): boolean {
		const placed = this.placedAt(address);
		if (placed) {
			write(placed.window, address - placed.base, size, value);
		}
		return placed !== undefined;
	}
}

function makePortEntries(window: Window): V86Port[] {
	return Array.from({ length: window.size }, (_, offset) => ({
		read8: () => window.read(offset, 1),
		read16: () => read(window, offset, 2),
		read32: () => read(window, offset, 4) | 0,
		write8: (value) => window.write(offset, 1, value & 0xff),
		write16: (value) => write(window, offset, 2, value & 0xffff),
		write32: (value) => write(window, offset, 4, value >>> 0),
		device: undefined,
	}));
}

/** What of an access is beyond the window's end reads as ones. */
function read(window: Window, offset: number, size: AccessSize): number {
	if (offset + size <= window.size) {
		return window.read(offset, size);
	}
	let value = 0;
	for (let i = 0; i < size; i++) {
		const byte = offset + i < window.size ? window.read(offset + i, 1) : 0xff;
		value |= byte << (8 * i);
	}
	return value;
}

/** What of an access is beyond the window's end is dropped. */
function write(window: Window, offset: number, size: AccessSize, value: number): void {
	if (offset + size <= window.size) {
		window.write(offset, size, value);
		return;
	}
	for (let i = 0; offset + i < window.size; i++) {
		window.write(offset + i, 1, (value >>> (8 * i)) & 0xff);
	}
}
