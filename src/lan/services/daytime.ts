/** Daytime (RFC 867): a line with the date, in the form that the RFC shows first. */

import type { SmallProtocol } from './small_service.ts';

const DAYTIME_PORT = 13;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
	...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
	...['August', 'September', 'October', 'November', 'December'],
];

/** What is still to be sent. */
type DaytimeState = { rest: Uint8Array };

export const daytime: SmallProtocol<DaytimeState> = {
	name: 'daytime',
	port: DAYTIME_PORT,
	open: ({ dateMs }) => ({ rest: daytimeLine(dateMs) }),
	serve: (connection, state) => {
		state.rest = state.rest.subarray(connection.send(state.rest));
		return state.rest.length === 0;
	},
	answer: (_datagram, _state, { dateMs }) => daytimeLine(dateMs),
};

/** `Thursday, January 1, 2026 00:00:00-UTC` */
export function daytimeLine(dateMs: number): Uint8Array {
	const date = new Date(dateMs);
	const day = `${WEEKDAYS[date.getUTCDay()]}, ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
	const time = date.toISOString().slice(11, 19);
	return new TextEncoder().encode(`${day}, ${date.getUTCFullYear()} ${time}-UTC\r\n`);
}
