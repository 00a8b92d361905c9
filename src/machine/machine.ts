/**
 * The machine: v86, its clock, its one event queue, its disk and its serial lines, run in quanta.
 *
 * Between two quanta, and only there, in this order: events that are due, input for the serial
 * ports, then one quantum (or, while the processor is halted, the wait for what wakes it), then
 * what the guest sent. Nothing depends on how a run is cut into slices: `runUntil` twice for 1 ms
 * is the same as once for 2 ms.
 */

import type {
	ClockKind,
	EventScheduler,
	GuestMemory,
	Host,
	HostInput,
	Machine,
	MachineOptions,
	MachineState,
	MachineStats,
	PlainData,
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
import { type GuestClock, RealClock, VirtualClock } from './clock.ts';
import { CowDisk } from './cow_disk.ts';
import { sha256Hex } from './digest.ts';
import { asError, EmulatorCrash, MachineError } from './errors.ts';
import { EventQueue } from './event_queue.ts';
import { defaultHost } from './host.ts';
import { ListenerSet } from './listeners.ts';
import { PagedMemory } from './memory.ts';
import { encodeParams, PARAM_LBA, SECTOR_SIZE } from './params.ts';
import { SeededRandom } from './random.ts';
import { readTextScreen } from './screen.ts';
import { HostSerialLine } from './serial_line.ts';
import { checkHeader, MachineSnapshot, SNAPSHOT_FORMAT_VERSION } from './snapshot.ts';
import { Engine, type EngineState, type SerialPortIndex } from './v86/engine.ts';
import { V86_VERSION } from './v86/version.ts';

const DEFAULT_MEMORY_MB = 32;
const MIN_MEMORY_MB = 4;
const MAX_MEMORY_MB = 1024;
const DEFAULT_SEED = 1;
const ROM_SIZES = [64 << 10, 128 << 10];
/** 2026-01-01T00:00:00Z, the date at power-on where none is given and time is virtual. */
const DEFAULT_DATE_MS = 1_767_225_600_000;
/** How long a slice holds on to the host's thread, and how often that is checked. */
const SLICE_WALL_MS = 8;
const QUANTA_PER_WALL_CHECK = 8;
/** A halted processor is looked at again after this long even if a timer says "now". */
const MIN_HALT_NS = 1000;
const NS_PER_US = 1000;
const NS_PER_MS = 1e6;
const HOST_INPUT = 'host-input';
/** Each crash may leave a little of v86's stack behind, which nothing outside can reclaim. */
const MAX_CRASHES = 200;

/** Makes a machine that is paused at power-on. Errors say what is wrong with the options. */
export async function createMachine(options: MachineOptions): Promise<Machine> {
	const memoryMb = options.memoryMb ?? DEFAULT_MEMORY_MB;
	if (!Number.isInteger(memoryMb) || memoryMb < MIN_MEMORY_MB || memoryMb > MAX_MEMORY_MB) {
		throw new MachineError(
			`Memory must be ${MIN_MEMORY_MB} to ${MAX_MEMORY_MB} MB, whole, not ${memoryMb}.`,
		);
	}
	if (!ROM_SIZES.includes(options.bios.length)) {
		throw new MachineError(
			`The firmware must be a ROM of 64 or 128 KB, it has ${options.bios.length} bytes.`,
		);
	}
	const disk = new CowDisk(options.image);
	if (options.params) {
		disk.write(PARAM_LBA * SECTOR_SIZE, encodeParams(options.params));
	}
	const buildId = options.buildId ?? (await sha256Hex(options.bios, options.image));
	const machine = new V86Machine(options, { memoryMb, buildId, disk });
	await machine.powerOn(options);
	return machine;
}

interface Settled {
	memoryMb: number;
	buildId: string;
	disk: CowDisk;
}

/** What of a snapshot is not v86's and not the disk's. */
interface RestState {
	clock: PlainData;
	dateMs: number;
	queue: PlainData;
	com1: PlainData;
	com2: PlainData;
	inputs: readonly [number, HostInput['kind'], Uint8Array][];
	haltedUntilNs: number | null;
	isDead: boolean;
	parts: { readonly [name: string]: PlainData };
}

class V86Machine implements Machine {
	readonly clockKind: ClockKind;
	readonly buildId: string;
	readonly com1: SerialLine;
	readonly com2: SerialLine;
	crash: Error | undefined;

	private readonly host: Host;
	private readonly memoryMb: number;
	private readonly seed: number;
	private readonly random: SeededRandom;
	private readonly disk: CowDisk;
	private readonly clock: GuestClock;
	private readonly queue: EventQueue;
	private readonly lines: readonly [HostSerialLine, HostSerialLine];
	private readonly stateListeners = new ListenerSet<MachineState>();
	private readonly parts = new Map<string, StatefulPart>();
	private readonly powerOnParts = new Map<string, PlainData>();
	private readonly dropped = new Map<string, number>();
	private engineOrNone: Engine | undefined;
	private memoryOrNone: GuestMemory | undefined;
	private powerOnState: EngineState | undefined;

	private currentState: MachineState = 'paused';
	private currentRun: Promise<RunResult> | undefined;
	private pauseRequested = false;
	private crashCount = 0;
	private panic: string | undefined;
	/** Date at power-on, in ms since 1970. */
	private dateMs: number;
	private inputs: HostInput[] = [];
	/** While the processor is halted: when a timer of v86's devices is due. */
	private haltedUntilNs: number | undefined;
	private wallMs = 0;
	/** Executed by this machine, whatever snapshots it was given. */
	private executed = 0;
	/** Ends the wait of a halted machine on the real clock. */
	private wake: (() => void) | undefined;

	constructor(options: MachineOptions, settled: Settled) {
		this.host = options.host ?? defaultHost();
		this.clockKind = options.clock ?? 'virtual';
		this.memoryMb = settled.memoryMb;
		this.buildId = settled.buildId;
		this.disk = settled.disk;
		this.seed = options.seed ?? DEFAULT_SEED;
		this.random = new SeededRandom(this.seed);
		this.clock =
			this.clockKind === 'virtual'
				? new VirtualClock(() => this.engineOrNone?.instructions ?? 0)
				: new RealClock(this.host);
		this.dateMs =
			options.dateMs ?? (this.clockKind === 'virtual' ? DEFAULT_DATE_MS : Date.now());
		this.queue = new EventQueue(() => this.clock.nowNs);
		this.queue.handle(HOST_INPUT, (payload) => this.applyInput(payload));
		this.lines = [
			new HostSerialLine((bytes) => this.submitInput('com1', bytes)),
			new HostSerialLine((bytes) => this.submitInput('com2', bytes)),
		];
		[this.com1, this.com2] = this.lines;
	}

	async powerOn(options: MachineOptions): Promise<void> {
		const engine = await Engine.create({
			wasm: options.wasm,
			bios: options.bios,
			disk: this.disk,
			memoryMb: this.memoryMb,
			random: this.random,
			tick: () => this.clock.tick(),
			dateMs: () => this.dateMs + this.clock.nowNs / NS_PER_MS,
			panicked: (message) => {
				this.panic = message;
			},
			dropped: (name) => this.dropped.set(name, (this.dropped.get(name) ?? 0) + 1),
		});
		for (const port of [0, 1] as const) {
			engine.onSerialOutput(port, (byte) => this.lines[port].take(byte));
		}
		this.powerOnState = engine.saveState();
		this.engineOrNone = engine;
		this.memoryOrNone = new PagedMemory(engine);
	}

	get state(): MachineState {
		return this.currentState;
	}

	get nowUs(): number {
		return this.clock.nowNs / NS_PER_US;
	}

	get events(): EventScheduler {
		return this.queue;
	}

	get memory(): GuestMemory {
		return this.memoryOrNone ?? this.gone();
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
		const stop = this.stopCondition(limits);
		this.begin();
		try {
			for (;;) {
				const reason = this.runSlice(stop);
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
			this.pauseRequested = true;
			this.wake?.();
			await this.currentRun;
		}
	}

	reset(): void {
		this.mustBeAlive();
		this.submitInput('reset', new Uint8Array(0));
		if (this.currentState !== 'running') {
			this.queue.drain(this.clock.nowNs);
		}
	}

	dispose(): void {
		if (this.currentState === 'disposed') {
			return;
		}
		const engine = this.engineOrNone;
		const run = this.currentRun;
		this.pauseRequested = true;
		this.setState('disposed');
		this.wake?.();
		const destroy = () => {
			this.engineOrNone = undefined;
			this.memoryOrNone = undefined;
			void engine?.destroy();
		};
		if (run) {
			void run.then(destroy, destroy);
		} else {
			destroy();
		}
	}

	onState(listener: (state: MachineState) => void): Unsubscribe {
		return this.stateListeners.add(listener);
	}

	addPart(part: StatefulPart): Unsubscribe {
		if (this.parts.has(part.name)) {
			throw new MachineError(`The machine already has a part named "${part.name}".`);
		}
		this.parts.set(part.name, part);
		this.powerOnParts.set(part.name, part.save());
		return () => {
			this.parts.delete(part.name);
			this.powerOnParts.delete(part.name);
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
			clock: this.clock.save(),
			dateMs: this.dateMs,
			queue: this.queue.save(),
			com1: this.lines[0].save(),
			com2: this.lines[1].save(),
			inputs: this.inputs.map(({ atNs, kind, bytes }) => [atNs, kind, bytes]),
			haltedUntilNs: this.haltedUntilNs ?? null,
			isDead: this.currentState === 'halted',
			parts: Object.fromEntries([...this.parts].map(([name, part]) => [name, part.save()])),
		};
		return new MachineSnapshot(this.header(), {
			engine,
			disk: this.disk.takeOverlay(),
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
		const unknown = Object.keys(rest.parts).filter((name) => !this.parts.has(name));
		const missing = [...this.parts.keys()].filter((name) => !(name in rest.parts));
		if (unknown.length > 0 || missing.length > 0) {
			throw new MachineError(
				'The snapshot is of a machine with other devices. Only in the snapshot: ' +
					`${unknown.join(', ') || 'none'}; only in this machine: ` +
					`${missing.join(', ') || 'none'}. Make the machine with the same options.`,
			);
		}
		this.engine.loadState(content.engine);
		this.disk.loadOverlay(content.disk);
		this.clock.load(rest.clock);
		this.dateMs =
			this.clockKind === 'virtual' ? rest.dateMs : Date.now() - this.clock.nowNs / NS_PER_MS;
		this.queue.load(rest.queue);
		this.lines[0].load(rest.com1);
		this.lines[1].load(rest.com2);
		this.inputs = rest.inputs.map(([atNs, kind, bytes]) => ({ atNs, kind, bytes }));
		this.haltedUntilNs = rest.haltedUntilNs ?? undefined;
		for (const [name, part] of this.parts) {
			part.load(rest.parts[name] as PlainData);
		}
		this.crash = undefined;
		this.setState(rest.isDead ? 'halted' : 'paused');
	}

	inputLog(): readonly HostInput[] {
		return this.inputs;
	}

	replay(log: readonly HostInput[]): void {
		this.mustNotRun('start a replay');
		if (this.clockKind === 'real') {
			throw new MachineError('A replay needs the virtual clock: make the machine with it.');
		}
		this.queue.clear('host');
		for (const { atNs, kind, bytes } of log.slice(this.inputs.length)) {
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
		return this.disk.exportImage();
	}

	stats(): MachineStats {
		const { instructions } = this.engine;
		const { nowNs, haltedNs } = this.clock;
		return {
			guestUs: nowNs / NS_PER_US,
			instructions,
			wallMs: this.wallMs,
			mips: this.wallMs > 0 ? this.executed / this.wallMs / 1000 : 0,
			haltShare: nowNs > 0 ? haltedNs / nowNs : 0,
			dropped: Object.fromEntries(this.dropped),
		};
	}

	private get engine(): Engine {
		return this.engineOrNone ?? this.gone();
	}

	private async runInSlices(limits: RunLimits): Promise<RunResult> {
		const stop = this.stopCondition(limits);
		this.begin();
		try {
			for (;;) {
				const reason = this.runSlice(stop);
				if (reason) {
					return this.result(reason);
				}
				await this.letHostRun(stop.atNs);
			}
		} finally {
			this.end();
		}
	}

	/** Runs quanta until there is a reason to stop (given) or to let the host run (undefined). */
	private runSlice(stop: StopCondition): StopReason | undefined {
		const { host } = this;
		const startMs = host.nowMs();
		const before = this.engine.instructions;
		try {
			for (let count = 1; ; count++) {
				const reason = this.reasonToStop(stop);
				if (reason) {
					return reason;
				}
				if (!this.step(stop.atNs)) {
					return this.currentState === 'running' ? undefined : this.reasonToStop(stop);
				}
				if (count % QUANTA_PER_WALL_CHECK === 0) {
					const nowMs = host.nowMs();
					if (nowMs >= stop.wallMs) {
						return 'wall-limit';
					}
					if (nowMs - startMs >= SLICE_WALL_MS) {
						return undefined;
					}
				}
			}
		} finally {
			this.wallMs += host.nowMs() - startMs;
			this.executed += Math.max(0, this.engine.instructions - before);
		}
	}

	/** One quantum, or the wait of a halted processor. False: only the host can bring change. */
	private step(limitNs: number): boolean {
		const { engine } = this;
		try {
			const handled = this.queue.drain(this.clock.nowNs);
			const fed = this.feedSerialPorts();
			if (this.haltedUntilNs !== undefined) {
				if (handled === 0 && !fed && this.clock.nowNs < this.haltedUntilNs) {
					return this.waitHalted(this.haltedUntilNs, limitNs);
				}
				this.haltedUntilNs = undefined;
			}
			const dueMs = engine.runQuantum();
			if (engine.resetRequested) {
				this.loadPowerOnState();
			} else if (engine.isHalted) {
				this.noteHalt(dueMs);
			}
		} catch (cause) {
			this.noteCrash(cause);
		}
		this.lines[0].flush();
		this.lines[1].flush();
		return this.currentState === 'running';
	}

	private noteHalt(dueMs: number): void {
		if (this.engine.interruptsEnabled) {
			const waitNs = Math.max(Math.ceil(dueMs * NS_PER_MS), MIN_HALT_NS);
			this.haltedUntilNs = this.clock.nowNs + waitNs;
		} else {
			this.setState('halted');
		}
	}

	private noteCrash(cause: unknown): void {
		this.crashCount++;
		const what = this.panic?.trim().replace(/\s+/g, ' ') ?? asError(cause).message;
		this.panic = undefined;
		this.crash = new EmulatorCrash(
			`The emulator failed at guest time ${this.nowUs.toFixed(0)} µs, near instruction ` +
				`pointer 0x${this.engine.instructionPointer.toString(16)}: ${what}. Restore a ` +
				'snapshot or reset the machine.',
			{ cause },
		);
		this.setState('crashed');
	}

	/** True when virtual time has passed, false when real time has to. */
	private waitHalted(untilNs: number, limitNs: number): boolean {
		const target = Math.min(untilNs, this.queue.nextNs, limitNs);
		this.clock.passHalted(target);
		return this.clockKind === 'virtual';
	}

	private feedSerialPorts(): boolean {
		let fed = false;
		for (const port of [0, 1] as const satisfies SerialPortIndex[]) {
			if (this.lines[port].hasInput) {
				const unread = this.engine.serialUnread(port);
				const put = (byte: number) => this.engine.serialInput(port, byte);
				fed = this.lines[port].feed(unread, put) || fed;
			}
		}
		return fed;
	}

	/** Gives way to the host: for a moment, or while the halted guest waits for real time. */
	private letHostRun(limitNs: number): Promise<void> {
		return new Promise((resolve) => {
			const waitMs = this.realWaitMs(limitNs);
			if (waitMs < 1) {
				this.host.soon(resolve);
				return;
			}
			const finish = () => {
				cancel();
				this.wake = undefined;
				resolve();
			};
			const cancel = this.host.later(waitMs, finish);
			this.wake = finish;
		});
	}

	private realWaitMs(limitNs: number): number {
		if (this.clockKind === 'virtual' || this.haltedUntilNs === undefined) {
			return 0;
		}
		const untilNs = Math.min(this.haltedUntilNs, this.queue.nextNs, limitNs);
		return (untilNs - this.clock.nowNs) / NS_PER_MS;
	}

	private stopCondition(limits: RunLimits): StopCondition {
		const forNs =
			limits.forUs === undefined ? Number.POSITIVE_INFINITY : limits.forUs * NS_PER_US;
		const untilNs =
			limits.untilUs === undefined ? Number.POSITIVE_INFINITY : limits.untilUs * NS_PER_US;
		return {
			atNs: Math.min(untilNs, this.clock.nowNs + forNs),
			until: limits.until,
			wallMs: this.host.nowMs() + (limits.maxWallMs ?? Number.POSITIVE_INFINITY),
		};
	}

	private reasonToStop(stop: StopCondition): StopReason | undefined {
		if (this.currentState === 'crashed' || this.currentState === 'halted') {
			return this.currentState;
		}
		if (this.pauseRequested) {
			return 'paused';
		}
		if (stop.until?.(this)) {
			return 'condition';
		}
		return this.clock.nowNs >= stop.atNs ? 'time' : undefined;
	}

	private begin(): void {
		if (this.currentState === 'paused') {
			this.setState('running');
		}
		this.pauseRequested = false;
		this.clock.start();
		this.engine.enter();
	}

	private end(): void {
		this.engine.leave();
		this.clock.stop();
		if (this.currentState === 'running') {
			this.setState('paused');
		}
	}

	private result(reason: StopReason): RunResult {
		return { reason, nowUs: this.nowUs };
	}

	private submitInput(kind: HostInput['kind'], bytes: Uint8Array): void {
		this.mustBeAlive();
		const atNs = this.clock.nowNs;
		this.queue.schedule(atNs, HOST_INPUT, { atNs, kind, bytes }, 'host');
		this.wake?.();
	}

	private applyInput(payload: PlainData): void {
		const input = payload as unknown as HostInput;
		this.inputs.push(input);
		if (input.kind === 'reset') {
			this.loadPowerOnState();
		} else {
			this.lines[input.kind === 'com1' ? 0 : 1].deliver(input.bytes);
		}
	}

	/** All but the disk, the clock and what the host still has to come is as at power-on. */
	private loadPowerOnState(): void {
		const clock = this.clock.save();
		this.engine.loadState(this.powerOnState as EngineState);
		this.clock.load(clock);
		this.queue.clear('machine');
		this.lines[0].clear();
		this.lines[1].clear();
		for (const [name, part] of this.parts) {
			part.load(this.powerOnParts.get(name) as PlainData);
		}
		this.haltedUntilNs = undefined;
		this.crash = undefined;
		if (this.currentState === 'halted' || this.currentState === 'crashed') {
			this.setState('paused');
		}
	}

	private header(): SnapshotHeader {
		return {
			formatVersion: SNAPSHOT_FORMAT_VERSION,
			v86Version: V86_VERSION,
			buildId: this.buildId,
			memoryMb: this.memoryMb,
			clock: this.clockKind,
			seed: this.seed,
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
		if (this.currentRun || this.currentState === 'running') {
			throw new MachineError(
				`The machine is running and cannot ${purpose}: await pause() first.`,
			);
		}
		if (this.crashCount > MAX_CRASHES) {
			throw new MachineError(
				`This machine has crashed ${this.crashCount} times; make a new one.`,
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

interface StopCondition {
	atNs: number;
	until: RunLimits['until'];
	wallMs: number;
}
