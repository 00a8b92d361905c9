/* What the system's log says, as the event stream carries it: a `log` event a line. */
import { parseEventLine } from './event_line.ts';

/** The text of a `log` event; undefined for any other line. */
export function logText(line: string): string | undefined {
	const parsed = parseEventLine(line);
	return parsed.ok && parsed.event.ev === 'log' ? parsed.event.text : undefined;
}
