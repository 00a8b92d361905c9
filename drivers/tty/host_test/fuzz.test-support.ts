/**
 * Random streams for the terminal and the line discipline. Both are compiled so that they trap
 * on what C leaves undefined; what must always hold is checked after each stream.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import { compileLine, type Line, Queue, type Settings } from './line.test-support.ts';
import { type Console, compileConsole, type Keyboard, type Terminal } from './vt.test-support.ts';

const STREAM_BYTES = 400;
const BYTE = 256;
const PRINTABLE_FIRST = 0x20;
const PRINTABLES = 0x5f;
const STEPS = 30;
const BURST_BYTES = 5_000;
const ACTIONS = 8;

/** Mostly what means something: control characters, sequences with odd parameters, UTF-8. */
function randomPiece(random: SeededRandom): number[] {
	const digits = () => Array.from(String(random.below(300)), (digit) => digit.charCodeAt(0));
	switch (random.below(6)) {
		case 0:
			return [random.below(BYTE)];
		case 1:
			return [random.below(PRINTABLE_FIRST)];
		case 2:
			return [0x1b, random.below(BYTE)];
		case 3:
			return [0x1b, 0x5b, ...digits(), 0x3b, ...digits(), 0x40 + random.below(0x40)];
		case 4:
			return [0x1b, 0x5b, 0x3f, ...digits(), random.pick([0x68, 0x6c])];
		default:
			return Array.from({ length: 1 + random.below(100) }, () => {
				return PRINTABLE_FIRST + random.below(PRINTABLES);
			});
	}
}

function randomBytes(random: SeededRandom, least: number): Uint8Array {
	const bytes: number[] = [];
	while (bytes.length < least) bytes.push(...randomPiece(random));
	return Uint8Array.from(bytes);
}

function fuzzTerminal(terminal: Terminal, random: SeededRandom, where: string): void {
	terminal.write(randomBytes(random, STREAM_BYTES));
	expect(terminal.brokenInvariant(), where).toBe(0);
	terminal.reply();
	expect(terminal.row(random.below(25), random.below(terminal.historyCount + 1)), where).toEqual(
		expect.any(String),
	);
}

function fuzzKeyboard(keyboard: Keyboard, random: SeededRandom): void {
	keyboard.scan(Array.from({ length: STREAM_BYTES }, () => random.below(BYTE)));
}

function randomSettings(random: SeededRandom): (settings: Settings) => void {
	return (settings) => {
		settings.iflag = random.below(0x10000);
		settings.oflag = random.below(16);
		settings.lflag = random.below(0x10000);
		for (let index = 0; index < settings.controls.length; index++) {
			if (random.below(4) === 0) settings.controls[index] = random.below(BYTE);
		}
	};
}

function fuzzLine(line: Line, random: SeededRandom, where: string): void {
	for (let step = 0; step < STEPS; step++) {
		line.nowUs += BigInt(random.below(200_000));
		switch (random.below(ACTIONS)) {
			case 0:
				line.change(randomSettings(random));
				break;
			case 1:
				line.read(1 + random.below(5_000));
				break;
			case 2:
				line.write('x\n'.repeat(random.below(2_000)));
				break;
			case 3:
				line.shown();
				break;
			case 4:
				line.flush(random.pick([Queue.input, Queue.output, Queue.both]));
				break;
			default:
				line.type(randomBytes(random, random.below(10) === 0 ? BURST_BYTES : 50));
		}
		expect(line.brokenInvariant(), `${where}, step ${step}`).toBe(0);
	}
}

/** The tests: each stream's number is its seed. */
export function describeRandomStreams(count: number): void {
	describe(`${count} random streams`, () => {
		let makeLine: () => Line;
		let made: Console;

		beforeAll(async () => {
			makeLine = await compileLine();
			made = await compileConsole();
		}, 120_000);

		it('leave a terminal whole', () => {
			for (let seed = 1; seed <= count; seed++) {
				fuzzTerminal(made.terminal(), new SeededRandom(seed), `seed ${seed}`);
			}
		});

		it('leave a keyboard whole', () => {
			for (let seed = 1; seed <= count; seed++) {
				fuzzKeyboard(made.keyboard(), new SeededRandom(seed));
			}
		});

		it('leave a line whole', () => {
			for (let seed = 1; seed <= count; seed++) {
				fuzzLine(makeLine(), new SeededRandom(seed), `seed ${seed}`);
			}
		});
	});
}
