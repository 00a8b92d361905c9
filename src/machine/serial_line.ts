/**
 * The host's end of a serial cable. Output is handed on between quanta; input waits here until
 * the guest's port has room, as a sender does that honours a FIFO of 64 bytes (16750).
 */

import type { PlainData, SerialLine, Unsubscribe } from './api.ts';
import { ListenerSet } from './listeners.ts';

export const FIFO_SIZE = 64;
const MAX_LINE_BYTES = 1 << 20;
const LF = 0x0a;
const CR = 0x0d;

export class HostSerialLine implements SerialLine {
	private readonly outputListeners = new ListenerSet<Uint8Array>();
	private readonly lineListeners = new ListenerSet<string>();
	/** Sent by the guest, not yet handed on. */
	private output: number[] = [];
	/** The line that has not ended yet. */
	private line: number[] = [];
	/** Sent by the host, not yet in the guest's port. */
	private input: number[] = [];
	private inputAt = 0;

	/** `submit` stamps and logs what the host sends. */
	constructor(private readonly submit: (bytes: Uint8Array) => void) {}

	onOutput(listener: (bytes: Uint8Array) => void): Unsubscribe {
		return this.outputListeners.add(listener);
	}

	onLine(listener: (line: string) => void): Unsubscribe {
		return this.lineListeners.add(listener);
	}

	send(data: Uint8Array | string): void {
		const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
		if (bytes.length > 0) {
			this.submit(Uint8Array.from(bytes));
		}
	}

	/** A byte from the guest. */
	take(byte: number): void {
		this.output.push(byte);
	}

	/** Hands on what the guest has sent. */
	flush(): void {
		if (this.output.length === 0) {
			return;
		}
		const bytes = Uint8Array.from(this.output);
		this.output = [];
		for (const byte of bytes) {
			if (byte === LF || this.line.length >= MAX_LINE_BYTES) {
				this.endLine();
			}
			if (byte !== LF) {
				this.line.push(byte);
			}
		}
		this.outputListeners.emit(bytes);
	}

	/** Bytes that have arrived from the host, for the guest's port. */
	deliver(bytes: Uint8Array): void {
		for (const byte of bytes) {
			this.input.push(byte);
		}
	}

	/** There is something for the guest's port. */
	get hasInput(): boolean {
		return this.inputAt < this.input.length;
	}

	/** Gives the port what it has room for; true when that was anything. */
	feed(unread: number, put: (byte: number) => void): boolean {
		const count = Math.min(FIFO_SIZE - unread, this.input.length - this.inputAt);
		for (let i = 0; i < count; i++) {
			put(this.input[this.inputAt++] as number);
		}
		if (this.inputAt === this.input.length && this.inputAt > 0) {
			this.input = [];
			this.inputAt = 0;
		}
		return count > 0;
	}

	/** The guest was reset: nothing of before counts any more. */
	clear(): void {
		this.line = [];
		this.input = [];
		this.inputAt = 0;
	}

	save(): PlainData {
		return {
			line: Uint8Array.from(this.line),
			input: Uint8Array.from(this.input.slice(this.inputAt)),
		};
	}

	load(state: PlainData): void {
		const saved = state as { line: Uint8Array; input: Uint8Array };
		this.output = [];
		this.line = [...saved.line];
		this.input = [...saved.input];
		this.inputAt = 0;
	}

	private endLine(): void {
		const end = this.line.at(-1) === CR ? this.line.length - 1 : this.line.length;
		const bytes = Uint8Array.from(this.line.slice(0, end));
		this.line = [];
		this.lineListeners.emit(new TextDecoder().decode(bytes));
	}
}
