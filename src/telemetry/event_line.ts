/*
 * One line of the guest's event stream (COM2): a JSON object. Takes a line apart
 * and checks it against the schema; what each kind means is for its readers.
 */
import { type CheckedEvent, checkEvent, type GuestEvent } from './event_schema.ts';

/** Parses a line without its end. A broken or unknown line is a result, never an exception. */
export function parseEventLine(line: string): CheckedEvent {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return { ok: false, problem: 'is not JSON' };
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return { ok: false, problem: 'is not a JSON object' };
	}
	return checkEvent(value as Record<string, unknown>);
}

export interface DecodedStream {
	readonly events: readonly GuestEvent[];
	/** A sentence for each line that is no event, or of an unknown kind. */
	readonly problems: readonly string[];
}

/** A whole stream, such as a file that `--events` has saved, without its empty lines. */
export function decodeStream(lines: Iterable<string>): DecodedStream {
	const events: GuestEvent[] = [];
	const problems: string[] = [];
	let number = 0;
	for (const line of lines) {
		number++;
		if (line === '') continue;
		const parsed = parseEventLine(line);
		if (parsed.ok) events.push(parsed.event);
		else problems.push(`Line ${number} ${parsed.problem}.`);
	}
	return { events, problems };
}

/** The exit status of a `halt` event, 0 to 255; undefined for any other event. */
export function haltStatus(event: GuestEvent): number | undefined {
	return event.ev === 'halt' ? (event.status ?? 0) & 0xff : undefined;
}
