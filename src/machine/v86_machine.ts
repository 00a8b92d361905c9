/**
 * The machine as a facade over its parts: v86, clock, event queue, disk, serial lines and the
 * runner that drives them. Here is what concerns all of them: states, input, snapshots, reset.
 */

import type {
	BreakpointHandler,
	ClockKind,
	DeviceModel,
	EventScheduler,
	GuestMemory,
	Host,
	HostInput,
	Keyboard,
	Machine,
	MachineAudio,
	MachinePrinter,
	MachineState,
	MachineStats,
	PlainData,
	PrinterOptions,
	ProcessorState,
	RunLimits,
	RunResult,
	SerialLine,
	Snapshot,
	SnapshotHeader,
	StatefulPart,
	StopReason,
	TextScreen,
	Unsubscribe,
} from './api.ts';
import type { GuestClock } from './clock.ts';
import type { CowDisk } from './cow_disk.ts';
import type { DiskFaults } from './devices/disk_faults.ts';
import type { CableEnd } from './devices/network_card.ts';
import { ParallelPort } from './devices/parallel_port.ts';
import type { PciFunction } from './devices/pci_function.ts';
import { sha256Hex } from './digest.ts';
import { MachineError } from './errors.ts';
import { EventQueue } from './event_queue.ts';
import { HostKeyboard } from './host_keyboard.ts';
import { ListenerSet } from './listeners.ts';
import { PagedMemory } from './memory.ts';
import { Runner } from './runner.ts';
import { readTextScreen } from './screen.ts';
import { HostSerialLine } from './serial_line.ts';
import {
	checkHeader,
	MachineSnapshot,
	overlayFromPlain,
	overlayToPlain,
	SNAPSHOT_FORMAT_VERSION,
} from './snapshot.ts';
import type { BreakpointPort } from './v86/breakpoint_port.ts';
import type { Engine, EngineState } from './v86/engine.ts';
import { V86_VERSION } from './v86/version.ts';

const NS_PER_US = 1000;
const NS_PER_MS = 1e6;
const HOST_INPUT = 'host-input';
/** Input for a part that was added; its name follows. */
const PART_INPUT = 'part:';

/** What the CMOS clock shows. */
export interface Calendar {
	/** Date at power-on, in ms since 1970. */
	powerOnMs: number;
}

export interface MachineParts {
	readonly engine: Engine;
	readonly clock: GuestClock;
	readonly disk: CowDisk;
	readonly secondDisk: CowDisk | undefined;
	readonly host: Host;
	readonly calendar: Calendar;
	/** Guest accesses that reached nothing, by name. */
	readonly dropped: ReadonlyMap<string, number>;
	readonly buildId: string;
	readonly memoryMb: number;
	readonly seed: number;
	/** Functions of the main board, beside those that are plugged in. */
	readonly onBoard: readonly PciFunction[];
	readonly pciFunctions: readonly PciFunction[];
	readonly deviceModel: DeviceModel;
	readonly diskFaults: DiskFaults;
	readonly stepwise: boolean;
	readonly printer: PrinterOptions;
}

/** What of a snapshot is not v86's and not the disk's. */
interface RestState {
	clock: PlainData;
	dateMs: number;
	queue: PlainData;
	com1: PlainData;
	com2: PlainData;
	keyboard: PlainData;
	inputs: readonly [number, HostInput['kind'], Uint8Array][];
	haltedUntilNs: number | null;
	isDead: boolean;
	parts: { readonly [name: string]: PlainData };
}

export class V86Machine implements Machine {
	readonly com1: SerialLine;
	readonly com2: SerialLine;
	readonly keyboard: Keyboard;
	readonly printer: MachinePrinter;
	readonly audio: MachineAudio;
	private readonly queue: EventQueue;
	private readonly lines: readonly [HostSerialLine, HostSerialLine];
	private readonly keys: HostKeyboard;
	private readonly runner: Runner;
	private readonly breakpointPort: BreakpointPort;
	private readonly pagedMemory: PagedMemory;
	private readonly powerOnState: EngineState;
	private readonly stateListeners = new ListenerSet<MachineState>();
	private readonly stepListeners = new ListenerSet<ProcessorState>();
	private readonly added = new Map<string, StatefulPart>();
	private readonly powerOnAdded = new Map<string, PlainData>();
	private currentState: MachineState = 'paused';
	private currentRun: Promise<RunResult> | undefined;
	private isInRun = false;
	private inputs: HostInput[] = [];

	/** The engine must be at power-on. */
	constructor(private readonly parts: MachineParts) {
		const { engine, clock, host } = parts;
		this.queue = new EventQueue(() => clock.nowNs);
		this.queue.handle(HOST_INPUT, (payload) => this.applyInput(payload));
		this.lines = [
			new HostSerialLine((bytes) => this.submitInput('com1', bytes)),
			new HostSerialLine((bytes) => this.submitInput('com2', bytes)),
		];
		[this.com1, this.com2] = this.lines;
		this.keys = new HostKeyboard((bytes) => this.submitInput('keyboard', bytes));
		this.keyboard = this.keys;
		for (const port of [0, 1] as const) {
			engine.onSerialOutput(port, (byte) => this.lines[port].take(byte));
		}
		this.pagedMemory = new PagedMemory(engine);
		this.runner = new Runner(
			{ engine, clock, queue: this.queue, lines: this.lines, keyboard: this.keys, host },
			() => this.loadPowerOnState(),
		);
		for (const plugged of [...parts.onBoard, ...parts.pciFunctions]) {
			this.addPart(engine.plugIn(plugged, this.queue));
		}
		const parallelPort = new ParallelPort(parts.printer, (input) =>
			this.operatePart(slot.name, input),
		);
		const slot = engine.plugInIsa(parallelPort, this.queue);
		this.addPart(slot);
		this.printer = parallelPort;
		const soundCard = engine.connectSpeaker(this.queue);
		this.addPart(soundCard);
		this.audio = soundCard;
		this.breakpointPort = engine.addBreakpointPort();
		this.addPart(this.breakpointPort);
		this.addPart(deviceModelPart(parts.deviceModel));
		if (parts.secondDisk) {
			this.addPart(diskPart(parts.secondDisk));
		}
		this.powerOnState = engine.saveState();
	}

	get state(): MachineState {
		return this.currentState;
	}

	get crash(): Error | undefined {
		return this.runner.crash;
	}

	get clockKind(): ClockKind {
		return this.parts.clock.kind;
	}

	get buildId(): string {
		return this.parts.buildId;
	}

	get nowUs(): number {
		return this.parts.clock.nowNs / NS_PER_US;
	}

	get dateMs(): number {
		return this.parts.calendar.powerOnMs + this.parts.clock.nowNs / NS_PER_MS;
	}

	get events(): EventScheduler {
		return this.queue;
	}

	get v86Card(): CableEnd | undefined {
		return this.parts.engine.ne2kCard;
	}

	get diskFaultHits(): readonly number[] {
		return this.parts.diskFaults.hits;
	}

	get pciFunctions(): readonly PciFunction[] {
		return this.parts.pciFunctions;
	}

	get memory(): GuestMemory {
		this.mustBeAlive();
		return this.pagedMemory;
	}

	get processor(): ProcessorState {
		return this.engine.processor;
	}

	run(): Promise<RunResult> {
		return this.runUntil({});
	}

	runUntil(limits: RunLimits): Promise<RunResult> {
		this.mustNotRun('be run');
		const run = this.runInSlices(limits).finally(() => {
			this.currentRun = undefined;
		});
		this.currentRun = run;
		return run;
	}

	runSync(limits: RunLimits): RunResult {
		this.mustNotRun('be run');
		if (this.clockKind === 'real') {
			throw new MachineError(
				'runSync() needs the virtual clock, since real time only passes while the host ' +
					'is let go. Use runUntil().',
			);
		}
		const { runner } = this;
		const stop = runner.stopCondition(this, limits);
		this.begin();
		try {
			for (;;) {
				const reason = runner.runSlice(stop);
				if (reason) {
					return this.result(reason);
				}
			}
		} finally {
			this.end();
		}
	}

	async pause(): Promise<void> {
		if (this.currentRun) {
			this.runner.pauseRequested = true;
			this.runner.wake();
			await this.currentRun;
		}
	}

	reset(): void {
		this.submitInput('reset', new Uint8Array(0));
		this.drainUnlessRunning();
	}

	operatePart(name: string, input: Uint8Array): void {
		this.operatedPart(name);
		this.submitInput(`${PART_INPUT}${name}`, input);
		this.drainUnlessRunning();
	}

	dispose(): void {
		if (this.currentState === 'disposed') {
			return;
		}
		this.runner.pauseRequested = true;
		this.setState('disposed');
		this.runner.wake();
		if (!this.isInRun) {
			void this.parts.engine.destroy();
		}
	}

	onState(listener: (state: MachineState) => void): Unsubscribe {
		return this.stateListeners.add(listener);
	}

	onStep(listener: (processor: ProcessorState) => void): Unsubscribe {
		if (!this.parts.stepwise) {
			throw new MachineError('The machine has no steps: make it with `stepwise: true`.');
		}
		const { engine } = this;
		engine.onStep = (processor) => this.stepListeners.emit(processor);
		return this.stepListeners.add(listener);
	}

	onBreakpoint(handler: BreakpointHandler): Unsubscribe {
		return this.breakpointPort.onBreakpoint(handler);
	}

	addPart(part: StatefulPart): Unsubscribe {
		if (this.added.has(part.name)) {
			throw new MachineError(`The machine already has a part named "${part.name}".`);
		}
		this.added.set(part.name, part);
		this.powerOnAdded.set(part.name, part.save());
		return () => {
			this.added.delete(part.name);
			this.powerOnAdded.delete(part.name);
		};
	}

	snapshot(): Snapshot {
		this.mustNotRun('take a snapshot');
		if (this.currentState === 'crashed') {
			throw new MachineError(
				'A crashed machine has no state worth keeping: restore a snapshot or reset it.',
			);
		}
		const engine = this.engine.saveState();
		// What v86 does not save is the same from here on, whether this run goes on or a copy.
		this.engine.loadState(engine);
		const rest: RestState = {
			clock: this.parts.clock.save(),
			dateMs: this.parts.calendar.powerOnMs,
			queue: this.queue.save(),
			com1: this.lines[0].save(),
			com2: this.lines[1].save(),
			keyboard: this.keys.save(),
			inputs: this.inputs.map(({ atNs, kind, bytes }) => [atNs, kind, bytes]),
			haltedUntilNs: this.runner.haltedUntilNs ?? null,
			isDead: this.currentState === 'halted',
			parts: Object.fromEntries([...this.added].map(([name, part]) => [name, part.save()])),
		};
		return new MachineSnapshot(this.header(), {
			engine,
			disk: this.parts.disk.takeOverlay(),
			rest: rest as unknown as PlainData,
		});
	}

	restore(snapshot: Snapshot | Uint8Array): void {
		this.mustNotRun('be restored');
		const { header, content } =
			snapshot instanceof MachineSnapshot
				? snapshot
				: MachineSnapshot.fromBytes(
						snapshot instanceof Uint8Array ? snapshot : snapshot.toBytes(),
					);
		checkHeader(header, this.header());
		const rest = content.rest as unknown as RestState;
		const unknown = Object.keys(rest.parts).filter((name) => !this.added.has(name));
		const missing = [...this.added.keys()].filter((name) => !(name in rest.parts));
		if (unknown.length > 0 || missing.length > 0) {
			throw new MachineError(
				'The snapshot is of a machine with other devices. Only in the snapshot: ' +
					`${unknown.join(', ') || 'none'}; only in this machine: ` +
					`${missing.join(', ') || 'none'}. Make the machine with the same options.`,
			);
		}
		this.engine.loadState(content.engine);
		this.parts.disk.loadOverlay(content.disk);
		this.parts.clock.load(rest.clock);
		this.parts.calendar.powerOnMs =
			this.clockKind === 'virtual'
				? rest.dateMs
				: Date.now() - this.parts.clock.nowNs / NS_PER_MS;
		this.queue.load(rest.queue);
		this.lines[0].load(rest.com1);
		this.lines[1].load(rest.com2);
		this.keys.load(rest.keyboard);
		this.inputs = rest.inputs.map(([atNs, kind, bytes]) => ({ atNs, kind, bytes }));
		for (const [name, part] of this.added) {
			part.load(rest.parts[name] as PlainData);
		}
		this.runner.revive(rest.haltedUntilNs ?? undefined);
		this.runner.end = rest.isDead ? 'halted' : undefined;
		this.setState(this.runner.end ?? 'paused');
	}

	inputLog(): readonly HostInput[] {
		return this.inputs;
	}

	replay(log: readonly HostInput[]): void {
		this.mustNotRun('start a replay');
		if (this.clockKind === 'real') {
			throw new MachineError('A replay needs the virtual clock: make the machine with it.');
		}
		const rest = log.slice(this.inputs.length);
		for (const { kind } of rest) {
			if (kind.startsWith(PART_INPUT)) this.operatedPart(kind.slice(PART_INPUT.length));
		}
		this.queue.clear('host');
		for (const { atNs, kind, bytes } of rest) {
			this.queue.schedule(atNs, HOST_INPUT, { atNs, kind, bytes }, 'host');
		}
	}

	screen(): TextScreen | undefined {
		return readTextScreen(this.engine.vga);
	}

	hashRam(): Promise<string> {
		return sha256Hex(this.engine.ram);
	}

	exportImage(): Uint8Array {
		return this.parts.disk.exportImage();
	}

	stats(): MachineStats {
		const { instructions } = this.engine;
		const { wallMs, executed } = this.runner;
		const { nowNs, haltedNs } = this.parts.clock;
		return {
			guestUs: nowNs / NS_PER_US,
			instructions,
			wallMs,
			mips: wallMs > 0 ? executed / wallMs / 1000 : 0,
			haltShare: nowNs > 0 ? haltedNs / nowNs : 0,
			dropped: Object.fromEntries(this.parts.dropped),
		};
	}

	private get engine(): Engine {
		this.mustBeAlive();
		return this.parts.engine;
	}

	private async runInSlices(limits: RunLimits): Promise<RunResult> {
		const { runner } = this;
		const stop = runner.stopCondition(this, limits);
		this.begin();
		try {
			for (;;) {
				const reason = runner.runSlice(stop);
				if (reason) {
					return this.result(reason);
				}
				await runner.letHostRun(stop);
			}
		} finally {
			this.end();
		}
	}

	private begin(): void {
		this.isInRun = true;
		this.runner.pauseRequested = false;
		if (!this.runner.end) {
			this.setState('running');
		}
		this.parts.clock.start();
	}

	private end(): void {
		this.isInRun = false;
		this.parts.clock.stop();
		this.setState(this.runner.end ?? 'paused');
		if (this.currentState === 'disposed') {
			void this.parts.engine.destroy();
		}
	}

	private result(reason: StopReason): RunResult {
		return { reason, nowUs: this.nowUs };
	}

	private submitInput(kind: HostInput['kind'], bytes: Uint8Array): void {
		this.mustBeAlive();
		const atNs = this.parts.clock.nowNs;
		this.queue.schedule(atNs, HOST_INPUT, { atNs, kind, bytes }, 'host');
		this.runner.wake();
	}

	private drainUnlessRunning(): void {
		if (!this.isInRun) {
			this.queue.drain(this.parts.clock.nowNs);
		}
	}

	/** What operates the part of that name. */
	private operatedPart(name: string): (input: Uint8Array) => void {
		const part = this.added.get(name);
		if (!part?.operate) {
			throw new MachineError(
				`The machine has no part named "${name}" that can be operated: make it with ` +
					'the same options as the one whose input this is.',
			);
		}
		return part.operate.bind(part);
	}

	private applyInput(payload: PlainData): void {
		const input = payload as unknown as HostInput;
		this.inputs.push(input);
		if (input.kind === 'reset') {
			this.loadPowerOnState();
		} else if (input.kind === 'keyboard') {
			this.keys.input.deliver(input.bytes);
		} else if (input.kind.startsWith(PART_INPUT)) {
			this.operatedPart(input.kind.slice(PART_INPUT.length))(input.bytes);
		} else {
			this.lines[input.kind === 'com1' ? 0 : 1].input.deliver(input.bytes);
		}
	}

	/** All but the disk, the clock and what the host still has to come is as at power-on. */
	private loadPowerOnState(): void {
		const clock = this.parts.clock.save();
		this.engine.loadState(this.powerOnState, 'reset');
		this.parts.clock.load(clock);
		this.queue.clear('machine');
		this.lines[0].clear();
		this.lines[1].clear();
		this.keys.input.clear();
		for (const [name, part] of this.added) {
			if (part.reset) {
				part.reset();
			} else {
				part.load(this.powerOnAdded.get(name) as PlainData);
			}
		}
		this.runner.revive();
		if (!this.isInRun) {
			this.setState('paused');
		}
	}

	private header(): SnapshotHeader {
		return {
			formatVersion: SNAPSHOT_FORMAT_VERSION,
			v86Version: V86_VERSION,
			buildId: this.buildId,
			memoryMb: this.parts.memoryMb,
			clock: this.clockKind,
			seed: this.parts.seed,
			guestUs: this.nowUs,
		};
	}

	private setState(state: MachineState): void {
		if (state !== this.currentState && this.currentState !== 'disposed') {
			this.currentState = state;
			this.stateListeners.emit(state);
		}
	}

	private mustNotRun(purpose: string): void {
		this.mustBeAlive();
		if (this.currentRun || this.isInRun) {
			throw new MachineError(
				`The machine is running and cannot ${purpose}: await pause() first.`,
			);
		}
	}

	private mustBeAlive(): void {
		if (this.currentState === 'disposed') {
			this.gone();
		}
	}

	private gone(): never {
		throw new MachineError('The machine is disposed; make a new one.');
	}
}

/** Stands for v86's own devices, so that a machine without them refuses a snapshot with them. */
function deviceModelPart(model: DeviceModel): StatefulPart {
	return { name: `device-model-${model}`, save: () => null, load: () => {} };
}

/** What was written to a disk other than the image's; a reset leaves it. */
function diskPart(disk: CowDisk): StatefulPart {
	return {
		name: `disk ${disk.name}`,
		save: () => overlayToPlain(disk.takeOverlay()),
		load: (state) => disk.loadOverlay(overlayFromPlain(state)),
		reset: () => {},
	};
}
