/**
 * A `Host` made of what Node and browsers both have. `soon` goes through a message channel, since
 * browsers delay nested timers by milliseconds.
 */

import type { Host } from './api.ts';

export function defaultHost(): Host {
	return {
		nowMs: () => performance.now(),
		soon(task) {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				port1.close();
				task();
			};
			port2.postMessage(null);
		},
		later(delayMs, task) {
			const timer = setTimeout(task, delayMs);
			return () => clearTimeout(timer);
		},
	};
}
