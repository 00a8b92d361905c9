/*
 * Remembers the end of what the guest has printed: for the message of a run that
 * did not end as it should, and for finding a text that may arrive in pieces.
 */

const maxCharacters = 16_384;

export class ConsoleTail {
	#text = '';
	#decoder = new TextDecoder();

	add(bytes: Uint8Array): void {
		const text = this.#text + this.#decoder.decode(bytes, { stream: true });
		this.#text = text.slice(-maxCharacters);
	}

	/** True when the remembered output contains the text. */
	contains(text: string): boolean {
		return this.#text.includes(text);
	}

	/** The last lines, without terminal control sequences and without trailing blanks. */
	lastLines(count: number): string {
		const lines = this.#text
			// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with ESC
			.replace(/\x1b(\[[0-9;?]*[ -/]*[@-~]|[@-_])/g, '')
			.replace(/\r/g, '')
			.trimEnd()
			.split('\n');
		return lines.slice(-count).join('\n');
	}
}
