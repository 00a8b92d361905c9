/*
 * The machine behind the page: loads it, runs it, keeps its snapshot, and reports
 * what it does. The page says what it wants (running or paused); what is the case
 * is reported back.
 */
import {
	ControlChannel,
	type ControlCommand,
	type ControlResult,
} from '../channel/control_channel.ts';
import type { NicName } from '../lan/addresses.ts';
import type { Lan } from '../lan/lan.ts';
import { createNetworkedMachine } from '../lan/networked_machine.ts';
import type { Machine, MachineStats, Snapshot, TextScreen } from '../machine/api.ts';
import { unpackImage } from '../machine/packed_image.ts';
import { FetchError, fetchFile } from './fetch_file.ts';
import { NetworkWatch } from './network_watch.ts';
import { PrinterWatch } from './printer_watch.ts';
import type {
	BootFile,
	BootFiles,
	FetchProgress,
	MachineService,
	PowerOnOptions,
	PowerState,
	PrinterChange,
	ReportListener,
	SnapshotSummary,
} from './protocol.ts';
import { ReportBatch } from './report_batch.ts';
import { RunLoop } from './run_loop.ts';

const speedPeriodMs = 250;
const screenPeriodMs = 100;
const networkPeriodMs = 100;
const printerPeriodMs = 100;

const fileNames: Record<BootFile, string> = {
	wasm: 'The processor (v86.wasm)',
	bios: 'The firmware (bios.bin)',
	netWasm: 'The network (net.wasm)',
	image: 'The disk image (kintsugi.packed.gz)',
};

export class WorkerMachineService implements MachineService {
	#reports = new ReportBatch(() => {});
	#bytes: (Record<BootFile, Uint8Array> & { buildId: string }) | undefined;
	#machine: Machine | undefined;
	#loop: RunLoop | undefined;
	#channel: ControlChannel | undefined;
	#lans: readonly Lan[] = [];
	#networkWatch = new NetworkWatch([]);
	#printerWatch: PrinterWatch | undefined;
	#snapshot: Snapshot | undefined;
	#screenWatched = false;
	#lastScreen: TextScreen | undefined;
	#lastSpeed: { atMs: number; stats: MachineStats } | undefined;

	constructor() {
		setInterval(() => this.#reportSpeed(), speedPeriodMs);
		setInterval(() => this.#reportScreen(), screenPeriodMs);
		setInterval(() => this.#reportNetworks(), networkPeriodMs);
		setInterval(() => this.#reportPrinter(), printerPeriodMs);
	}

	async load(files: BootFiles, options: PowerOnOptions, listener: ReportListener): Promise<void> {
		this.#reports = new ReportBatch(listener);
		this.#report('loading');
		try {
			const [wasm, bios, netWasm, image] = await Promise.all([
				this.#fetch('wasm', files.wasm),
				this.#fetch('bios', files.bios),
				this.#fetch('netWasm', files.netWasm),
				this.#fetch('image', files.image),
			]);
			this.#bytes = { wasm, bios, netWasm, ...this.#unpack(image) };
		} catch (error) {
			if (!(error instanceof FetchError)) throw error;
			this.#reports.add({ state: 'failed', failure: error.failure });
			return;
		}
		await this.powerOn(options);
	}

	#unpack(packed: Uint8Array) {
		try {
			return unpackImage(packed);
		} catch (error) {
			throw new FetchError({
				what: `${fileNames.image} is damaged: it does not unpack.`,
				remedy: 'Build or deploy it again, then reload the page past its cache.',
				details: describeError(error),
			});
		}
	}

	async powerOn(options: PowerOnOptions): Promise<void> {
		const files = this.#bytes;
		if (!files) throw new Error('The machine has nothing to boot from: call load() first.');
		await this.#dispose();
		this.#reports.add({ state: 'loading', compiling: true });
		await this.#reports.flush();
		try {
			const { nics, link, ...machineOptions } = options;
			const { machine, lans } = await createNetworkedMachine({
				...files,
				...machineOptions,
				network: { nics, link },
			});
			this.#machine = this.#connect(machine);
			this.#lans = lans;
			this.#networkWatch = new NetworkWatch(lans);
			this.#printerWatch = new PrinterWatch(machine.printer);
			this.#loop = new RunLoop(this.#machine);
			this.#channel = new ControlChannel(this.#machine);
		} catch (error) {
			this.#reports.add({
				state: 'failed',
				failure: {
					what: 'The machine could not be built.',
					remedy: 'Try again with a current Chrome, Firefox or Safari.',
					details: describeError(error),
				},
			});
			return;
		}
		await this.resume();
	}

	async resume(): Promise<void> {
		const { machine, loop } = this.#ready();
		if (machine.state !== 'paused') return;
		this.#report('running');
		loop.start(() => this.#report(settledState(machine)));
	}

	async pause(): Promise<void> {
		const { machine, loop } = this.#ready();
		await loop.stop();
		this.#report(settledState(machine));
	}

	async reset(): Promise<void> {
		const { machine, loop } = this.#ready();
		await loop.stop();
		machine.reset();
		await this.resume();
	}

	async saveSnapshot(): Promise<SnapshotSummary> {
		const { machine, loop } = this.#ready();
		const wasRunning = loop.running;
		await loop.stop();
		this.#snapshot = machine.snapshot();
		// What the guest printed before the snapshot is on the page before the call returns.
		await this.#reports.flush();
		if (wasRunning) await this.resume();
		return { guestUs: machine.nowUs, sizeBytes: this.#snapshot.sizeBytes };
	}

	async restoreSnapshot(): Promise<void> {
		const { machine, loop } = this.#ready();
		if (!this.#snapshot) throw new Error('There is no snapshot to restore: save one first.');
		await loop.stop();
		await this.#reports.flush();
		machine.restore(this.#snapshot);
		this.#channel?.restart('The machine went back to its snapshot.');
		this.#networkWatch.restart();
		this.#printerWatch?.restart();
		this.#lastSpeed = undefined;
		this.#report(settledState(machine));
		this.#reportSpeed();
		this.#reportNetworks();
		this.#reportPrinter();
		await this.#reports.flush();
	}

	async send(bytes: Uint8Array): Promise<void> {
		this.#ready().machine.com1.send(bytes);
	}

	async sendKeys(scanCodes: Uint8Array): Promise<void> {
		this.#ready().machine.keyboard.send(scanCodes);
	}

	async control(command: ControlCommand): Promise<ControlResult> {
		if (!this.#channel) throw new Error('There is no machine yet: wait for it to load.');
		return this.#channel.run(command);
	}

	async setLink(nic: NicName, isUp: boolean): Promise<void> {
		const lan = this.#lans.find((each) => each.nic === nic);
		if (!lan) throw new Error(`The machine has no ${nic}: power it on with that card.`);
		lan.setLink(isUp);
	}

	async setPrinter({ isOnline, hasPaper }: PrinterChange): Promise<void> {
		const { printer } = this.#ready().machine;
		if (isOnline !== undefined) printer.setOnline(isOnline);
		if (hasPaper !== undefined) printer.setPaper(hasPaper);
	}

	async watchScreen(watched: boolean): Promise<void> {
		this.#screenWatched = watched;
		this.#lastScreen = undefined;
		this.#reportScreen();
	}

	async #fetch(file: BootFile, url: string): Promise<Uint8Array> {
		let last: Pick<FetchProgress, 'loadedBytes' | 'totalBytes'> = { loadedBytes: 0 };
		const bytes = await fetchFile(fileNames[file], url, (loadedBytes, totalBytes) => {
			last = totalBytes === undefined ? { loadedBytes } : { loadedBytes, totalBytes };
			this.#reports.addFetch(file, { ...last, done: false });
		});
		this.#reports.addFetch(file, { ...last, done: true });
		return bytes;
	}

	#connect(machine: Machine): Machine {
		machine.com1.onOutput((bytes) => this.#reports.addConsole(bytes));
		machine.audio.onSamples((block) => this.#reports.addSound(block));
		machine.com2.onLine((line) => this.#reports.addEvent(line, machine.nowUs));
		return machine;
	}

	async #dispose(): Promise<void> {
		await this.#loop?.stop();
		this.#channel?.dispose();
		this.#machine?.dispose();
		this.#machine = undefined;
		this.#loop = undefined;
		this.#channel = undefined;
		this.#lans = [];
		this.#networkWatch = new NetworkWatch([]);
		this.#printerWatch = undefined;
		this.#snapshot = undefined;
		this.#lastScreen = undefined;
		this.#lastSpeed = undefined;
	}

	#ready(): { machine: Machine; loop: RunLoop } {
		if (!this.#machine || !this.#loop) {
			throw new Error('There is no machine yet: wait for it to load.');
		}
		return { machine: this.#machine, loop: this.#loop };
	}

	#report(state: PowerState): void {
		const crash = this.#machine?.crash;
		const news = state === 'crashed' && crash ? { crash: describeError(crash) } : {};
		this.#reports.add({ state, ...news });
	}

	#reportSpeed(): void {
		if (!this.#machine) return;
		const now = { atMs: performance.now(), stats: this.#machine.stats() };
		const before = this.#lastSpeed;
		this.#lastSpeed = now;
		this.#reports.add({
			speed: {
				guestUs: now.stats.guestUs,
				mips: before ? instructionsPerUs(before, now) : 0,
				idleShare: before ? idleShare(before.stats, now.stats) : 0,
			},
		});
	}

	#reportNetworks(): void {
		this.#reports.addNetworks(this.#networkWatch.news());
	}

	#reportPrinter(): void {
		const news = this.#printerWatch?.news();
		if (news) this.#reports.addPrinter(news);
	}

	#reportScreen(): void {
		if (!this.#machine || !this.#screenWatched) return;
		const screen = this.#machine.screen();
		if (screen && this.#lastScreen && sameScreen(screen, this.#lastScreen)) return;
		this.#lastScreen = screen;
		this.#reports.add({ screen: screen ?? null });
	}
}

function settledState(machine: Machine): PowerState {
	const { state } = machine;
	return state === 'halted' || state === 'crashed' ? state : 'paused';
}

interface SpeedSample {
	atMs: number;
	stats: MachineStats;
}

function instructionsPerUs(before: SpeedSample, now: SpeedSample): number {
	const elapsedUs = (now.atMs - before.atMs) * 1000;
	const executed = now.stats.instructions - before.stats.instructions;
	return elapsedUs > 0 ? Math.max(0, executed) / elapsedUs : 0;
}

function idleShare(before: MachineStats, now: MachineStats): number {
	const elapsedUs = now.guestUs - before.guestUs;
	if (elapsedUs <= 0) return 0;
	const idleUs = now.haltShare * now.guestUs - before.haltShare * before.guestUs;
	return Math.min(1, Math.max(0, idleUs / elapsedUs));
}

function sameScreen(a: TextScreen, b: TextScreen): boolean {
	return (
		a.columns === b.columns &&
		a.rows === b.rows &&
		a.cursor?.column === b.cursor?.column &&
		a.cursor?.row === b.cursor?.row &&
		sameBytes(a.characters, b.characters) &&
		sameBytes(a.attributes, b.attributes)
	);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((value, index) => value === b[index]);
}

function describeError(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
