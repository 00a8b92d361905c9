/**
 * The part of v86's internals that the machine uses, as of the version in `version.ts`. Names are
 * v86's own. Nothing outside this folder touches v86; nothing inside it uses a member that is not
 * declared here.
 */

/** What v86 wants of a disk image. */
export interface V86ImageBuffer {
	readonly byteLength: number;
	onload: ((event: object) => void) | undefined;
	load(): void;
	get(start: number, length: number, done: (bytes: Uint8Array) => void): void;
	get_and_cache(start: number, length: number, done: (bytes: Uint8Array) => void): void;
	get_from_cache(start: number, length: number): Uint8Array | undefined;
	set(start: number, bytes: Uint8Array, done: () => void): void;
	get_buffer(done: (buffer?: ArrayBuffer) => void): void;
	get_state(): unknown[];
	set_state(state: unknown[]): void;
}

export interface V86Emulator {
	readonly v86: V86Inner;
	readonly bus: V86Bus;
	continue_init(inner: V86Inner, options: object): Promise<void>;
	add_listener(event: string, listener: (value: never) => void): void;
	destroy(): Promise<void>;
}

export interface V86Bus {
	send(event: string, value?: unknown): void;
}

export interface V86Inner {
	readonly cpu: V86Cpu;
	readonly constructor: { microtick: () => number };
	/** False keeps v86 from scheduling itself when a device wakes the processor. */
	idle: boolean;
	init(settings: object): void;
	unregister_yield(): void;
	save_state(): ArrayBuffer;
	restore_state(state: ArrayBuffer): void;
}

export interface V86Cpu {
	readonly wasm_memory: WebAssembly.Memory;
	readonly wm: { readonly wasm_table: WebAssembly.Table };
	readonly jit_imports: Record<string, WebAssembly.ImportValue>;
	readonly mem8: { readonly byteOffset: number; readonly length: number };
	readonly io: V86Io;
	readonly devices: V86Devices;
	/** By 128 KB of physical address space; undefined where RAM is. */
	readonly memory_map_read8: V86MemoryHandlers['read8'][];
	readonly memory_map_write8: V86MemoryHandlers['write8'][];
	readonly memory_map_read32: V86MemoryHandlers['read32'][];
	readonly memory_map_write32: V86MemoryHandlers['write32'][];
	/** By itself v86 makes two accesses of 8 bits of it. Reads of 16 bits it always does so. */
	mmap_write16: (address: number, value: number) => void;
	/** Runs for one quantum; returns the milliseconds until a timer is due. */
	main_loop(): number;
	/** Addresses of the interrupt controllers' state in linear memory. */
	get_pic_addr_master(): number;
	get_pic_addr_slave(): number;
	device_raise_irq: (line: number) => void;
	device_lower_irq: (line: number) => void;
	run_hardware_timers: (acpi: number, nowMs: number) => number;
	codegen_finalize: (
		tableIndex: number,
		start: number,
		stateFlags: number,
		pointer: number,
		length: number,
	) => void;
	codegen_finalize_finished(tableIndex: number, start: number, stateFlags: number): void;
	/** Numbers of settings are in `JIT_CONFIG`. */
	set_jit_config(setting: number, value: number): void;
	jit_clear_all_funcs(): void;
	jit_clear_cache(): void;
	full_clear_tlb(): void;
	write_blob(bytes: Uint8Array, address: number): void;
	pack_memory: () => { bitmap: { get_buffer(): ArrayBuffer }; packed_memory: Uint8Array };
	unpack_memory: (bitmap: unknown, packed: Uint8Array) => void;
	reboot_internal: () => void;
}

/** Accesses to memory that is not RAM. Addresses and 32-bit values may be negative. */
export interface V86MemoryHandlers {
	readonly read8: ((address: number) => number) | undefined;
	readonly write8: ((address: number, value: number) => void) | undefined;
	readonly read32: ((address: number) => number) | undefined;
	readonly write32: ((address: number, value: number) => void) | undefined;
}

/** Where v86 keeps processor state in its linear memory. */
export const CPU_ADDRESS = {
	esp: 80,
	ebp: 84,
	flags: 120,
	instructionPointer: 556,
	/** Of the instruction in progress, while it may still fault. */
	previousIp: 560,
	gdtrSize: 572,
	gdtrOffset: 576,
	/** CR3 of the control registers, of which CR0 is at 580. */
	cr3: 592,
	cpl: 612,
	inHlt: 616,
	instructionCounter: 664,
	/** One for each of `SEGMENT`. */
	segmentOffsets: 736,
	segmentLimits: 768,
	isStack32: 808,
} as const;

/** How v86 numbers the settings of its compiler. They are in its linear memory. */
export const JIT_CONFIG = { isDisabled: 0 } as const;

/** How v86 numbers segment registers. */
export const SEGMENT = { ss: 2, tr: 6, ldtr: 7 } as const;

/** What v86's wasm module gives, with what `instruction_hooks.ts` adds to it. */
export interface V86WasmExports {
	readonly memory: WebAssembly.Memory;
	/** Nonzero: there is a page fault, and `exit_jit` raises it. Changes the instruction pointer. */
	readonly readable_or_pagefault_jit: (address: number, size: number, low: number) => number;
	readonly exit_jit: () => void;
	/** Physical address of what is known to be mapped. */
	readonly translate_address_system_read_js: (address: number) => number;
	readonly read8: (physical: number) => number;
	readonly write8: (physical: number, value: number) => void;
	/** Nonzero: a page fault was raised. */
	readonly _writable_or_pagefault: (address: number, size: number) => number;
	readonly _call_interrupt_vector: (
		vector: number,
		isSoftware: number,
		hasErrorCode: number,
		errorCode: number,
	) => void;
	readonly __stack_pointer: WebAssembly.Global;
}

/** `codegen_finalize` gives table indices relative to this slot. */
export const JIT_TABLE_BASE = 1024;

export interface V86Port {
	read8: (port: number) => number;
	read16: (port: number) => number;
	read32: (port: number) => number;
	write8: (value: number) => void;
	write16: (value: number) => void;
	write32: (value: number) => void;
	device: unknown;
}

export interface V86Io {
	readonly ports: V86Port[];
	create_empty_entry(): V86Port;
	register_read(
		port: number,
		device: object,
		read8?: () => number,
		read16?: () => number,
		read32?: () => number,
	): void;
	register_write(
		port: number,
		device: object,
		write8?: (value: number) => void,
		write16?: (value: number) => void,
		write32?: (value: number) => void,
	): void;
}

export interface V86Devices {
	readonly pci: V86Pci;
	readonly rtc: V86Rtc;
	readonly pit: { timer(nowMs: number, noIrq: boolean): number };
	readonly uart0: V86Uart;
	readonly uart1: V86Uart;
	readonly ps2: V86Ps2;
	readonly vga: V86Vga;
	readonly sb16: V86SoundBlaster;
	readonly dma: V86Dma;
	readonly ide: V86Ide;
	/** Undefined in a machine made without. */
	readonly net: V86Ne2k | undefined;
}

export interface V86PciBar {
	readonly size: number;
	readonly original_bar: number;
}

export interface V86PciDevice {
	readonly name: string;
	readonly pci_id: number;
	readonly pci_bars: readonly (V86PciBar | undefined)[];
}

export interface V86Pci {
	/** By bus, device and function; undefined where there is none. */
	readonly devices: (V86PciDevice | undefined)[];
	readonly device_spaces: (Int32Array | undefined)[];
	readonly isa_bridge_space8: Uint8Array;
	/** The configuration address register. */
	readonly pci_addr32: Int32Array;
	/** Looks up what the configuration address selects. */
	pci_query(): void;
	pci_write8: (address: number, value: number) => void;
	pci_write16: (address: number, value: number) => void;
	pci_write32: (address: number, value: number) => void;
	raise_irq: (pciId: number) => void;
	lower_irq: (pciId: number) => void;
	set_io_bars(bar: V86PciBar, from: number, to: number): void;
	/** Gives the configuration space, which is the device's from then on: 64 words. */
	register_device(device: V86PciDevice & { readonly pci_space: readonly number[] }): Int32Array;
}

export interface V86Ide {
	readonly pci_id: number;
	/** The channel that is always there. It is the `device` of its ports. */
	readonly secondary: object;
}

export interface V86Rtc {
	cmos_index: number;
	readonly cmos_b: number;
	readonly cmos_data: Uint8Array;
	rtc_time: number;
	last_update: number;
	next_interrupt: number;
	next_interrupt_alarm: number;
	periodic_interrupt: boolean;
	periodic_interrupt_time: number;
	cmos_c: number;
	update_interrupt: boolean;
	update_interrupt_time: number;
	timer: (nowMs: number, noIrq: boolean) => number;
	cmos_port_write(value: number): void;
	decode_time(value: number): number;
}

export interface V86Uart {
	input: number[];
}

export interface V86ByteQueue {
	readonly length: number;
	push(byte: number): void;
	shift(): number;
	clear(): void;
}

export interface V86Ps2 {
	readonly kbd_buffer: V86ByteQueue;
	readonly mouse_buffer: V86ByteQueue;
	/** There is a byte at port 60h, and it is the mouse's. */
	next_byte_is_ready: boolean;
	next_byte_is_aux: boolean;
}

export interface V86SoundBlaster {
	/** Commands and answers that are not complete. */
	readonly write_buffer: V86ByteQueue;
	readonly read_buffer: V86ByteQueue;
	readonly sampling_rate: number;
	/** Of the transfer in progress. */
	readonly dma_channel: number;
	readonly dma_bytes_left: number;
	readonly dma_paused: boolean;
}

/** The two ISA DMA controllers; each list has an entry for each of eight channels. */
export interface V86Dma {
	readonly channel_mask: Uint8Array;
	readonly channel_mode: Uint8Array;
	readonly channel_count: Uint16Array;
	readonly channel_count_init: Uint16Array;
	on_unmask(listener: (channel: number) => void, self: object): void;
}

export interface V86Vga {
	readonly vga_memory: Uint8Array;
	readonly graphical_mode: boolean;
	readonly max_cols: number;
	readonly max_rows: number;
	readonly start_address: number;
	readonly offset_register: number;
	readonly cursor_address: number;
	readonly cursor_scanline_start: number;
	svga_memory: { set(bytes: ArrayLike<number>): void };
	get_state: () => unknown[];
	set_size_graphical: (...sizes: number[]) => void;
	text_mode_redraw: () => void;
	screen_fill_buffer: () => void;
}

export interface V86Ne2k {
	readonly mac: Uint8Array;
	readonly memory: Uint8Array;
	/** Command register, and the ring: page numbers of its ends, of the reader, of the writer. */
	readonly cr: number;
	readonly pstart: number;
	readonly pstop: number;
	readonly boundary: number;
	readonly curpg: number;
}
