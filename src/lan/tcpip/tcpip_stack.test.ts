import { Buffer } from 'node:buffer';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodePlain } from '../../machine/plain_data.ts';
import type { CloseReason, Endpoint, TcpConnection, TcpService, UdpService } from './api.ts';
import { ADDRESSES, readNetModule, TwoHosts } from './two_hosts.test-support.ts';

const MS = 1e6;
const SECOND = 1e9;
const PORT = 80;

let module: WebAssembly.Module;

beforeAll(() => {
	module = readNetModule();
});

function pattern(length: number, seed = 0): Uint8Array {
	return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) + seed) & 0xff);
}

/** Notes all that it hears and takes in all that comes; it sends what it has been told to. */
class Recorder implements TcpService {
	private readonly chunks: Uint8Array[] = [];
	readonly heard: string[] = [];
	connection: TcpConnection | undefined;
	reason: CloseReason | undefined;
	private unsent = new Uint8Array(0);
	private isEnding = false;

	constructor(
		readonly name: string,
		private readonly takesAtOnce = Number.POSITIVE_INFINITY,
	) {}

	get received(): Buffer {
		return Buffer.concat(this.chunks);
	}

	onAccept(connection: TcpConnection): void {
		this.heard.push('accept');
		this.connection = connection;
	}

	onReadable(connection: TcpConnection): void {
		const bytes = connection.receive(this.takesAtOnce);
		this.chunks.push(bytes.slice());
		connection.consume(bytes.length);
		if (connection.hasEnded) this.heard.push('end');
	}

	onWritable(connection: TcpConnection): void {
		if (!this.heard.includes('writable')) this.heard.push('writable');
		this.connection = connection;
		this.push();
	}

	onClosed(_: TcpConnection, reason: CloseReason | undefined): void {
		this.heard.push('closed');
		this.connection = undefined;
		this.reason = reason;
	}

	send(bytes: Uint8Array, thenEnds = false): void {
		this.unsent = Buffer.concat([this.unsent, bytes]);
		this.isEnding = thenEnds;
		this.push();
	}

	private push(): void {
		if (!this.connection) return;
		this.unsent = this.unsent.slice(this.connection.send(this.unsent));
		if (this.unsent.length === 0 && this.isEnding) this.connection.shutdown();
	}
}

class DatagramRecorder implements UdpService {
	readonly received: { from: Endpoint; text: string }[] = [];

	constructor(readonly name: string) {}

	onDatagram(_: unknown, from: Endpoint, bytes: Uint8Array): void {
		this.received.push({ from, text: new TextDecoder().decode(bytes.slice()) });
	}
}

function connect(hosts: TwoHosts, server: Recorder, client: Recorder): void {
	hosts.stacks[1].listenTcp(PORT, server);
	hosts.stacks[0].addClient(client);
	client.connection = hosts.stacks[0].connectTcp(hosts.endpoint(1, PORT), client);
}

describe('a connection', () => {
	test('carries bytes both ways and ends when both sides have ended', () => {
		const hosts = new TwoHosts(module);
		const server = new Recorder('server');
		const client = new Recorder('client');
		connect(hosts, server, client);
		hosts.run(10 * MS);
		expect(server.heard).toEqual(['accept']);
		expect(client.heard).toEqual(['writable']);
		expect(server.connection?.local).toEqual(hosts.endpoint(1, PORT));
		expect(server.connection?.remote.ip).toBe(ADDRESSES[0]);
		client.send(pattern(300_000), true);
		server.send(pattern(200_000, 7), true);
		hosts.run(5 * SECOND);
		expect(server.received.equals(pattern(300_000))).toBe(true);
		expect(client.received.equals(pattern(200_000, 7))).toBe(true);
		expect(server.heard.slice(-2)).toEqual(['end', 'closed']);
		expect(client.heard.slice(-2)).toEqual(['end', 'closed']);
		expect([server.reason, client.reason]).toEqual([undefined, undefined]);
	});

	test('is offered again what its service has left, as long as it takes some', () => {
		const hosts = new TwoHosts(module);
		const server = new Recorder('server', 100);
		const client = new Recorder('client');
		connect(hosts, server, client);
		client.send(pattern(10_050), true);
		hosts.run(SECOND);
		expect(server.received.equals(pattern(10_050))).toBe(true);
		expect(server.heard.at(-1)).toBe('end');
	});

	test('has a service that sends more than there is room for called when there is room', () => {
		const hosts = new TwoHosts(module);
		const server = new Recorder('server');
		const client = new Recorder('client');
		connect(hosts, server, client);
		client.send(pattern(3_000_000), true);
		hosts.run(10 * SECOND);
		expect(server.received.length).toBe(3_000_000);
	});

	test('to a port where nobody listens is refused, and its number is void', () => {
		const hosts = new TwoHosts(module);
		const client = new Recorder('client');
		hosts.stacks[0].addClient(client);
		const { id } = hosts.stacks[0].connectTcp(hosts.endpoint(1, 9), client);
		expect(hosts.stacks[0].connection(id)?.id).toBe(id);
		hosts.run(SECOND);
		expect(client.heard).toEqual(['closed']);
		expect(client.reason).toBe('refused');
		expect(hosts.stacks[0].connection(id)).toBeUndefined();
	});

	test('to a host that is not there ends as unreachable', () => {
		const hosts = new TwoHosts(module);
		const client = new Recorder('client');
		hosts.stacks[0].addClient(client);
		hosts.stacks[0].connectTcp({ ip: 0x0a000063, port: 1 }, client);
		hosts.run(200 * SECOND);
		expect(client.heard).toEqual(['closed']);
		expect(client.reason).toBe('unreachable');
	});

	test('that one side aborts is reset for the other', () => {
		const hosts = new TwoHosts(module);
		const server = new Recorder('server');
		const client = new Recorder('client');
		connect(hosts, server, client);
		hosts.run(10 * MS);
		client.connection?.abort();
		hosts.run(10 * MS);
		expect(server.heard).toEqual(['accept', 'closed']);
		expect(server.reason).toBe('reset');
	});

	test('that has ended takes calls, which do nothing', () => {
		const hosts = new TwoHosts(module);
		const server = new Recorder('server');
		const client = new Recorder('client');
		connect(hosts, server, client);
		hosts.run(10 * MS);
		const { connection } = client;
		connection?.abort();
		expect(connection?.send(pattern(10))).toBe(0);
		expect(connection?.receive().length).toBe(0);
		connection?.consume(5);
		connection?.shutdown();
		connection?.close();
		expect(connection?.hasEnded).toBe(false);
	});

	test('by a service that the stack does not know is a mistake that is named', () => {
		const hosts = new TwoHosts(module);
		const connectUnknown = () =>
			hosts.stacks[0].connectTcp(hosts.endpoint(1, 9), new Recorder('stranger'));
		expect(connectUnknown).toThrow('The service stranger is not known');
	});

	test('goes on when the cable has room again', () => {
		const hosts = new TwoHosts(module);
		const server = new Recorder('server');
		const client = new Recorder('client');
		connect(hosts, server, client);
		hosts.run(10 * MS);
		hosts.room = 3;
		client.send(pattern(100_000));
		hosts.run(100 * MS);
		expect(hosts.room).toBe(0);
		expect(server.received.length).toBeLessThan(5_000);
		hosts.room = Number.POSITIVE_INFINITY;
		hosts.stacks[0].outputReady(hosts.nowNs);
		hosts.run(SECOND);
		expect(server.received.length).toBe(100_000);
	});
});

describe('datagrams', () => {
	test('arrive with their sender, to one host and to all', () => {
		const hosts = new TwoHosts(module);
		const here = new DatagramRecorder('here');
		const there = new DatagramRecorder('there');
		const socket = hosts.stacks[0].openUdp(1000, here);
		hosts.stacks[1].openUdp(2000, there);
		const bytes = new TextEncoder().encode('hello');
		expect(socket.send(hosts.endpoint(1, 2000), bytes)).toBe(true);
		expect(socket.send({ ip: 0xffffffff, port: 2000 }, bytes)).toBe(true);
		expect(socket.send({ ip: 0x0b000001, port: 2000 }, bytes)).toBe(false);
		hosts.run(10 * MS);
		const from = hosts.endpoint(0, 1000);
		expect(there.received).toEqual([
			{ from, text: 'hello' },
			{ from, text: 'hello' },
		]);
	});

	test('of any length travel in fragments', () => {
		const hosts = new TwoHosts(module);
		const there = new DatagramRecorder('there');
		const socket = hosts.stacks[0].openUdp(1000, new DatagramRecorder('here'));
		hosts.stacks[1].openUdp(2000, there);
		const text = 'fragment'.repeat(2500);
		const bytes = new TextEncoder().encode(text);
		socket.send(hosts.endpoint(1, 2000), bytes.subarray(0, 1));
		hosts.run(10 * MS);
		socket.send(hosts.endpoint(1, 2000), bytes);
		hosts.run(10 * MS);
		expect(there.received.at(-1)?.text).toBe(text);
	});

	test('can be answered from the callback', () => {
		const hosts = new TwoHosts(module);
		const here = new DatagramRecorder('here');
		const socket = hosts.stacks[0].openUdp(1000, here);
		hosts.stacks[1].openUdp(7, {
			name: 'echo',
			onDatagram: (echo, from, bytes) => echo.send(from, bytes),
		});
		for (const text of ['one', 'two', 'three']) {
			socket.send(hosts.endpoint(1, 7), new TextEncoder().encode(text));
		}
		hosts.run(10 * MS);
		expect(here.received.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
	});
});

describe('a port that is taken', () => {
	test('is refused with its number', () => {
		const hosts = new TwoHosts(module);
		hosts.stacks[0].listenTcp(PORT, new Recorder('first'));
		expect(() => hosts.stacks[0].listenTcp(PORT, new Recorder('second'))).toThrow(
			'host0 does not listen at TCP port 80: EADDRINUSE.',
		);
	});
});

describe('a snapshot', () => {
	/** Half of a transfer in each direction, with losses. */
	function begun(module: WebAssembly.Module) {
		const hosts = new TwoHosts(module, 5);
		const server = new Recorder('server');
		const client = new Recorder('client');
		connect(hosts, server, client);
		let count = 0;
		hosts.arrives = () => ++count % 50 !== 0;
		return {
			hosts,
			server,
			client,
			frameCount: () => count,
			setCount: (n: number) => (count = n),
		};
	}

	const bytesOf = (hosts: TwoHosts) => Buffer.from(encodePlain(hosts.save()));

	test('goes on in stacks that were made anew just as in those that it was taken from', () => {
		const one = begun(module);
		one.hosts.run(10 * MS);
		const id = one.client.connection?.id ?? 0;
		one.client.send(pattern(200_000));
		one.hosts.run(MS / 5);
		const state = one.hosts.save();
		const before = one.server.received.length;
		const framesBefore = one.hosts.frames;
		const lossesBefore = one.frameCount();
		one.hosts.run(10 * SECOND);
		const expected = {
			received: one.server.received.subarray(before),
			frames: one.hosts.frames - framesBefore,
			state: bytesOf(one.hosts),
		};
		expect(one.server.received.length).toBeGreaterThan(before);

		const two = begun(module);
		two.hosts.load(state);
		two.setCount(lossesBefore);
		expect(two.hosts.stacks[0].connection(id)?.remote).toEqual(one.hosts.endpoint(1, PORT));
		const framesOfTwo = two.hosts.frames;
		two.hosts.run(10 * SECOND);
		expect(two.server.received.equals(expected.received)).toBe(true);
		expect(two.hosts.frames - framesOfTwo).toBe(expected.frames);
		expect(bytesOf(two.hosts).equals(expected.state)).toBe(true);
	});

	test('is refused by a stack with other services', () => {
		const { hosts } = begun(module);
		const other = new TwoHosts(module);
		other.stacks[1].listenTcp(PORT, new Recorder('something else'));
		expect(() => other.stacks[1].load(hosts.stacks[1].save())).toThrow(
			'has the services something else: expected those of the snapshot, server',
		);
	});

	test('is a copy: what happens later does not change it', () => {
		const { hosts, client } = begun(module);
		hosts.run(10 * MS);
		const state = hosts.save();
		const before = Buffer.from(encodePlain(state));
		client.send(pattern(10_000));
		hosts.run(SECOND);
		expect(before.equals(encodePlain(state))).toBe(true);
	});
});

test('the same seed gives the same frames, another one others', () => {
	const framesOf = (seed: number) => {
		const hosts = new TwoHosts(module, seed);
		const frames: string[] = [];
		hosts.arrives = (frame) => frames.push(frame.join()) > 0;
		connect(hosts, new Recorder('server'), new Recorder('client'));
		hosts.run(SECOND);
		return frames;
	};
	expect(framesOf(1)).toEqual(framesOf(1));
	expect(framesOf(1)).not.toEqual(framesOf(2));
});
