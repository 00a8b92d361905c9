/** Discard (RFC 863): throws away what comes. */

import type { TcpConnection } from '../tcpip/api.ts';
import type { SmallProtocol } from './small_service.ts';

const DISCARD_PORT = 9;

export const discard: SmallProtocol<null> = {
	name: 'discard',
	port: DISCARD_PORT,
	open: () => null,
	serve: (connection) => {
		discardAll(connection);
		return connection.hasEnded;
	},
	answer: () => undefined,
};

/** Consumes all that has come. */
export function discardAll(connection: TcpConnection): void {
	for (;;) {
		const { length } = connection.receive();
		if (length === 0) {
			return;
		}
		connection.consume(length);
	}
}
