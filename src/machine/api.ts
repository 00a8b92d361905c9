/**
 * The machine, as the CLI, the page and the experiments see it.
 *
 * `createMachine(options)` of `machine.ts` makes one. Everything here knows neither DOM nor Node:
 * bytes come in as `Uint8Array`, the wall clock and the host's event loop as a `Host`.
 *
 * Guest time is in microseconds since power-on. The guest runs in quanta of about
 * `QUANTUM_INSTRUCTIONS` instructions; whatever the host does to the machine (input, events,
 * patches, snapshots) happens between two quanta, never inside one. The one exception is what a
 * handler of breakpoints does (`onBreakpoint`).
 *
 * A profiler makes the machine `stepwise` and listens with `onStep`: the same guest runs in the
 * same quanta, seen at every function that it enters or leaves.
 */

import type { DiskContent } from './cow_disk.ts';
import type { DriveTimes } from './devices/ata_drive.ts';
import type { DiskFault } from './devices/disk_faults.ts';
import type { CableEnd } from './devices/network_card.ts';
import type { PciFunction } from './devices/pci_function.ts';

/** On the virtual clock a guest microsecond is this many instructions. */
export const INSTRUCTIONS_PER_US = 100;

/** How many instructions the guest runs before timers, events and input are looked at again. */
export const QUANTUM_INSTRUCTIONS = 10_007;

/** What the machine needs from where it runs. `nodeOrBrowserHost()` in `host.ts` suits both. */
export interface Host {
	/** Wall clock in milliseconds, monotonic, with fractions. */
	nowMs(): number;
	/** Runs `task` soon, after what the event loop has waiting. */
	soon(task: () => void): void;
	/** Runs `task` after `delayMs`; the result cancels it. */
	later(delayMs: number, task: () => void): () => void;
}

export interface MachineOptions {
	/** v86's `build/v86.wasm`, of the same version as the v86 package. */
	wasm: Uint8Array;
	/** The firmware: a ROM of 64 or 128 KB. */
	bios: Uint8Array;
	/** The ROM of the video card. Our own firmware needs none, that of others does. */
	vgaBios?: Uint8Array;
	/** The disk image. It is read in place and never written. */
	image: Uint8Array;
	/** A further drive behind the one of the image; by default there is none. */
	secondDisk?: DiskContent | undefined;
	/** RAM in MB, 4 to 1024; 32 by default. */
	memoryMb?: number;
	/** `virtual` by default: time is a function of the instructions executed. */
	clock?: ClockKind;
	/** Decides every random number the machine gives out; 1 by default. */
	seed?: number;
	/** Lines of the parameter sector, in this order; without it the image's own sector is left. */
	params?: Readonly<Record<string, string>>;
	/**
	 * The date the CMOS clock shows at power-on, in ms since 1970 (UTC). By default a fixed one
	 * on the virtual clock and the host's on the real one.
	 */
	dateMs?: number;
	/**
	 * Guest code is never compiled, and `onStep` tells of each step: up to the next call, return
	 * or trap, at most to the end of the quantum. Runs some ten times slower.
	 */
	stepwise?: boolean;
	/** Stamp of snapshots: by default the SHA-256 of image and firmware, as in the manifest. */
	buildId?: string;
	host?: Host;
	/**
	 * What is in the PCI slots: device 3, 4, 6 and so on, in this order. A function belongs to
	 * one machine and is part of its snapshots.
	 */
	pciFunctions?: readonly PciFunction[];
	/** Whose disk controller: `own` by default. */
	deviceModel?: DeviceModel;
	/** v86's own NE2000 is in the machine (device 5). */
	hasV86Card?: boolean;
	/** What goes wrong with the disk of the image; only our own controller's can have faults. */
	diskFaults?: readonly DiskFault[];
	/** How long disks take; by default no time at all. Those of v86 never take any. */
	diskTimes?: DriveTimes;
	/** The printer on the parallel port. */
	printer?: PrinterOptions;
}

export type DeviceModel = 'own' | 'v86';

export type ClockKind = 'virtual' | 'real';

/**
 * - `paused`: between runs.
 * - `running`: a `run()` or `runUntil()` is in progress.
 * - `halted`: the processor executed HLT with interrupts off; only a reset helps.
 * - `crashed`: the emulator itself threw; `crash` holds the error. Restore a snapshot or reset.
 * - `disposed`: gone for good.
 */
export type MachineState = 'paused' | 'running' | 'halted' | 'crashed' | 'disposed';

export type StopReason =
	/** The guest time asked for is reached. */
	| 'time'
	/** The condition asked for holds. */
	| 'condition'
	/** `pause()` or `dispose()` was called. */
	| 'paused'
	| 'halted'
	| 'crashed'
	/** The bound on wall time was hit (`maxWallMs`). */
	| 'wall-limit';

export interface RunLimits {
	/** Stop at this guest time, in µs since power-on. */
	untilUs?: number;
	/** Stop after this much guest time from now, in µs. */
	forUs?: number;
	/** Asked between quanta; true stops the run. Must not change the machine. */
	until?: (machine: Machine) => boolean;
	/** Give up after this much wall time, in ms. */
	maxWallMs?: number;
}

export interface RunResult {
	reason: StopReason;
	nowUs: number;
}

export interface MachineStats {
	guestUs: number;
	/** Executed since power-on, resets included. A `rep` instruction counts as about one a page. */
	instructions: number;
	/** Wall time this machine has spent running guests, in ms. */
	wallMs: number;
	/** Millions of instructions a second of that wall time. */
	mips: number;
	/** Share of guest time in which the processor was halted, 0 to 1. */
	haltShare: number;
	/** Guest accesses that were dropped, by name (`pci-write-absent-function`, ...). */
	dropped: Readonly<Record<string, number>>;
}

/** Where the processor is between two steps or quanta. */
export interface ProcessorState {
	/** Instructions executed since power-on. */
	readonly instructions: number;
	/** Linear address of the instruction that comes next. */
	readonly instructionPointer: number;
	/** Physical address of the page directory, as in `GuestProcess.cr3`. */
	readonly cr3: number;
	/** ESP, an offset into the stack segment. */
	readonly stackPointer: number;
	/** Of the running code: 0 for the kernel, 3 for processes. */
	readonly privilegeLevel: number;
	/** It waits for an interrupt. */
	readonly isHalted: boolean;
}

/** An INT3 (opcode CC) that a process of the guest came upon. */
export interface Breakpoint {
	/** Of the process: its page directory, as in `GuestProcess.cr3`. */
	readonly cr3: number;
	/** Virtual address of the INT3. */
	readonly address: number;
}

/** Returns whether the process is to go on at the breakpoint's own address. */
export type BreakpointHandler = (breakpoint: Breakpoint) => boolean;

export type Unsubscribe = () => void;

/** One of the guest's serial ports, seen from the other end of the cable. */
export interface SerialLine {
	/** Bytes the guest has sent, in the order sent, at the latest when a slice ends. */
	onOutput(listener: (bytes: Uint8Array) => void): Unsubscribe;
	/** Whole lines of output, without their end (LF or CR LF), decoded as UTF-8. */
	onLine(listener: (line: string) => void): Unsubscribe;
	/** Sends to the guest; text goes as UTF-8. Stamped with guest time and logged. */
	send(data: Uint8Array | string): void;
}

/** The guest's PS/2 keyboard, seen from its keys. */
export interface Keyboard {
	/**
	 * Sends what keys send when they are pressed and released: bytes of scan code set 1, in
	 * which E0 announces an extended key and bit 7 a release. Stamped with guest time and
	 * logged. Dropped while the guest has the keyboard switched off.
	 */
	send(scanCodes: ArrayLike<number>): void;
}

export interface PrinterOptions {
	/** How fast it prints; 3000 by default, which is about a page a second. */
	bytesPerSecond?: number;
	/** What it takes in advance; 1024 bytes by default. */
	bufferBytes?: number;
}

/** A page that has come out of the printer. */
export interface PrintedPage {
	/** Counts up from 1. */
	readonly id: number;
	/** Guest time at which it came out. */
	readonly atUs: number;
	/** Its lines, each with a line feed at its end. */
	readonly text: string;
}

/** The printer, seen by a person who stands beside it. What was printed is part of snapshots. */
export interface MachinePrinter {
	/** The last hundred, oldest first. */
	readonly pages: readonly PrintedPage[];
	/** What is on the page that has not come out yet. */
	readonly unfinishedPage: string;
	readonly isOnline: boolean;
	readonly hasPaper: boolean;
	/** Presses the on-line button. Off line it takes nothing and prints nothing. */
	setOnline(isOnline: boolean): void;
	/** Takes the paper out, or puts paper in. Both are stamped with guest time and logged. */
	setPaper(hasPaper: boolean): void;
	onPage(listener: (page: PrintedPage) => void): Unsubscribe;
	/** The bytes as they are printed, control characters included, some at a time. */
	onPrinted(listener: (bytes: Uint8Array) => void): Unsubscribe;
}

/** Some samples that are heard one after the other. */
export interface SoundBlock {
	/** Guest time at which the first one is heard. The next block follows at once if it can. */
	readonly atUs: number;
	/** Samples of one channel a second. */
	readonly rateHz: number;
	/** From -1 to 1, equally many; both the same of a mono sound. */
	readonly left: Float32Array;
	readonly right: Float32Array;
}

/** The loudspeaker of the guest's sound card. */
export interface MachineAudio {
	/** What is heard, as it begins: nothing while the card is silent. */
	onSamples(listener: (block: SoundBlock) => void): Unsubscribe;
}

/** One thing the host did to the machine, as a replay needs it. */
export interface HostInput {
	/** Guest time in nanoseconds at which it was done. */
	atNs: number;
	/**
	 * Bytes for a serial port or from the keyboard, what somebody did to a part of the machine (by
	 * its name), or the reset button (without bytes).
	 */
	kind: 'com1' | 'com2' | 'keyboard' | 'reset' | `part:${string}`;
	bytes: Uint8Array;
}

/** 80x25 text (or whatever the guest programmed): codes are CP437, attributes as in the VGA. */
export interface TextScreen {
	columns: number;
	rows: number;
	characters: Uint8Array;
	attributes: Uint8Array;
	cursor: { column: number; row: number } | undefined;
}

/** The guest's memory. Physical addresses are in bytes; virtual ones need a page directory. */
export interface GuestMemory {
	readonly sizeBytes: number;
	/** A copy of `length` bytes of RAM. */
	readPhys(address: number, length: number): Uint8Array;
	readPhysU32(address: number): number;
	/** Writes RAM and drops compiled code of the pages touched: the change counts at once. */
	writePhys(address: number, bytes: Uint8Array): void;
	/** Walks the page tables under `cr3`; undefined where nothing is mapped. */
	translate(cr3: number, virtualAddress: number): PageTranslation | undefined;
	readVirtual(cr3: number, virtualAddress: number, length: number): Uint8Array;
	/** Ignores write protection: it is how text of a running process is patched. */
	writeVirtual(cr3: number, virtualAddress: number, bytes: Uint8Array): void;
}

export interface PageTranslation {
	physical: number;
	writable: boolean;
	user: boolean;
}

/**
 * A whole machine at one moment. Immutable; cheap to restore again and again from memory,
 * `toBytes()` of `snapshot.ts` stores it.
 */
export interface Snapshot {
	readonly header: SnapshotHeader;
	/** Size in bytes of what is kept, for people. */
	readonly sizeBytes: number;
	/** One self-contained byte string, not compressed (zero pages are left out). */
	toBytes(): Uint8Array;
}

export interface SnapshotHeader {
	formatVersion: number;
	v86Version: string;
	buildId: string;
	memoryMb: number;
	clock: ClockKind;
	seed: number;
	guestUs: number;
}

/** Puts events into guest time. See `event_queue.ts` for the order of what is due at once. */
export interface EventScheduler {
	readonly nowNs: number;
	/**
	 * Asks for `kind`'s handler to be called with `payload` at guest time `atNs` (or as soon
	 * after as the quantum allows). The payload is part of snapshots, so it must be plain data.
	 */
	schedule(atNs: number, kind: string, payload: PlainData): number;
	/** Withdraws an event by the number `schedule` gave. */
	cancel(id: number): void;
	/** Registers the one handler of a kind. */
	handle(kind: string, handler: (payload: PlainData, nowNs: number) => void): Unsubscribe;
}

/** What snapshots can hold: JSON values and byte arrays. */
export type PlainData =
	| null
	| boolean
	| number
	| string
	| Uint8Array
	| readonly PlainData[]
	| { readonly [key: string]: PlainData };

/** A device or other part of the machine that keeps state of its own. */
export interface StatefulPart {
	/** Unique; the key of the part's state in snapshots. */
	readonly name: string;
	/** A copy of the state, which the part does not change afterwards. */
	save(): PlainData;
	/** Takes over a saved state; the same one may be loaded many times, so it is copied. */
	load(state: PlainData): void;
	/** Carries out what `Machine.operatePart` was given, when its time has come. */
	operate?(input: Uint8Array): void;
	/**
	 * What a reset of the machine does to it. Without this, the state that it had when it was
	 * added is loaded.
	 */
	reset?(): void;
}

export interface Machine {
	readonly state: MachineState;
	/** Why the state is `crashed`. */
	readonly crash: Error | undefined;
	readonly clockKind: ClockKind;
	readonly buildId: string;
	readonly nowUs: number;
	/** What a clock in the machine's room shows, in ms since 1970 (UTC). */
	readonly dateMs: number;
	readonly com1: SerialLine;
	readonly com2: SerialLine;
	readonly keyboard: Keyboard;
	readonly printer: MachinePrinter;
	readonly audio: MachineAudio;
	readonly memory: GuestMemory;
	/** A copy, as it is when asked. */
	readonly processor: ProcessorState;
	readonly events: EventScheduler;
	/** As in the options. */
	readonly pciFunctions: readonly PciFunction[];
	/** v86's own NE2000, where the device model is v86's. */
	readonly v86Card: CableEnd | undefined;
	/** How many commands each of `diskFaults` has happened to so far. */
	readonly diskFaultHits: readonly number[];

	/** Runs until paused, halted or crashed; resolves then. Never rejects for what a guest does. */
	run(): Promise<RunResult>;
	/** Runs up to the first limit, giving way to the host's event loop regularly. */
	runUntil(limits: RunLimits): Promise<RunResult>;
	/** The same without giving way, for campaigns; virtual clock only. */
	runSync(limits: RunLimits): RunResult;
	/** Ends the run in progress at the next quantum and resolves when it has ended. */
	pause(): Promise<void>;
	/** Presses the reset button: processor, devices and RAM as at power-on; the disk keeps. */
	reset(): void;
	dispose(): void;

	onState(listener: (state: MachineState) => void): Unsubscribe;
	/** After each step of a `stepwise` machine, another refuses. Must not change the machine. */
	onStep(listener: (processor: ProcessorState) => void): Unsubscribe;
	/**
	 * Asks `handler` about each INT3 that a process comes upon, once the guest's kernel, which
	 * tells of it (os-image/include/kintsugi/breakpoint.h), is there. Of several handlers each is
	 * asked until one says "again"; when none does, the process gets an ordinary exception.
	 *
	 * It is called inside a quantum, in the middle of the kernel's own instructions: it may read
	 * anything and write memory (`memory.writeVirtual` and `writePhys`), nothing else of the
	 * machine, and what it throws crashes the machine. Whoever says "again" has to have put
	 * another instruction in the INT3's place, else the process comes upon it again, as often as
	 * it gets the processor.
	 *
	 * `processor.instructions`, and on the virtual clock `nowUs`, are then exact to the
	 * instruction, in compiled code too: those of the kernel's question, some 130 instructions
	 * (1.3 µs) after the INT3.
	 */
	onBreakpoint(handler: BreakpointHandler): Unsubscribe;
	/** Joins a part to snapshots; its `load` is called with its own saved state. */
	addPart(part: StatefulPart): Unsubscribe;
	/**
	 * Does something to the part of that name: `input` is what it understands. Stamped with guest
	 * time and logged; at once in a machine that does not run, else before the next quantum.
	 */
	operatePart(name: string, input: Uint8Array): void;

	/** Only while not running. The machine continues from the snapshot it has just taken. */
	snapshot(): Snapshot;
	/**
	 * Only while not running. Refuses another build's snapshot, and says which it wants. The
	 * clock keeps its kind: a snapshot of a virtual clock may go on in real time and vice versa.
	 */
	restore(snapshot: Snapshot | Uint8Array): void;

	/** All host input the guest has been given since power-on, in order; part of snapshots. */
	inputLog(): readonly HostInput[];
	/**
	 * Feeds a log: each entry that this machine has not seen yet arrives when it did then.
	 * Virtual clock only.
	 */
	replay(log: readonly HostInput[]): void;

	/** The text screen, undefined while the guest has a graphics mode set. */
	screen(): TextScreen | undefined;
	/** SHA-256 of RAM as it is when called, as hex. */
	hashRam(): Promise<string>;
	/** Image with everything the guest has written, as one new array. */
	exportImage(): Uint8Array;
	stats(): MachineStats;
}
