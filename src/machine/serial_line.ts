/**
 * The host's end of a serial cable. Output is handed on between quanta; input waits here until
 * the guest's port has room, as a sender does that honours a FIFO of 64 bytes (16750).
 */

import type { PlainData, SerialLine, Unsubscribe } from './api.ts';
import { InputBuffer } from './input_buffer.ts';
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
	readonly input = new InputBuffer(FIFO_SIZE);

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

	/** The guest was reset: nothing of before counts any more. */
	clear(): void {
		this.line = [];
		this.input.clear();
	}

	save(): PlainData {
		return { line: Uint8Array.from(this.line), input: this.input.save() };
	}

	load(state: PlainData): void {
		const saved = state as { line: Uint8Array; input: Uint8Array };
		this.output = [];
		this.line = [...saved.line];
		this.input.load(saved.input);
	}

	private endLine(): void {
		const end = this.line.at(-1) === CR ? this.line.length - 1 : this.line.length;
		const bytes = Uint8Array.from(this.line.slice(0, end));
		this.line = [];
		this.lineListeners.emit(new TextDecoder().decode(bytes));
	}
}
