/*
 * The page's state and everything that can be done to the machine. Views read the
 * signals and call the actions; nothing else talks to the worker.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ControlCommand, ControlResult } from '../channel/control_channel.ts';
import type { NicName } from '../lan/addresses.ts';
import type { ClockKind } from '../machine/api.ts';
import { sizeReport } from '../machine/size_report.ts';
import { parseEventLine } from '../telemetry/event_line.ts';
import { bootFiles, type MachineClient, startMachineWorker } from '../worker/client.ts';
import type { PowerOnOptions, PrinterChange, Report } from '../worker/protocol.ts';
import type { AddressOptions } from './address_options.ts';
import { afterReport, afterRestart, afterRestore, initialModel, type PageModel } from './model.ts';
import { noNetworks } from './network_model.ts';
import { freshPrinter } from './printer_model.ts';
import { killHindrance, recoveryNews } from './recovery_model.ts';
import type { SerialConsole } from './serial_console.ts';
import { noSound } from './sound_model.ts';
import { SourceLines } from './source_lines.ts';
import { Speaker } from './speaker.ts';

export type ConsoleTab =
	| 'system'
	| 'serial'
	| 'screen'
	| 'network'
	| 'printer'
	| 'sound'
	| 'events';

/** What became of the wish to kill a component: nothing yet, or why it failed. */
export type KillState = {
	/** The component's last incident before: one more, and it was killed whatever the answer. */
	readonly lastIncident: number | undefined;
} & ({ readonly kind: 'asked' } | { readonly kind: 'failed'; readonly message: string });

/** Wall time in which a guest that runs has answered, in ms. */
const killTimeoutMs = 10_000;

/** Large enough to last while somebody looks for the button that kills the driver. */
export const sampleDownload = 'wget -O /dev/null http://host/random/1G';

/** Pages enough to be killed in. */
export const samplePrintJob = 'lp /etc/system.conf';

/** Long enough to kill the sound driver meanwhile. */
const sampleTune = 'tone -d 0.5 | play -';

export class PageStore {
	readonly serial: SerialConsole;
	readonly sourceLines = new SourceLines(new URL('os/manifest.json', document.baseURI).href);
	readonly speaker = new Speaker();
	/** Undefined until one is chosen. */
	readonly tab = signal<ConsoleTab | undefined>(undefined);
	/** Spoken to screen readers; set when something happened that only eyes would notice. */
	readonly announcement = signal('');
	/** The same for defects and recoveries. */
	readonly recoveryNews = signal('');
	/** By label. */
	readonly kills = signal<ReadonlyMap<string, KillState>>(new Map());
	/** A call to the worker that changes the machine is under way: its buttons wait. */
	readonly busy = signal(false);

	#model: Signal<PageModel>;
	/** Lines of the parameter sector, the same for every power-on; none leaves the image's own. */
	#params: Pick<PowerOnOptions, 'params'>;
	#client: MachineClient | undefined;

	constructor(serial: SerialConsole, { clock, params }: AddressOptions) {
		this.serial = serial;
		this.#model = signal(initialModel(clock));
		this.#params = Object.keys(params).length > 0 ? { params } : {};
		serial.onInput = (bytes) => void this.#sendToGuest(bytes);
		serial.onResize = () => void this.#tellSize();
	}

	get model(): ReadonlySignal<PageModel> {
		return this.#model;
	}

	/** A part of the model; views that read it are drawn again only when that part changes. */
	select<T>(part: (model: PageModel) => T): ReadonlySignal<T> {
		return computed(() => part(this.#model.value));
	}

	/** Starts a worker and a machine in it, in place of those before. */
	async start(): Promise<void> {
		this.#client?.terminate();
		this.serial.clear();
		this.kills.value = new Map();
		this.#model.value = initialModel(this.#model.value.clock);
		const client = startMachineWorker((description) => this.#workerDied(description));
		this.#client = client;
		await client.load(bootFiles(document.baseURI), this.#powerOnOptions(), (report) =>
			client === this.#client ? this.#takeReport(report) : undefined,
		);
		await this.#watchScreen();
	}

	pause(): Promise<void> {
		return this.#act((client) => client.pause(), 'Paused.');
	}

	resume(): Promise<void> {
		return this.#act((client) => client.resume(), 'Running.');
	}

	reset(): Promise<void> {
		return this.#act(async (client) => {
			this.serial.clear();
			this.kills.value = new Map();
			this.#model.value = afterRestart(this.#model.value);
			await client.reset();
		}, 'The machine was reset.');
	}

	/** The clock of a machine is fixed at power-on: another one needs a new machine. */
	setClock(clock: ClockKind): Promise<void> {
		return this.#act(async (client) => {
			this.serial.clear();
			this.kills.value = new Map();
			this.#model.value = {
				...afterRestart(this.#model.value),
				clock,
				networks: noNetworks,
				printer: freshPrinter,
				sound: noSound,
				snapshot: undefined,
				speed: undefined,
			};
			await client.powerOn(this.#powerOnOptions());
			await this.#watchScreen();
		}, `The machine starts anew on the ${clock} clock.`);
	}

	saveSnapshot(): Promise<void> {
		return this.#act(async (client) => {
			const summary = await client.saveSnapshot();
			// The worker has delivered what was printed before; wait until it is drawn, too.
			await this.serial.write('');
			const { phase, recovery, clockLead } = this.#model.value;
			const snapshot = {
				...{ ...summary, phase, recovery, clockLead },
				consoleText: this.serial.serialize(),
			};
			this.#model.value = { ...this.#model.value, snapshot };
		}, 'Snapshot saved.');
	}

	/** Goes back to the snapshot, and runs on if the machine was running. */
	restoreSnapshot(): Promise<void> {
		return this.#act(async (client) => {
			const { snapshot, power } = this.#model.value;
			if (!snapshot) return;
			await client.restoreSnapshot();
			this.serial.clear();
			await this.serial.write(snapshot.consoleText);
			this.kills.value = new Map();
			this.#model.value = afterRestore(this.#model.value, snapshot);
			await this.#tellSize();
			if (power === 'running') await client.resume();
		}, 'Snapshot restored.');
	}

	/** Has the guest carry out a command; rejects with a sentence when it can't. */
	async control(command: ControlCommand): Promise<ControlResult> {
		if (!this.#client) throw new Error('There is no machine yet: wait for it to load.');
		return this.#client.control(command);
	}

	/** Ends a component, as a user's signal would; its policy decides what then happens. */
	async kill(label: string): Promise<void> {
		const isAsked = this.kills.value.get(label)?.kind === 'asked';
		if (isAsked || killHindrance(this.#model.value) !== undefined) return;
		const { components } = this.#model.value.recovery;
		const lastIncident = components.find((one) => one.label === label)?.lastIncident;
		const asked: KillState = { kind: 'asked', lastIncident };
		this.#setKill(label, asked);
		const end = await this.control({ cmd: 'kill', label, timeoutMs: killTimeoutMs }).then(
			() => undefined,
			(error): KillState => {
				const message = error instanceof Error ? error.message : String(error);
				return { kind: 'failed', lastIncident, message };
			},
		);
		// A machine that was reset meanwhile knows nothing of it any more.
		if (this.kills.value.get(label) === asked) this.#setKill(label, end);
	}

	/** The message about a kill that failed was read. */
	dismissKill(label: string): void {
		this.#setKill(label, undefined);
	}

	/** Types a long download into the console's shell. */
	startDownload(): void {
		this.serial.type(`${sampleDownload}\r`);
	}

	/** Types a tune into the console's shell. */
	playScale(): void {
		this.serial.type(`${sampleTune}\r`);
	}

	/** Types a command into the console's shell that prints a few pages. */
	startPrinting(): void {
		this.serial.type(`${samplePrintJob}\r`);
	}

	/** Presses the printer's on-line button, or puts paper in or takes it out. */
	setPrinter(change: PrinterChange): Promise<void> {
		return this.#act((client) => client.setPrinter(change), describeChange(change));
	}

	/** Plugs a card's cable in, or pulls it out. */
	setLink(nic: NicName, isUp: boolean): Promise<void> {
		const done = `The cable of ${nic} is ${isUp ? 'plugged in' : 'pulled out'}.`;
		return this.#act((client) => client.setLink(nic, isUp), done);
	}

	/** Presses and releases keys of the guest's PS/2 keyboard: scan codes of set 1. */
	async sendKeys(scanCodes: readonly number[]): Promise<void> {
		if (scanCodes.length > 0 && this.#takesInput()) {
			await this.#client?.sendKeys(Uint8Array.from(scanCodes));
		}
	}

	showTab(tab: ConsoleTab): void {
		this.tab.value = tab;
		void this.#watchScreen();
	}

	#powerOnOptions(): PowerOnOptions {
		return { clock: this.#model.value.clock, ...this.#params };
	}

	async #watchScreen(): Promise<void> {
		await this.#client?.watchScreen(this.tab.value === 'screen');
	}

	async #sendToGuest(bytes: Uint8Array): Promise<void> {
		if (this.#takesInput()) await this.#client?.send(bytes);
	}

	/** The guest's terminal driver takes it from the console's input; before that is up, nobody would. */
	async #tellSize(): Promise<void> {
		if (this.#model.value.phase !== 'ready') return;
		const { rows, columns } = this.serial.size;
		await this.#sendToGuest(new TextEncoder().encode(sizeReport(rows, columns)));
	}

	#setKill(label: string, state: KillState | undefined): void {
		const kills = new Map(this.kills.value);
		if (state) kills.set(label, state);
		else kills.delete(label);
		this.kills.value = kills;
	}

	#takesInput(): boolean {
		const { power } = this.#model.value;
		return power === 'running' || power === 'paused';
	}

	async #takeReport(report: Report): Promise<void> {
		const before = this.#model.value;
		const after = afterReport(before, report);
		this.#model.value = after;
		if (after.phase === 'ready' && before.phase !== 'ready') {
			this.announcement.value = 'The machine is ready.';
		}
		const news = recoveryNews(before.recovery, after.recovery);
		if (news !== undefined) this.recoveryNews.value = news;
		// A new instance of the terminal driver knows nothing of what the last one was told.
		if (report.events?.some(isReadyEvent)) void this.#tellSize();
		if (report.sound) this.speaker.play(report.sound);
		if (report.console) await this.serial.write(report.console);
	}

	/** Runs one action at a time; one that throws has broken the machine, not the page. */
	async #act(action: (client: MachineClient) => Promise<void>, done: string): Promise<void> {
		if (!this.#client || this.busy.value) return;
		this.busy.value = true;
		try {
			await action(this.#client);
			this.announcement.value = done;
		} catch (error) {
			this.#workerDied(error instanceof Error ? (error.stack ?? error.message) : `${error}`);
		} finally {
			this.busy.value = false;
		}
	}

	#workerDied(description: string): void {
		this.#model.value = {
			...this.#model.value,
			power: 'failed',
			failure: {
				what: 'The machine has stopped working.',
				remedy: 'Try again; if it happens each time, the details below tell where.',
				details: description,
			},
		};
	}
}

function describeChange({ isOnline, hasPaper }: PrinterChange): string {
	if (isOnline !== undefined) return `The printer is ${isOnline ? 'on' : 'off'} line.`;
	return hasPaper ? 'The printer has paper.' : 'The printer is out of paper.';
}

function isReadyEvent(line: string): boolean {
	const parsed = parseEventLine(line);
	return parsed.ok && parsed.event.ev === 'ready';
}
