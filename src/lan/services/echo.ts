/** Echo (RFC 862): sends back what comes. */

import type { TcpConnection } from '../tcpip/api.ts';
import type { SmallProtocol } from './small_service.ts';

const ECHO_PORT = 7;

export const echo: SmallProtocol<null> = {
	name: 'echo',
	port: ECHO_PORT,
	open: () => null,
	serve: (connection) => {
		sendBack(connection);
		return connection.hasEnded;
	},
	answer: (datagram) => datagram.slice(),
};

/** As much as there is room for; the rest stays with the stack, and the sender in time waits. */
function sendBack(connection: TcpConnection): void {
	for (;;) {
		const bytes = connection.receive();
		const count = bytes.length > 0 ? connection.send(bytes) : 0;
		if (count === 0) {
			return;
		}
		connection.consume(count);
	}
}
