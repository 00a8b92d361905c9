/**
 * The person at the console for the guest's `workload terminal`, and in front of its screen and
 * keyboard. terminal.c says what is asked and answered. All answers go out in the quantum in which
 * the question came, so that a run repeats exactly.
 *
 * A driver that fails may lose the last moments of what was shown and typed, and show some text
 * twice; the program asks again then. So what is wrong counts only when the same instance of the
 * driver was there at the last thing that was right.
 */

import type { Machine, TextScreen } from '../../machine/api.ts';
import { findProcess } from '../../machine/introspect.ts';
import type { Manifest } from '../../machine/manifest.ts';
import { parseEventLine } from '../../telemetry/event_line.ts';
import type { HostCheck } from './host_check.ts';
import { seededText } from './seeded_text.ts';

const DRIVER = 'chr.tty';
const START = 'workload terminal\n';
const QUESTION = /^@w (\d+) (echo|raw|keys|screen) ?([a-z]*)$/;
const TEXT_BYTES = 60;
const SEEDS_EACH = 32;
/** Seeds of a round's texts, as terminal.c numbers them. */
const TEXTS = { echo: { question: 0, answer: 1 }, raw: { question: 2, answer: 3 }, firstRow: 4 };
const ROWS = 12;
const COLOURS = 7;
/** VGA's numbers of ANSI's colours 1 to 7: red and blue are the other way round. */
const VGA_COLOUR = [0, 4, 2, 6, 1, 5, 3, 7];

/** Scan codes (set 1) of the keys a to z, and what kills a typed line: Ctrl with U. */
const KEY_CODES = [
	...[0x1e, 0x30, 0x2e, 0x20, 0x12, 0x21, 0x22, 0x23, 0x17, 0x24, 0x25, 0x26, 0x32],
	...[0x31, 0x18, 0x19, 0x10, 0x13, 0x1f, 0x14, 0x16, 0x2f, 0x11, 0x2d, 0x15, 0x2c],
];
const RELEASED = 0x80;
const KEYS = 3;
const KILL_LINE = [0x1d, 0x16, 0x16 | RELEASED, 0x1d | RELEASED];

type Step = 'echo' | 'raw' | 'keys' | 'screen';

export class TerminalCheck implements HostCheck {
	lastRight: number | undefined;
	corrupted = 0;
	lastWrong = '';
	/** The driver's endpoint when something was right last. */
	#rightEndpoint: number | undefined;

	constructor(
		private readonly machine: Machine,
		private readonly manifest: Manifest,
	) {
		machine.com1.onLine((line) => this.#take(line));
		machine.com2.onLine((line) => {
			const parsed = parseEventLine(line);
			if (parsed.ok && parsed.event.ev === 'ready') machine.com1.send(START);
		});
	}

	restart(): void {
		this.lastRight = undefined;
		this.corrupted = 0;
		this.lastWrong = '';
		this.#rightEndpoint = undefined;
	}

	#take(line: string): void {
		const [, round, step, text] = QUESTION.exec(line.trimEnd()) ?? [];
		if (round === undefined || step === undefined || text === undefined) {
			this.#judge(false, 'a line on the console is garbled');
			return;
		}
		this.#answer(Number(round), step as Step, text);
	}

	#answer(round: number, step: Step, text: string): void {
		switch (step) {
			case 'keys':
				this.machine.keyboard.send([...KILL_LINE, ...keysOf(round).flatMap(typed)]);
				this.#say(round, step, '');
				break;
			case 'screen': {
				const isRight = this.#showsPicture(round);
				this.#judge(isRight, 'the screen is wrong');
				if (isRight) {
					this.lastRight = round;
					this.#say(round, step, '');
				} else this.#send(`${round} ${step} no`);
				break;
			}
			default: {
				const { question, answer } = TEXTS[step];
				const isRight = text === textOf(round, question);
				this.#judge(isRight, 'a line on the console is garbled');
				if (isRight) this.#say(round, step, textOf(round, answer));
				else this.#send(`${round} ${step} no`);
			}
		}
	}

	#say(round: number, step: Step, text: string): void {
		this.#send(`${round} ${step} yes ${text}`);
	}

	/** As the Enter key does, which is not the line feed that a file has. */
	#send(line: string): void {
		this.machine.com1.send(`${line}\r`);
	}

	/** What comes before anything was right is what was on the console before. */
	#judge(isRight: boolean, what: string): void {
		if (!isRight && this.#rightEndpoint === undefined) return;
		const endpoint = findProcess(this.machine, this.manifest, DRIVER)?.endpoint;
		if (isRight) {
			this.#rightEndpoint = endpoint;
		} else if (endpoint !== undefined && endpoint === this.#rightEndpoint) {
			this.corrupted++;
			this.lastWrong = what;
		}
	}

	#showsPicture(round: number): boolean {
		const screen = this.machine.screen();
		if (!screen) return false;
		for (let row = 0; row < ROWS; row++) {
			const colour = VGA_COLOUR[1 + ((round + row) % COLOURS)];
			const text = textOf(round, TEXTS.firstRow + row);
			if (rowText(screen, row) !== text || rowColour(screen, row) !== colour) return false;
		}
		return rowText(screen, ROWS).endsWith(keysOf(round).map(letterOf).join(''));
	}
}

const textOf = (round: number, which: number) =>
	seededText(round * SEEDS_EACH + which, TEXT_BYTES, 'a', KEY_CODES.length);

/** Of the letters, by number. */
const keysOf = (round: number) =>
	Array.from({ length: KEYS }, (_, index) => (round * 7 + index * 5) % KEY_CODES.length);
const letterOf = (key: number) => String.fromCharCode('a'.charCodeAt(0) + key);
const typed = (key: number) => {
	const code = KEY_CODES[key] as number;
	return [code, code | RELEASED];
};

function rowText({ columns, characters }: TextScreen, row: number): string {
	return String.fromCharCode(
		...characters.subarray(row * columns, (row + 1) * columns),
	).trimEnd();
}

/** Of the characters of a row, when they have the same; -1 else. */
function rowColour({ columns, attributes }: TextScreen, row: number): number {
	const of = attributes.subarray(row * columns, row * columns + TEXT_BYTES);
	const colour = (of[0] as number) & 0x0f;
	return of.every((attribute) => (attribute & 0x0f) === colour) ? colour : -1;
}
