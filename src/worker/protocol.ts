/*
 * What passes between the page and its machine worker: calls one way, batches of
 * reports the other way. Plain data only, since it is copied between threads.
 */
import type { ControlCommand, ControlResult } from '../channel/control_channel.ts';
import type { NicName } from '../lan/addresses.ts';
import type { LanStatistics, LinkOptions } from '../lan/lan_segment.ts';
import type { Mail } from '../lan/services/smtp/mailbox.ts';
import type { ClockKind, PrintedPage, SoundBlock, TextScreen } from '../machine/api.ts';

/** Where the worker fetches what the machine boots from; absolute addresses. */
export interface BootFiles {
	wasm: string;
	bios: string;
	/** The network stack of the virtual LAN's hosts. */
	netWasm: string;
	/** The disk image, packed (src/machine/packed_image.ts) and compressed with gzip. */
	image: string;
}

export interface PowerOnOptions {
	clock: ClockKind;
	memoryMb?: number;
	seed?: number;
	params?: Record<string, string>;
	/** The network cards; by default the RTL8139 alone. */
	nics?: readonly NicName[];
	/** Their cables. */
	link?: LinkOptions;
}

export type BootFile = keyof BootFiles;

/** How far a file's download is; `totalBytes` is absent where the server does not say it. */
export interface FetchProgress {
	loadedBytes: number;
	totalBytes?: number;
	done: boolean;
}

/** Why there is no machine. `what` is a sentence, `remedy` says what to press or do. */
export interface Failure {
	what: string;
	remedy: string;
	/** The address that was asked for, the status, a stack: for the one who mends it. */
	details: string;
}

/**
 * - `loading`: files are fetched, or the processor is compiled.
 * - `running`, `paused`: as told by the user.
 * - `halted`: the guest stopped for good, by power-off or in a panic.
 * - `crashed`: the emulator threw.
 * - `failed`: there is no machine, see `Failure`.
 */
export type PowerState = 'loading' | 'running' | 'paused' | 'halted' | 'crashed' | 'failed';

export interface SpeedReport {
	guestUs: number;
	/** Millions of instructions in a second of wall time, over the last period. */
	mips: number;
	/** Share of guest time in which the processor was idle over the last period, 0 to 1. */
	idleShare: number;
}

/** News of the network of one card. */
export interface NetworkReport {
	nic: NicName;
	isLinkUp: boolean;
	/** Guest time of one bin, in µs. Bin n begins at guest time n * binUs. */
	binUs: number;
	/** Number of the first bin told here; later ones told before are void. */
	firstBin: number;
	/** Bytes on the cable, a number for each bin. */
	toGuestBytes: number[];
	fromGuestBytes: number[];
	/** New ones. One with the id of an old one, or a smaller one, makes the later old ones void. */
	mails: Mail[];
	/** Since power-on. */
	statistics: LanStatistics;
}

/** News of the printer. */
export interface PrinterReport {
	isOnline: boolean;
	hasPaper: boolean;
	/** What is on the page that has not come out yet. */
	unfinishedPage: string;
	/** New ones. One with the id of an old one, or a smaller one, makes the later old ones void. */
	pages: PrintedPage[];
}

/** A switch of the printer that somebody presses. */
export interface PrinterChange {
	isOnline?: boolean;
	hasPaper?: boolean;
}

/** One batch. Each field is there when it has news. */
export interface Report {
	state?: PowerState;
	/** The files whose download has come further. */
	fetch?: Partial<Record<BootFile, FetchProgress>>;
	/** Everything is fetched; the processor's WebAssembly is compiled now. */
	compiling?: true;
	failure?: Failure;
	/** What made the state `crashed`. */
	crash?: string;
	/** Bytes of the serial console, in order. */
	console?: Uint8Array;
	/** Lines of the event port, in order. */
	events?: string[];
	/** The machine's guest time in µs at which each of them arrived. */
	eventTimesUs?: number[];
	speed?: SpeedReport;
	/** In order; those of one network may be there several times. */
	networks?: NetworkReport[];
	/** In order. */
	printer?: PrinterReport[];
	/** What the loudspeaker plays, in order. */
	sound?: SoundBlock[];
	/** The VGA text screen, when it changed; null in a graphics mode. */
	screen?: TextScreen | null;
}

/** Resolves when the page has taken the batch in. */
export type ReportListener = (report: Report) => Promise<void> | void;

export interface SnapshotSummary {
	guestUs: number;
	sizeBytes: number;
}

/** The calls that the worker answers. */
export interface MachineService {
	/** Fetches the files, makes the machine and starts it. Failures arrive as reports. */
	load(files: BootFiles, options: PowerOnOptions, listener: ReportListener): Promise<void>;
	/** Makes a new machine of the files already here, and starts it. */
	powerOn(options: PowerOnOptions): Promise<void>;
	resume(): Promise<void>;
	pause(): Promise<void>;
	/** Presses the reset button and runs on. */
	reset(): Promise<void>;
	/** Keeps one snapshot, in place of the one before. */
	saveSnapshot(): Promise<SnapshotSummary>;
	/** Goes back to the snapshot kept; the machine is paused then. */
	restoreSnapshot(): Promise<void>;
	/** Sends bytes to the guest's console. */
	send(bytes: Uint8Array): Promise<void>;
	/** Sends scan codes (set 1) from the guest's PS/2 keyboard. */
	sendKeys(scanCodes: Uint8Array): Promise<void>;
	/**
	 * Has the guest carry out a command, while the machine runs. Rejects with a sentence when
	 * the guest can't, or ends before.
	 */
	control(command: ControlCommand): Promise<ControlResult>;
	/** Plugs a card's cable in, or pulls it out. */
	setLink(nic: NicName, isUp: boolean): Promise<void>;
	/** Presses the printer's on-line button, or puts paper in or takes it out. */
	setPrinter(change: PrinterChange): Promise<void>;
	/** Whether somebody looks at the text screen. */
	watchScreen(watched: boolean): Promise<void>;
}
