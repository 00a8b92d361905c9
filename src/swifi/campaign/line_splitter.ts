/**
 * Cuts the bytes of a file into lines, and tells where each ends, so that a file may be cut there.
 * What stands behind the last line's end is no line: a write that did not come to its end.
 */

import { CampaignFileError } from './errors.ts';

export interface Line {
	/** From 1. */
	readonly number: number;
	readonly text: string;
	/** Offset in the file of the byte behind the line's end. */
	readonly end: number;
}

const LINE_FEED = 0x0a;
/** No line of a campaign comes near it: what has a longer one is something else. */
const LINE_LIMIT = 1 << 20;

export class LineSplitter {
	private rest: Uint8Array = new Uint8Array(0);
	private read = 0;
	private lines = 0;
	private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

	/** The lines that the next bytes of the file complete. Throws CampaignFileError. */
	*push(chunk: Uint8Array): Generator<Line, undefined> {
		let start = 0;
		for (;;) {
			const feed = chunk.indexOf(LINE_FEED, start);
			if (feed < 0) break;
			const bytes = joined(this.rest, chunk.subarray(start, feed));
			this.rest = new Uint8Array(0);
			start = feed + 1;
			this.lines++;
			yield { number: this.lines, text: this.decode(bytes), end: this.read + start };
		}
		this.read += chunk.length;
		// A copy: the caller may use its buffer again.
		this.rest = joined(this.rest, chunk.slice(start));
		if (this.rest.length > LINE_LIMIT) {
			throw new CampaignFileError(
				`line ${this.lines + 1} is longer than ${LINE_LIMIT} bytes: this is not a ` +
					"campaign's file",
			);
		}
	}

	/** What stands behind the last line's end, as text if it is any; '' if nothing does. */
	get torn(): string {
		return new TextDecoder().decode(this.rest);
	}

	private decode(bytes: Uint8Array): string {
		try {
			return this.decoder.decode(bytes as Uint8Array<ArrayBuffer>);
		} catch (error) {
			if (!(error instanceof TypeError)) throw error;
			throw new CampaignFileError(`line ${this.lines} is not text in UTF-8`);
		}
	}
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	if (first.length === 0) return second;
	const result = new Uint8Array(first.length + second.length);
	result.set(first);
	result.set(second, first.length);
	return result;
}
