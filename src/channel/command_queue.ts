/*
 * The commands of one control channel from being given to being answered: gives
 * ids, sends no more than the guest has room for, puts replies to commands. Knows
 * no machine: lines go out through a function, replies come in through take().
 *
 * Pings, kills and orders to RS go out at once, whatever else waits: they are for the
 * case that the rest hangs.
 */
import { ControlError } from './control_error.ts';
import {
	commandLine,
	guestCommandsMax,
	lineMaxBytes,
	type Reply,
	unreadMaxBytes,
	type WireCommand,
} from './protocol.ts';

export type CommandEnd = Extract<Reply, { kind: 'ended' }>;

export interface CommandOptions {
	/** Wall time, in ms, after which the command is cancelled and fails. */
	timeoutMs?: number | undefined;
	/** Takes output as it comes; without it the run collects it. */
	onOutput?: ((bytes: Uint8Array) => void) | undefined;
}

export interface CommandRun {
	/** Rejects with a ControlError when there is no end to tell. */
	readonly result: Promise<CommandEnd>;
	/** What was collected so far, as one array. */
	output(): Uint8Array;
}

/** What may be sent and not yet known to be read; the rest of the guest's room is for pings. */
const unreadLimitBytes = unreadMaxBytes - lineMaxBytes;
/** One of the guest's places stays free for `cancel`. */
const underWayLimit = guestCommandsMax - 1;

interface Entry {
	readonly id: number;
	readonly command: WireCommand;
	readonly line: Uint8Array;
	readonly onOutput: (bytes: Uint8Array) => void;
	/** Once only: the first end counts. */
	readonly resolve: (end: CommandEnd) => void;
	readonly reject: (error: ControlError) => void;
	timer: TimerHandle | undefined;
	/** The guest has its line for certain. */
	isRead: boolean;
}

export class CommandQueue {
	readonly #send: (line: Uint8Array) => void;
	readonly #onSettled: () => void;
	#isOpen = false;
	#nextId = 1;
	/** Not sent yet. */
	#waiting: Entry[] = [];
	/** Sent and not answered to the end, those included that nobody waits for any more. */
	readonly #sent = new Map<number, Entry>();

	/** `onSettled` is called when a command has ended, however it did. */
	constructor(send: (line: Uint8Array) => void, onSettled: () => void) {
		this.#send = send;
		this.#onSettled = onSettled;
	}

	/** The guest can take commands: sends what has waited for that. */
	open(): void {
		this.#isOpen = true;
		this.#sendWaiting();
	}

	/** It can't: commands wait. */
	close(): void {
		this.#isOpen = false;
	}

	start(command: WireCommand, options: CommandOptions = {}): CommandRun {
		const collected: Uint8Array[] = [];
		const id = this.#nextId++;
		const result = new Promise<CommandEnd>((resolve, reject) => {
			const line = commandLine(id, command);
			if (line.length > lineMaxBytes) {
				reject(new ControlError('refused', tooLong(command, line.length)));
				return;
			}
			const entry: Entry = {
				...{ id, command, line, resolve, reject },
				onOutput: options.onOutput ?? ((bytes) => collected.push(bytes)),
				timer: undefined,
				isRead: false,
			};
			const { timeoutMs } = options;
			if (timeoutMs !== undefined) {
				entry.timer = setTimeout(() => this.#timeOut(entry, timeoutMs), timeoutMs);
			}
			this.#waiting.push(entry);
			this.#sendWaiting();
		});
		return { result, output: () => concatenate(collected) };
	}

	/** A reply; one to a command that is not under way is dropped. */
	take(id: number, reply: Reply): void {
		const entry = this.#sent.get(id);
		if (entry === undefined) return;
		entry.isRead = true;
		if (reply.kind === 'output') {
			entry.onOutput(reply.bytes);
		} else if (reply.kind !== 'started') {
			this.#sent.delete(id);
			clearTimeout(entry.timer);
			if (reply.kind === 'ended') entry.resolve(reply);
			else entry.reject(new ControlError('refused', reply.error));
			this.#onSettled();
		}
		this.#sendWaiting();
	}

	/** Ends the commands that were sent: whoever had them is gone. Those that wait go to the next. */
	failSent(reason: string): void {
		const entries = [...this.#sent.values()];
		this.#sent.clear();
		this.#fail(entries, reason);
	}

	/** Ends all commands. */
	failAll(reason: string): void {
		const entries = [...this.#sent.values(), ...this.#waiting];
		this.#sent.clear();
		this.#waiting = [];
		this.#fail(entries, reason);
	}

	#fail(entries: readonly Entry[], reason: string): void {
		for (const entry of entries) {
			clearTimeout(entry.timer);
			entry.reject(new ControlError('closed', reason));
		}
		if (entries.length > 0) this.#onSettled();
	}

	#sendWaiting(): void {
		if (!this.#isOpen) return;
		for (;;) {
			const place = this.#waiting.findIndex((entry) => this.#hasRoom(entry));
			const [entry] = place < 0 ? [] : this.#waiting.splice(place, 1);
			if (entry === undefined) return;
			this.#sent.set(entry.id, entry);
			this.#send(entry.line);
		}
	}

	#hasRoom({ command, line }: Entry): boolean {
		if (isUrgent(command)) return true;
		const sent = [...this.#sent.values()].filter((entry) => !isUrgent(entry.command));
		const unread = sent.filter(({ isRead }) => !isRead);
		const unreadBytes = unread.reduce((sum, entry) => sum + entry.line.length, 0);
		return sent.length < underWayLimit && unreadBytes + line.length <= unreadLimitBytes;
	}

	#timeOut(entry: Entry, timeoutMs: number): void {
		const error = `The command had not ended after ${timeoutMs / 1000} s and was cancelled.`;
		entry.reject(new ControlError('timeout', error));
		if (this.#sent.has(entry.id)) {
			// It holds its place until the guest says that it has ended.
			this.start({ cmd: 'cancel', job: entry.id }).result.catch(() => undefined);
		} else {
			this.#waiting = this.#waiting.filter((other) => other !== entry);
		}
		this.#onSettled();
	}
}

function isUrgent({ cmd }: WireCommand): boolean {
	return cmd === 'ping' || cmd === 'kill' || cmd === 'service' || cmd === 'cancel';
}

function tooLong(command: WireCommand, length: number): string {
	const remedy =
		command.cmd === 'exec'
			? 'Put it into a file of the guest and run that.'
			: 'Use shorter names.';
	return (
		`The command makes a line of ${length} bytes, and the guest takes ${lineMaxBytes} ` +
		`at most. ${remedy}`
	);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
