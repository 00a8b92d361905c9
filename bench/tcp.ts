/*
 * npm run bench:tcp [-- --megabytes N] [--repeats N] [--json]
 *
 * How fast the TCP/IP stack is as WebAssembly: one connection between two stacks in this process,
 * over a cable that costs nothing but a copy of each frame. Both stacks share the one thread, so a
 * stack whose peer is the guest has about twice as much time.
 */
import { parseArgs } from 'node:util';
import type { TcpConnection, TcpService } from '../src/lan/tcpip/api.ts';
import { readNetModule, TwoHosts } from '../src/lan/tcpip/two_hosts.test-support.ts';
import { summarize } from './samples.ts';

const PORT = 1;
const MB = 1e6;
const STEP_NS = 1e9;

const { values } = parseArgs({
	options: {
		megabytes: { type: 'string', default: '256' },
		repeats: { type: 'string', default: '5' },
		json: { type: 'boolean', default: false },
	},
});

const module = readNetModule();
const bytes = Number(values.megabytes) * MB;
const rates = Array.from({ length: Number(values.repeats) }, () => bytes / MB / transfer(bytes));
const summary = summarize(rates);
if (values.json) {
	console.log(JSON.stringify({ megabytesPerSecond: rates }));
} else {
	const { min, median, max } = summary;
	console.log(
		`${values.megabytes} MB in one connection: ${median.toFixed(0)} MB/s ` +
			`(${min.toFixed(0)} to ${max.toFixed(0)}; ${values.repeats} runs)`,
	);
}

/** Sends as many bytes as are wanted, from what happens to be in the buffer, and counts them. */
function transfer(wanted: number): number {
	const hosts = new TwoHosts(module);
	let left = wanted;
	let received = 0;
	const send = (connection: TcpConnection) => {
		for (let space = connection.sendSpace(); left > 0 && space.length > 0; ) {
			const length = Math.min(space.length, left);
			connection.sent(length);
			left -= length;
			space = connection.sendSpace();
		}
	};
	const source: TcpService = { name: 'source', onAccept() {}, onWritable: send };
	const sink: TcpService = {
		name: 'sink',
		onAccept() {},
		onReadable(connection) {
			for (let part = connection.receive(); part.length > 0; part = connection.receive()) {
				received += part.length;
				connection.consume(part.length);
			}
		},
	};
	hosts.stacks[1].listenTcp(PORT, sink);
	hosts.stacks[0].addClient(source);
	hosts.stacks[0].connectTcp(hosts.endpoint(1, PORT), source);
	const started = performance.now();
	for (let step = 0; received < wanted; step++) {
		hosts.run(STEP_NS);
		if (step > wanted / MB) {
			throw new Error(
				`Only ${received} of ${wanted} bytes arrived: the stacks have stalled.`,
			);
		}
	}
	return (performance.now() - started) / 1000;
}
