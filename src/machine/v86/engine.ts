/**
 * v86 with all hooks in place, driven a quantum at a time. The one object through which the rest
 * of the machine reaches v86.
 *
 * Contract: `runQuantum()` only between `enter()` and `leave()`, since v86's clock function is one
 * for all its instances. What throws out of `runQuantum()` leaves the engine unusable until a
 * state is loaded.
 */

import { V86 } from 'v86';
import packageJson from 'v86/package.json' with { type: 'json' };
import {
	type EventScheduler,
	type PlainData,
	type ProcessorState,
	QUANTUM_INSTRUCTIONS,
} from '../api.ts';
import type { IsaFunction } from '../devices/isa_function.ts';
import type { PciFunction } from '../devices/pci_function.ts';
import { MachineError, UnsupportedV86Error } from '../errors.ts';
import type { SeededRandom } from '../random.ts';
import { BreakpointPort } from './breakpoint_port.ts';
import { fixMacAddress, removeHypervisorPort, removeIde, stopDrawing } from './devices.ts';
import { InstructionChecks } from './instruction_checks.ts';
import { connectInstructionHooks } from './instruction_hooks.ts';
import {
	CPU_ADDRESS,
	JIT_CONFIG,
	type V86Cpu,
	type V86Emulator,
	type V86ImageBuffer,
	type V86WasmExports,
} from './internals.ts';
import { IrqLines } from './irq_lines.ts';
import { IsaSlot } from './isa_slot.ts';
import { DeferredJit } from './jit.ts';
import { loadKeyboard, saveKeyboard } from './keyboard.ts';
import {
	captureMemory,
	type MemoryImage,
	memoryImageFromPlain,
	memoryImageToPlain,
	restoreMemory,
} from './linear_memory.ts';
import { Ne2kCard } from './ne2k_card.ts';
import { guardPciConfig, resetIoBars } from './pci_config.ts';
import { PciSlot } from './pci_slot.ts';
import { PciWindows } from './pci_windows.ts';
import { injectRtcTime } from './rtc.ts';
import { SoundCard } from './sound_card.ts';
import { checkV86Version, V86_VERSION } from './version.ts';
import { patchWasm } from './wasm_patch.ts';

const MB = 1 << 20;
const VGA_MEMORY = 1 * MB;
const INTERRUPT_FLAG = 1 << 9;
const UINT32_RANGE = 2 ** 32;
/** As a quantum: v86 still goes on up to the next call, return or trap. */
const STEP_INSTRUCTIONS = 1;
/** Function 0 of the devices where v86 has none of its own; its NE2000 is device 5. */
const SLOT_IDS = [3, 4, 6, 7, 8, 9].map((device) => device << 3);

export interface EngineOptions {
	wasm: Uint8Array;
	bios: Uint8Array;
	vgaBios: Uint8Array | undefined;
	/** Both drives of v86's own IDE controller; without them it is not in the machine. */
	disks: readonly [V86ImageBuffer, V86ImageBuffer | undefined] | undefined;
	memoryMb: number;
	/** Guest code is only interpreted, and what is called `onStep` is after each step. */
	stepwise: boolean;
	random: SeededRandom;
	/** What v86 is told of time: milliseconds, later at each call. */
	tick: () => number;
	dateMs: () => number;
	/** v86's own NE2000 is in the machine. */
	hasNe2k: boolean;
	/** A guest access that reached nothing. */
	dropped: (name: string) => void;
}

export type SerialPortIndex = 0 | 1;

/** Everything inside v86 at one moment. */
export interface EngineState {
	readonly memory: MemoryImage;
	/** v86's own format, of its devices only. */
	readonly devices: ArrayBuffer;
	readonly extras: PlainData;
	/** Address of RAM in linear memory; the same for all engines with one memory size. */
	readonly ramOffset: number;
}

export class Engine {
	private readonly cpu: V86Cpu;
	private readonly jit: DeferredJit;
	private readonly irqLines: IrqLines;
	private readonly windows: PciWindows;
	private readonly slots = new Map<number, PciSlot>();
	private executed = 0;
	private lastCounter = 0;
	private buffer: ArrayBuffer | undefined;
	private words = new Uint32Array(0);
	private ramView = new Uint8Array(0);
	private tickBefore: (() => number) | undefined;
	private readonly stackBottom: number;
	private ignoreSpeaker = (load: () => void) => load();
	/** The guest asked for a reset during the last quantum. */
	resetRequested = false;
	/** Called after each step, where the options have it stepwise. */
	onStep: ((processor: ProcessorState) => void) | undefined;
	/** v86's own network card, where the options have it. */
	readonly ne2kCard: Ne2kCard | undefined;

	private constructor(
		private readonly emulator: V86Emulator,
		private readonly options: EngineOptions,
		/** What v86 said before it gave up. */
		private readonly lastWords: string[],
		/** Where the stack of v86's own functions ends. */
		private readonly wasmStackPointer: WebAssembly.Global,
	) {
		this.cpu = emulator.v86.cpu;
		this.stackBottom = wasmStackPointer.value;
		const { cpu } = this;
		// The inner object schedules itself when a device wakes the processor, unless it is busy.
		emulator.v86.idle = false;
		emulator.v86.unregister_yield();
		this.jit = new DeferredJit(cpu);
		this.irqLines = new IrqLines(cpu);
		this.windows = new PciWindows(cpu);
		guardPciConfig(cpu, {
			dropped: options.dropped,
			written: () => this.irqLines.reroute(),
			slot: (pciId) => this.slots.get(pciId),
			movePorts: (move) => this.windows.remap(move),
		});
		injectRtcTime(cpu, options.dateMs);
		if (cpu.devices.net) {
			fixMacAddress(cpu.devices.net, options.random);
			this.ne2kCard = new Ne2kCard(emulator, cpu.devices.net);
		}
		if (!options.disks) {
			removeIde(cpu);
		}
		removeHypervisorPort(cpu);
		stopDrawing(cpu);
		const { pit, rtc } = cpu.devices;
		let nowMs = 0;
		const pollPit = () => pit.timer(nowMs, false);
		cpu.run_hardware_timers = (_acpi, now) => {
			nowMs = now;
			return Math.min(this.irqLines.pollIntervalTimer(pollPit), rtc.timer(now, false));
		};
		cpu.reboot_internal = () => {
			this.resetRequested = true;
			// Ends the quantum: the guest must not run on into whatever follows.
			this.freshWords()[CPU_ADDRESS.inHlt >> 2] = 1;
		};
		// Memory is saved as a whole, so v86's state needs no RAM.
		cpu.pack_memory = () => ({
			bitmap: { get_buffer: () => new ArrayBuffer(0) },
			packed_memory: new Uint8Array(0),
		});
		cpu.unpack_memory = () => {};
	}

	static async create(options: EngineOptions): Promise<Engine> {
		checkV86Version(packageJson.version);
		const module = await WebAssembly.compile(
			patchWasm(
				options.wasm,
				options.stepwise ? STEP_INSTRUCTIONS : QUANTUM_INSTRUCTIONS,
			) as Uint8Array<ArrayBuffer>,
		);
		const lastWords: string[] = [];
		let wasm: V86WasmExports | undefined;
		const emulator = await new Promise<V86Emulator>((resolve, reject) => {
			const instantiate = (imports: WebAssembly.Imports): Promise<WebAssembly.Exports> => {
				const env = imports.env as Record<string, WebAssembly.ImportValue>;
				env.console_log_from_wasm = (offset: number, length: number) => {
					const { buffer } = (wasm as V86WasmExports).memory;
					const text = new Uint8Array(buffer, offset >>> 0, length >>> 0);
					lastWords.push(new TextDecoder().decode(text).trim());
				};
				env.microtick = options.tick;
				env.get_rand_int = () => options.random.nextInt32();
				try {
					const { exports } = new WebAssembly.Instance(module, imports);
					wasm = exports as unknown as V86WasmExports;
					connectInstructionHooks(
						env.__indirect_function_table as WebAssembly.Table,
						new InstructionChecks(wasm),
					);
					return Promise.resolve(exports);
				} catch (cause) {
					reject(unsupported('its wasm cannot be instantiated', cause));
					return new Promise(() => {});
				}
			};
			const created = new V86({
				wasm_fn: instantiate as never,
				bios: imageOf(options.bios),
				...(options.vgaBios && { vga_bios: imageOf(options.vgaBios) }),
				...(options.disks?.[0] && { hda: options.disks[0] as never }),
				...(options.disks?.[1] && { hdb: options.disks[1] as never }),
				memory_size: options.memoryMb * MB,
				disable_jit: options.stepwise,
				vga_memory_size: VGA_MEMORY,
				uart1: true,
				acpi: false,
				autostart: false,
				disable_keyboard: true,
				disable_mouse: true,
				disable_speaker: true,
				// Its types leave out that any other word means none.
				net_device: { type: (options.hasNe2k ? 'ne2k' : 'none') as 'ne2k' },
			}) as unknown as V86Emulator;
			rejectWhenInitFails(created, reject);
			created.add_listener('emulator-loaded', () => resolve(created));
		});
		checkHooks(emulator, options.hasNe2k);
		const { __stack_pointer } = wasm as unknown as V86WasmExports;
		return new Engine(emulator, options, lastWords, __stack_pointer);
	}

	/** Instructions executed since power-on. */
	get instructions(): number {
		const counter = this.freshWords()[CPU_ADDRESS.instructionCounter >> 2] as number;
		this.executed += (counter - this.lastCounter + UINT32_RANGE) % UINT32_RANGE;
		this.lastCounter = counter;
		return this.executed;
	}

	/** Plugs a function into the PCI bus. Only at power-on. */
	plugIn(plugged: PciFunction, events: EventScheduler): PciSlot {
		const { cpu } = this;
		const { devices } = cpu.devices.pci;
		const { onBoardDevice } = plugged;
		const pciId =
			onBoardDevice === undefined
				? SLOT_IDS.find((id) => devices[id] === undefined)
				: onBoardDevice << 3;
		if (pciId === undefined) {
			throw new MachineError(
				`There is no slot left for "${plugged.name}": the machine has ${SLOT_IDS.length}.`,
			);
		}
		const slot = new PciSlot(
			{
				...{ cpu, events, windows: this.windows, dropped: this.options.dropped },
				ram: () => this.ram,
				writeRam: (address, bytes) => this.writeRam(address, bytes),
			},
			pciId,
			plugged,
		);
		this.slots.set(pciId, slot);
		return slot;
	}

	/** Puts a device on the main board. Only at power-on. */
	plugInIsa(plugged: IsaFunction, events: EventScheduler): IsaSlot {
		const { cpu } = this;
		return new IsaSlot({ cpu, events, dropped: this.options.dropped }, plugged);
	}

	/** Puts in the port by which the guest's kernel asks about breakpoints. Only at power-on. */
	addBreakpointPort(): BreakpointPort {
		return new BreakpointPort(this.cpu, () => this.processor.cr3);
	}

	/** Makes v86's sound card heard. Only at power-on, and once. */
	connectSpeaker(events: EventScheduler): SoundCard {
		const soundCard = new SoundCard(this.emulator, events);
		this.ignoreSpeaker = (load) => soundCard.whileLoading(load);
		return soundCard;
	}

	get isHalted(): boolean {
		return ((this.freshWords()[CPU_ADDRESS.inHlt >> 2] as number) & 0xff) !== 0;
	}

	get interruptsEnabled(): boolean {
		return ((this.freshWords()[CPU_ADDRESS.flags >> 2] as number) & INTERRUPT_FLAG) !== 0;
	}

	get instructionPointer(): number {
		return this.freshWords()[CPU_ADDRESS.instructionPointer >> 2] as number;
	}

	/** A copy. */
	get processor(): ProcessorState {
		const words = this.freshWords();
		return {
			instructions: this.instructions,
			instructionPointer: words[CPU_ADDRESS.instructionPointer >> 2] as number,
			cr3: words[CPU_ADDRESS.cr3 >> 2] as number,
			stackPointer: words[CPU_ADDRESS.esp >> 2] as number,
			privilegeLevel: (words[CPU_ADDRESS.cpl >> 2] as number) & 0xff,
			isHalted: this.isHalted,
		};
	}

	/** All of RAM, as it changes. Not to be kept: memory may move when it grows. */
	get ram(): Uint8Array {
		this.freshWords();
		return this.ramView;
	}

	get vga() {
		return this.cpu.devices.vga;
	}

	/** Takes over v86's clock function; `leave` gives it back. */
	enter(): void {
		const shared = this.emulator.v86.constructor;
		this.tickBefore = shared.microtick;
		shared.microtick = this.options.tick;
	}

	leave(): void {
		if (this.tickBefore) {
			this.emulator.v86.constructor.microtick = this.tickBefore;
			this.tickBefore = undefined;
		}
	}

	/** Runs one quantum; gives the milliseconds until a timer of the machine is due. */
	runQuantum(): number {
		try {
			this.jit.commit();
			this.irqLines.endLostCascade();
			return this.options.stepwise ? this.runSteps() : this.cpu.main_loop();
		} catch (cause) {
			// What throws through v86's functions leaves their stack where it was.
			this.wasmStackPointer.value = this.stackBottom;
			const said = this.lastWords.splice(0).join('; ').replace(/\s+/g, ' ');
			throw said ? new Error(said, { cause }) : cause;
		}
	}

	/** A quantum that ends where any other does, to within a step. */
	private runSteps(): number {
		const end = this.instructions + QUANTUM_INSTRUCTIONS;
		let dueMs: number;
		do {
			dueMs = this.cpu.main_loop();
			this.onStep?.(this.processor);
		} while (this.instructions < end && !this.isHalted);
		return dueMs;
	}

	writeRam(address: number, bytes: Uint8Array): void {
		this.cpu.write_blob(bytes, address);
	}

	onSerialOutput(port: SerialPortIndex, listener: (byte: number) => void): void {
		this.emulator.add_listener(`serial${port}-output-byte`, listener as never);
	}

	serialInput(port: SerialPortIndex, byte: number): void {
		this.emulator.bus.send(`serial${port}-input`, byte);
	}

	/** Bytes given to the port that the guest has not read. */
	serialUnread(port: SerialPortIndex): number {
		return this.uart(port).input.length;
	}

	keyboardInput(scanCode: number): void {
		this.emulator.bus.send('keyboard-code', scanCode);
	}

	/** Scan codes given to the keyboard that the guest has not read. */
	get keyboardUnread(): number {
		return this.cpu.devices.ps2.kbd_buffer.length;
	}

	/** Drops compiled code, so that going on from here equals loading what is returned. */
	saveState(): EngineState {
		const { cpu } = this;
		const instructions = this.instructions;
		const devices = this.emulator.v86.save_state();
		this.jit.clear();
		cpu.full_clear_tlb();
		return {
			memory: captureMemory(cpu.wasm_memory),
			devices,
			extras: {
				instructions,
				irqLines: this.irqLines.save(),
				random: this.options.random.save(),
				uartInput: [this.uart(0).input.slice(), this.uart(1).input.slice()],
				keyboard: saveKeyboard(cpu.devices.ps2),
			},
			ramOffset: cpu.mem8.byteOffset,
		};
	}

	/** A reset goes on counting instructions; what restores a snapshot counts as it did. */
	loadState(state: EngineState, purpose: 'restore' | 'reset' = 'restore'): void {
		const { cpu } = this;
		const executedBefore = this.instructions;
		if (state.ramOffset !== cpu.mem8.byteOffset) {
			throw new MachineError(
				`The snapshot has RAM at ${state.ramOffset} of v86's memory, this machine at ` +
					`${cpu.mem8.byteOffset}: they differ in memory size or v86 build.`,
			);
		}
		// Devices first: doing so changes the processor too, which the memory then puts right.
		this.windows.remap(() => {
			resetIoBars(cpu.devices.pci);
			this.ignoreSpeaker(() => this.emulator.v86.restore_state(state.devices));
		});
		restoreMemory(cpu.wasm_memory, state.memory);
		cpu.set_jit_config(JIT_CONFIG.isDisabled, this.options.stepwise ? 1 : 0);
		this.jit.discard();
		const extras = state.extras as {
			instructions: number;
			irqLines: PlainData;
			random: number;
			uartInput: [number[], number[]];
			keyboard: PlainData;
		};
		this.executed = purpose === 'reset' ? executedBefore : extras.instructions;
		this.lastCounter = this.freshWords()[CPU_ADDRESS.instructionCounter >> 2] as number;
		this.irqLines.load(extras.irqLines);
		this.options.random.load(extras.random);
		this.uart(0).input = extras.uartInput[0].slice();
		this.uart(1).input = extras.uartInput[1].slice();
		loadKeyboard(cpu.devices.ps2, extras.keyboard);
		this.resetRequested = false;
	}

	async destroy(): Promise<void> {
		await this.emulator.destroy();
	}

	private uart(port: SerialPortIndex) {
		return port === 0 ? this.cpu.devices.uart0 : this.cpu.devices.uart1;
	}

	/** Linear memory as words; looked up again when v86 has let it grow. */
	private freshWords(): Uint32Array {
		const { buffer } = this.cpu.wasm_memory;
		if (buffer !== this.buffer) {
			this.buffer = buffer;
			this.words = new Uint32Array(buffer);
			const { byteOffset, length } = this.cpu.mem8;
			this.ramView = new Uint8Array(buffer, byteOffset, length);
		}
		return this.words;
	}
}

export function engineStateToPlain(state: EngineState): PlainData {
	return {
		memory: memoryImageToPlain(state.memory),
		devices: new Uint8Array(state.devices),
		extras: state.extras,
		ramOffset: state.ramOffset,
	};
}

export function engineStateFromPlain(data: PlainData): EngineState {
	const saved = data as {
		memory: PlainData;
		devices: Uint8Array;
		extras: PlainData;
		ramOffset: number;
	};
	return {
		memory: memoryImageFromPlain(saved.memory),
		devices: saved.devices.slice().buffer as ArrayBuffer,
		extras: saved.extras,
		ramOffset: saved.ramOffset,
	};
}

/** As v86 takes images that it copies. */
function imageOf(bytes: Uint8Array): { buffer: ArrayBuffer } {
	return { buffer: bytes.slice().buffer as ArrayBuffer };
}

/** v86 starts its devices in a callback of its own, where an error would go unheard. */
function rejectWhenInitFails(emulator: V86Emulator, reject: (error: Error) => void): void {
	const continueInit = emulator.continue_init.bind(emulator);
	emulator.continue_init = async (inner, options) => {
		const init = inner.init.bind(inner);
		inner.init = (settings) => {
			try {
				init(settings);
			} catch (cause) {
				reject(unsupported('its devices cannot be set up', cause));
			}
		};
		try {
			await continueInit(inner, options);
		} catch (cause) {
			reject(unsupported('it cannot load its images', cause));
		}
	};
}

function unsupported(what: string, cause: unknown): UnsupportedV86Error {
	return new UnsupportedV86Error(
		`v86 ${packageJson.version} did not start: ${what} (${String(cause)}). Check that ` +
			'v86.wasm comes from the same package and that the memory size fits this host.',
		{ cause },
	);
}

/** Refuses to start when a member that the hooks replace or call is not there. */
function checkHooks(emulator: V86Emulator, hasNe2k: boolean): void {
	const { cpu } = emulator.v86;
	const { pci, rtc, vga, net, pit, ide, uart0, uart1, ps2, sb16, dma } = cpu.devices;
	const needed: Record<string, unknown> = {
		'v86.microtick': emulator.v86.constructor.microtick,
		'v86.unregister_yield': emulator.v86.unregister_yield,
		'v86.save_state': emulator.v86.save_state,
		'v86.restore_state': emulator.v86.restore_state,
		'cpu.main_loop': cpu.main_loop,
		'cpu.codegen_finalize': cpu.codegen_finalize,
		'cpu.codegen_finalize_finished': cpu.codegen_finalize_finished,
		'cpu.jit_clear_all_funcs': cpu.jit_clear_all_funcs,
		'cpu.jit_clear_cache': cpu.jit_clear_cache,
		'cpu.full_clear_tlb': cpu.full_clear_tlb,
		'cpu.run_hardware_timers': cpu.run_hardware_timers,
		'cpu.device_raise_irq': cpu.device_raise_irq,
		'cpu.device_lower_irq': cpu.device_lower_irq,
		'cpu.get_pic_addr_master': cpu.get_pic_addr_master,
		'cpu.get_pic_addr_slave': cpu.get_pic_addr_slave,
		'cpu.pack_memory': cpu.pack_memory,
		'cpu.unpack_memory': cpu.unpack_memory,
		'cpu.reboot_internal': cpu.reboot_internal,
		'cpu.write_blob': cpu.write_blob,
		'cpu.mmap_write16': cpu.mmap_write16,
		'pci.pci_write8': pci?.pci_write8,
		'pci.pci_write16': pci?.pci_write16,
		'pci.pci_write32': pci?.pci_write32,
		'pci.pci_query': pci?.pci_query,
		'pci.raise_irq': pci?.raise_irq,
		'pci.lower_irq': pci?.lower_irq,
		'pci.set_io_bars': pci?.set_io_bars,
		'pci.register_device': pci?.register_device,
		'pit.timer': pit?.timer,
		'rtc.timer': rtc?.timer,
		'rtc.cmos_port_write': rtc?.cmos_port_write,
		'vga.get_state': vga?.get_state,
		'vga.set_size_graphical': vga?.set_size_graphical,
		'vga.screen_fill_buffer': vga?.screen_fill_buffer,
		'ps2.kbd_buffer.shift': ps2?.kbd_buffer?.shift,
		'ps2.mouse_buffer.shift': ps2?.mouse_buffer?.shift,
		'sb16.write_buffer.shift': sb16?.write_buffer?.shift,
		'sb16.read_buffer.shift': sb16?.read_buffer?.shift,
		'dma.on_unmask': dma?.on_unmask,
		'io.register_read': cpu.io?.register_read,
		'io.register_write': cpu.io?.register_write,
		'io.create_empty_entry': cpu.io?.create_empty_entry,
	};
	const missing = Object.keys(needed).filter((name) => typeof needed[name] !== 'function');
	if (hasNe2k) {
		const fields = ['mac', 'memory', 'cr', 'pstart', 'pstop', 'boundary', 'curpg'] as const;
		const absent = fields.filter((name) => net?.[name] === undefined);
		missing.push(...absent.map((name) => `net.${name}`));
	}
	const soundFields = ['sampling_rate', 'dma_channel', 'dma_bytes_left', 'dma_paused'] as const;
	missing.push(
		...soundFields.filter((name) => sb16?.[name] === undefined).map((n) => `sb16.${n}`),
	);
	const dmaFields = [
		'channel_mask',
		'channel_mode',
		'channel_count',
		'channel_count_init',
	] as const;
	missing.push(...dmaFields.filter((name) => dma?.[name] === undefined).map((n) => `dma.${n}`));
	if (ide?.secondary === undefined || pci?.devices[ide.pci_id] === undefined) {
		missing.push('ide.secondary');
	}
	if (!Array.isArray(uart0?.input) || !Array.isArray(uart1?.input)) {
		missing.push('uart.input');
	}
	if (missing.length > 0) {
		throw new UnsupportedV86Error(
			`v86 should have ${missing.join(', ')} and does not. Install v86 ${V86_VERSION}, ` +
				`unmodified (found ${packageJson.version}).`,
		);
	}
}
