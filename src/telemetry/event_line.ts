/*
 * One line of the guest's event stream (COM2): a JSON object with `ev`, the kind,
 * and what the kernel stamps on it. This file takes a line apart; what each kind
 * means is for its readers.
 */

export interface GuestEvent {
	/** The kind: `boot`, `ready`, `halt`, `panic`, ... */
	readonly ev: string;
	/** Guest time in µs since power-on, stamped by the kernel. */
	readonly t_us?: number;
	/** Who wrote it, stamped by the kernel. */
	readonly src?: string;
	readonly [field: string]: unknown;
}

export type EventLine =
	| { readonly ok: true; readonly event: GuestEvent }
	/** `problem` says what is wrong with the line, as the end of a sentence. */
	| { readonly ok: false; readonly problem: string };

/** Parses a line without its end. A broken line is a result, never an exception. */
export function parseEventLine(line: string): EventLine {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return { ok: false, problem: 'is not JSON' };
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return { ok: false, problem: 'is not a JSON object' };
	}
	const fields = value as Record<string, unknown>;
	if (typeof fields.ev !== 'string') return { ok: false, problem: 'has no kind in "ev"' };
	if (fields.t_us !== undefined && typeof fields.t_us !== 'number') {
		return { ok: false, problem: 'has a time in "t_us" that is not a number' };
	}
	if (fields.src !== undefined && typeof fields.src !== 'string') {
		return { ok: false, problem: 'has a source in "src" that is not a string' };
	}
	return { ok: true, event: fields as unknown as GuestEvent };
}

/** The exit status of a `halt` event, 0 to 255; undefined for any other event. */
export function haltStatus(event: GuestEvent): number | undefined {
	if (event.ev !== 'halt') return undefined;
	return typeof event.status === 'number' ? event.status & 0xff : 0;
}
