/**
 * Character generator (RFC 864): over TCP lines without end, over UDP a line for each datagram.
 * Each line has 72 of the 95 printable characters and begins with the second of the line before.
 */

import { discardAll } from './discard.ts';
import type { SmallProtocol } from './small_service.ts';

const CHARGEN_PORT = 19;
const FIRST_CHARACTER = 0x20;
const CHARACTERS = 95;
const LINE_CHARACTERS = 72;
const LINE_BYTES = LINE_CHARACTERS + 2;

/** All different lines, one after the other. */
const PATTERN = makePattern();

/** The position in the pattern. */
type ChargenState = { at: number };

export const chargen: SmallProtocol<ChargenState> = {
	name: 'chargen',
	port: CHARGEN_PORT,
	open: () => ({ at: 0 }),
	serve: (connection, state) => {
		discardAll(connection);
		if (connection.hasEnded) {
			return true;
		}
		for (;;) {
			const count = connection.send(PATTERN.subarray(state.at));
			if (count === 0) {
				return false;
			}
			state.at = (state.at + count) % PATTERN.length;
		}
	},
	answer: (_datagram, state) => {
		const line = PATTERN.slice(state.at, state.at + LINE_BYTES);
		state.at = (state.at + LINE_BYTES) % PATTERN.length;
		return line;
	},
};

function makePattern(): Uint8Array {
	const pattern = new Uint8Array(CHARACTERS * LINE_BYTES);
	for (let line = 0; line < CHARACTERS; line++) {
		for (let column = 0; column < LINE_CHARACTERS; column++) {
			pattern[line * LINE_BYTES + column] = FIRST_CHARACTER + ((line + column) % CHARACTERS);
		}
		pattern.set([0x0d, 0x0a], line * LINE_BYTES + LINE_CHARACTERS);
	}
	return pattern;
}
