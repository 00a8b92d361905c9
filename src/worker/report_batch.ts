/*
 * Collects what the machine has to say and hands it to the page in batches, so
 * that a chatty guest costs a few messages a second and not one a byte. At most
 * one batch is on its way: a page that is slow gets fewer and larger ones.
 */
import type { SoundBlock } from '../machine/api.ts';
import type {
	BootFile,
	FetchProgress,
	NetworkReport,
	PrinterReport,
	Report,
	ReportListener,
} from './protocol.ts';

const batchMs = 16;

/** What is delivered piece by piece. */
type Collected = 'console' | 'events' | 'eventTimesUs' | 'networks' | 'printer' | 'sound' | 'fetch';

export class ReportBatch {
	#listener: ReportListener;
	#console: Uint8Array[] = [];
	#events: string[] = [];
	#eventTimesUs: number[] = [];
	#networks: NetworkReport[] = [];
	#printer: PrinterReport[] = [];
	#sound: SoundBlock[] = [];
	#rest: Report = {};
	#timer: ReturnType<typeof setTimeout> | undefined;
	#delivery: Promise<void> | undefined;

	constructor(listener: ReportListener) {
		this.#listener = listener;
	}

	addConsole(bytes: Uint8Array): void {
		this.#console.push(bytes.slice());
		this.#scheduleDelivery();
	}

	addEvent(line: string, arrivedUs: number): void {
		this.#events.push(line);
		this.#eventTimesUs.push(arrivedUs);
		this.#scheduleDelivery();
	}

	addNetworks(reports: readonly NetworkReport[]): void {
		if (reports.length === 0) return;
		this.#networks.push(...reports);
		this.#scheduleDelivery();
	}

	addSound(block: SoundBlock): void {
		this.#sound.push(block);
		this.#scheduleDelivery();
	}

	addPrinter(report: PrinterReport): void {
		this.#printer.push(report);
		this.#scheduleDelivery();
	}

	addFetch(file: BootFile, progress: FetchProgress): void {
		this.#rest.fetch = { ...this.#rest.fetch, [file]: progress };
		this.#scheduleDelivery();
	}

	/** Adds other news; a later value of a field takes the place of an undelivered one. */
	add(news: Omit<Report, Collected>): void {
		Object.assign(this.#rest, news);
		this.#scheduleDelivery();
	}

	/** Resolves when the page has taken in everything added so far. */
	async flush(): Promise<void> {
		while (this.#delivery || this.#hasNews()) await (this.#delivery ?? this.#deliver());
	}

	#scheduleDelivery(): void {
		this.#timer ??= setTimeout(() => void this.flush(), batchMs);
	}

	#hasNews(): boolean {
		return (
			this.#console.length > 0 ||
			this.#events.length > 0 ||
			this.#networks.length > 0 ||
			this.#printer.length > 0 ||
			this.#sound.length > 0 ||
			Object.keys(this.#rest).length > 0
		);
	}

	#deliver(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const report: Report = { ...this.#rest };
		if (this.#console.length > 0) report.console = joined(this.#console);
		if (this.#events.length > 0) {
			report.events = this.#events;
			report.eventTimesUs = this.#eventTimesUs;
		}
		if (this.#networks.length > 0) report.networks = this.#networks;
		if (this.#printer.length > 0) report.printer = this.#printer;
		if (this.#sound.length > 0) report.sound = this.#sound;
		this.#console = [];
		this.#events = [];
		this.#eventTimesUs = [];
		this.#networks = [];
		this.#printer = [];
		this.#sound = [];
		this.#rest = {};
		this.#delivery = Promise.resolve(this.#listener(report)).finally(() => {
			this.#delivery = undefined;
		});
		return this.#delivery;
	}
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
	let offset = 0;
	for (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.length;
	}
	return whole;
}
