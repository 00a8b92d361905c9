import { expect, test } from 'vitest';
import type { PlainData } from '../../machine/api.ts';
import { chargen } from './chargen.ts';
import { daytime } from './daytime.ts';
import { discard } from './discard.ts';
import { echo } from './echo.ts';
import { FakePeer, FakeStack } from './fake_stack.test-support.ts';
import { type SmallProtocol, SmallService } from './small_service.ts';

function started<State extends PlainData>(protocol: SmallProtocol<State>, seed?: number) {
	const stack = new FakeStack(seed);
	const service = new SmallService(protocol);
	service.start(stack);
	return { stack, service };
}

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);

test('echo sends back what comes, in any pieces, and ends when the client has', () => {
	const { stack } = started(echo, 5);
	const peer = stack.dial(7);
	peer.send(bytes(20_000));
	expect(peer.read()).toEqual(bytes(20_000));
	expect(peer.sawEnd).toBe(false);
	peer.end();
	expect(peer.sawEnd).toBe(true);
});

test('echo waits while its client does not read, and loses nothing', () => {
	const { stack } = started(echo);
	const peer = stack.dial(7);
	peer.send(bytes(50_000));
	peer.end();
	expect(stack.state(peer.id)?.inbox.length).toBe(45_000);
	expect(peer.read()).toEqual(bytes(50_000));
});

test('echo answers datagrams', () => {
	const { stack } = started(echo);
	stack.datagram(7, bytes(100));
	expect(stack.datagrams).toEqual([{ to: { ip: 0x0a00020f, port: 49_152 }, bytes: bytes(100) }]);
});

test('no datagram from another such service is answered, which would go on for ever', () => {
	const { stack } = started(chargen);
	stack.datagram(19, bytes(4), { ip: 0x0a00020f, port: 7 });
	expect(stack.datagrams).toEqual([]);
});

test('discard takes everything and says nothing', () => {
	const { stack } = started(discard, 3);
	const peer = stack.dial(9);
	peer.send(bytes(30_000));
	expect(stack.state(peer.id)?.inbox.length).toBe(0);
	expect(peer.read().length).toBe(0);
	peer.end();
	expect(peer.sawEnd).toBe(true);
});

test('daytime tells the date and closes', () => {
	const { stack } = started(daytime);
	stack.dateMs = Date.UTC(2026, 0, 1, 8, 5, 9);
	const peer = stack.dial(13);
	expect(peer.readText()).toBe('Thursday, January 1, 2026 08:05:09-UTC\r\n');
	expect(peer.sawEnd).toBe(true);
	stack.datagram(13, bytes(1));
	expect(new TextDecoder().decode(stack.datagrams[0]?.bytes)).toContain('2026 08:05:09');
});

test('chargen sends lines of 72 characters, each begun one further, until the client ends', () => {
	const { stack } = started(chargen, 9);
	const peer = stack.dial(19);
	const lines = new TextDecoder().decode(peer.read(10_000)).split('\r\n');
	expect(lines[0]?.length).toBe(72);
	expect(lines[0]?.startsWith(' !"#')).toBe(true);
	expect(lines[1]?.startsWith('!"#$')).toBe(true);
	expect(lines[95]).toBe(lines[0]);
	peer.end();
	expect(peer.isGone).toBe(true);
});

test('a connection is where it was after its service was saved and loaded', () => {
	const first = started(chargen);
	const peer = first.stack.dial(19);
	peer.read(10_000);
	const saved = { service: first.service.save(), stack: first.stack.save() };
	const expected = peer.read(10_000);
	const second = started(chargen);
	second.stack.load(saved.stack);
	second.service.load(saved.service);
	expect(new FakePeer(second.stack, peer.id).read(10_000)).toEqual(expected);
});

test('the 65th connection is refused, and one that is idle for minutes makes room', () => {
	const { stack, service } = started(echo);
	const peers = Array.from({ length: 64 }, () => stack.dial(7));
	expect(stack.dial(7).isGone).toBe(true);
	stack.nowNs = 400e9;
	peers[0]?.send('still here');
	service.run();
	expect(peers.map(({ isGone }) => isGone).indexOf(true)).toBe(1);
	expect(stack.dial(7).isGone).toBe(false);
});
