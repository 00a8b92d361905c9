import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { fillSeeded } from '../../../machine/seeded_content.ts';
import { Digests } from '../digests.ts';
import { FakePeer, FakeStack } from '../fake_stack.test-support.ts';
import { garbleHttp } from '../garbled.test-support.ts';
import { HttpService } from './http_service.ts';

let digests: Digests;

beforeAll(async () => {
	digests = await Digests.load();
});

function started(seed?: number) {
	const stack = new FakeStack(seed);
	const files = new Map([['/boot.ipxe', Buffer.from('#!ipxe\n')]]);
	const service = new HttpService({ digests, files });
	service.start(stack);
	return { stack, service };
}

interface Answer {
	status: number;
	fields: Map<string, string>;
	body: Buffer;
}

/** One answer out of bytes, and what is behind it. */
function parseAnswer(bytes: Uint8Array, isHead = false): { answer: Answer; rest: Buffer } {
	const buffer = Buffer.from(bytes);
	const end = buffer.indexOf('\r\n\r\n');
	if (end < 0) throw new Error(`No answer in ${JSON.stringify(buffer.toString().slice(0, 200))}`);
	const [statusLine = '', ...lines] = buffer.subarray(0, end).toString().split('\r\n');
	const fields = new Map(
		lines.map((line) => {
			const [name = '', value = ''] = line.split(': ');
			return [name.toLowerCase(), value] as const;
		}),
	);
	const length = isHead ? 0 : Number(fields.get('content-length') ?? 0);
	const body = buffer.subarray(end + 4, end + 4 + length);
	expect(body.length).toBe(length);
	return {
		answer: { status: Number(statusLine.split(' ')[1]), fields, body },
		rest: buffer.subarray(end + 4 + length),
	};
}

function ask(request: string, seed?: number): Answer {
	const { stack } = started(seed);
	const peer = stack.dial(80);
	peer.send(request);
	return parseAnswer(peer.read(), request.startsWith('HEAD')).answer;
}

function get(target: string, fields: Record<string, string> = {}, seed?: number): Answer {
	const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
	return ask(`GET ${target} HTTP/1.1\r\nHost: host\r\n${lines.join('')}\r\n`, seed);
}

/** Lets time pass; tells how often the service had something to do. */
function runUntil(stack: FakeStack, service: HttpService, untilNs: number): number {
	let runs = 0;
	for (; service.nextNs <= untilNs; runs++) {
		stack.nowNs = service.nextNs;
		service.run();
	}
	stack.nowNs = untilNs;
	return runs;
}

function content(size: number, seed = 1): Buffer {
	const bytes = Buffer.alloc(size);
	fillSeeded(bytes, seed, 0);
	return bytes;
}

test('the index says what there is', () => {
	const { status, body } = get('/');
	expect(status).toBe(200);
	expect(body.toString()).toContain('/random/SIZE?seed=N');
});

test('random content has the size asked for, and follows from the seed', () => {
	expect(get('/random/123').body.equals(content(123))).toBe(true);
	expect(get('/random/64K?seed=9', {}, 4).body.equals(content(65_536, 9))).toBe(true);
	expect(get('/random/0').body.length).toBe(0);
});

test('HEAD tells the size of the largest content without sending it', () => {
	const { status, fields } = ask('HEAD /random/64G HTTP/1.1\r\nHost: host\r\n\r\n');
	expect(status).toBe(200);
	expect(fields.get('content-length')).toBe(`${64 * 2 ** 30}`);
	expect(fields.get('accept-ranges')).toBe('bytes');
});

test.each([
	['bytes=100-199', 100, 200],
	['bytes=9900-', 9900, 10_000],
	['bytes=9990-20000', 9990, 10_000],
	['bytes=-10', 9990, 10_000],
])('a download is resumed: %s', (range, from, end) => {
	const { status, fields, body } = get('/random/10000', { Range: range });
	expect(status).toBe(206);
	expect(fields.get('content-range')).toBe(`bytes ${from}-${end - 1}/10000`);
	expect(body.equals(content(10_000).subarray(from, end))).toBe(true);
});

test('a range beyond the end is refused with the size', () => {
	const { status, fields } = get('/random/100', { Range: 'bytes=100-' });
	expect(status).toBe(416);
	expect(fields.get('content-range')).toBe('bytes */100');
});

test.each(['bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=1-2,5-6', 'bytes=-'])(
	'a range in a form that is not served is ignored: %s',
	(range) => {
		expect(get('/random/100', { Range: range }).status).toBe(200);
	},
);

test('a range holds only for the content that the client has the beginning of', () => {
	const tag = get('/random/100?seed=3').fields.get('etag') ?? '';
	const range = { Range: 'bytes=50-' };
	expect(get('/random/100?seed=3', { ...range, 'If-Range': tag }).status).toBe(206);
	expect(get('/random/100?seed=4', { ...range, 'If-Range': tag }).status).toBe(200);
});

test('digests are those of the content, made in slices between which the guest runs', () => {
	const { stack, service } = started();
	for (const digest of ['md5', 'sha1']) {
		const peer = stack.dial(80);
		peer.send(`GET /random/3M.${digest}?seed=5 HTTP/1.1\r\nHost: host\r\n\r\n`);
		// Two slices of 1 MB are followed by a third, a ms later each.
		expect(runUntil(stack, service, stack.nowNs + 100e6)).toBe(2);
		const expected = createHash(digest)
			.update(content(3 << 20, 5))
			.digest('hex');
		expect(parseAnswer(peer.read()).answer.body.toString()).toBe(`${expected}\n`);
	}
});

test('an upload is answered with its size and digests', () => {
	for (const method of ['PUT', 'POST']) {
		const { stack } = started(8);
		const peer = stack.dial(80);
		const body = content(30_000, 2);
		peer.send(`${method} /upload/name HTTP/1.1\r\nHost: host\r\nContent-Length: 30000\r\n\r\n`);
		for (let at = 0; at < body.length; at += 777) peer.send(body.subarray(at, at + 777));
		const { status, body: report } = parseAnswer(peer.read()).answer;
		expect(status).toBe(201);
		const digest = (name: string) => createHash(name).update(body).digest('hex');
		const expected = `size 30000\nmd5 ${digest('md5')}\nsha1 ${digest('sha1')}\n`;
		expect(report.toString()).toBe(expected);
	}
});

test('a chunked upload is taken in any pieces, and the connection goes on', () => {
	const { stack } = started(2);
	const peer = stack.dial(80);
	const head = 'PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
	const body = '5\r\nhello\r\nA;x=y\r\n, world...\r\n0\r\nTrailer: 1\r\n\r\n';
	for (const character of head + body) peer.send(character);
	peer.send('GET /random/5 HTTP/1.1\r\nHost: h\r\n\r\n');
	const { answer, rest } = parseAnswer(peer.read());
	const md5 = createHash('md5').update('hello, world...').digest('hex');
	expect(answer.body.toString()).toContain(`size 15\nmd5 ${md5}\n`);
	expect(parseAnswer(rest).answer.body.equals(content(5))).toBe(true);
});

test('a client that waits for a go-ahead gets one', () => {
	const { stack } = started();
	const peer = stack.dial(80);
	peer.send(
		'PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n',
	);
	expect(peer.readText()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
	peer.send('ab');
	expect(parseAnswer(peer.read()).answer.status).toBe(201);
});

test('requests that were sent ahead are answered in turn on one connection', () => {
	const { stack } = started(6);
	const peer = stack.dial(80);
	peer.send([1, 2, 3].map((n) => `GET /random/${n}000 HTTP/1.1\r\nHost: h\r\n\r\n`).join(''));
	let rest: Uint8Array = peer.read();
	for (const size of [1000, 2000, 3000]) {
		const parsed = parseAnswer(rest);
		expect(parsed.answer.body.equals(content(size))).toBe(true);
		rest = parsed.rest;
	}
	expect(rest.length).toBe(0);
	expect(peer.sawEnd).toBe(false);
});

test('the connection ends after the answer when the client says so, or speaks HTTP/1.0', () => {
	for (const request of [
		'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
		'GET / HTTP/1.0\r\n\r\n',
	]) {
		const { stack } = started();
		const peer = stack.dial(80);
		peer.send(request);
		expect(parseAnswer(peer.read()).answer.fields.get('connection')).toBe('close');
		expect(peer.sawEnd).toBe(true);
	}
});

test('a client that ends its direction after the request still gets the whole answer', () => {
	const { stack } = started();
	const peer = stack.dial(80);
	peer.send('GET /random/20K HTTP/1.1\r\nHost: h\r\n\r\n');
	peer.end();
	expect(parseAnswer(peer.read()).answer.body.equals(content(20_480))).toBe(true);
	expect(peer.sawEnd).toBe(true);
});

test('slow content comes at its rate', () => {
	const { stack, service } = started();
	const peer = stack.dial(80);
	peer.send('GET /slow/3000?rate=1000 HTTP/1.1\r\nHost: h\r\n\r\n');
	peer.read();
	let read = 0;
	for (let second = 1; second <= 3; second++) {
		runUntil(stack, service, second * 1e9);
		const { length } = peer.read();
		read += length;
		expect(length).toBeGreaterThan(940);
		expect(length).toBeLessThan(1060);
	}
	expect(read).toBe(3000);
});

test('files that were given are served', () => {
	expect(get('/boot.ipxe').body.toString()).toBe('#!ipxe\n');
});

test('a client is redirected, and a status is answered, as asked for', () => {
	const { status, fields } = get('/redirect/random/4K');
	expect([status, fields.get('location')]).toEqual([302, '/random/4K']);
	expect(get('/status/503').status).toBe(503);
	expect(get('/status/204').fields.has('content-length')).toBe(false);
	expect(get('/redirect/a%0d%0aSet-Cookie:1').status).toBe(400);
});

test.each([
	['GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n', 404, 'There is no /nowhere'],
	['DELETE / HTTP/1.1\r\nHost: h\r\n\r\n', 405, 'GET, HEAD'],
	['GET /upload HTTP/1.1\r\nHost: h\r\n\r\n', 405, 'PUT, POST'],
	['PUT /upload HTTP/1.1\r\nHost: h\r\n\r\n', 411, 'Content-Length'],
	['PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999\r\n\r\n', 413, '64G'],
	['PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n', 400, 'number of bytes'],
	[
		'PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
		400,
		'both',
	],
	['PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n', 501, 'chunked'],
	['PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400, 'chunks'],
	['GET /random/65G HTTP/1.1\r\nHost: h\r\n\r\n', 400, '64G'],
	['GET /random/17G.md5 HTTP/1.1\r\nHost: h\r\n\r\n', 400, '16G'],
	['GET /random/4K?seed=x HTTP/1.1\r\nHost: h\r\n\r\n', 400, 'seed'],
	['GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n', 400, '%-sequence'],
	['GET / HTTP/1.1\r\n\r\n', 400, 'Host'],
	['GET /\r\n\r\n', 400, 'request line'],
	['GET / HTTP/1.1\r\nHost h\r\n\r\n', 400, 'header field'],
	[`GET /${'a'.repeat(5000)} HTTP/1.1\r\n\r\n`, 431, 'too long'],
	[`GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(5000)}\r\n`, 431, 'too long'],
])('a wrong request is refused with a reason: %#', (request, status, reason) => {
	const answer = ask(request);
	expect(answer.status).toBe(status);
	expect(answer.body.toString()).toContain(reason);
});

test('after a refusal the rest of what the client sends is thrown away, up to a limit', () => {
	const { stack } = started();
	const peer = stack.dial(80);
	peer.send('PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999\r\n\r\n');
	expect(parseAnswer(peer.read()).answer.status).toBe(413);
	const part = new Uint8Array(1 << 20);
	for (let i = 0; i < 16; i++) peer.send(part);
	expect(peer.isGone).toBe(false);
	peer.send(part);
	expect(peer.isGone).toBe(true);
});

test('a server that was saved half-way through anything goes on as if it had not been', () => {
	const requests = [
		'GET /random/30000 HTTP/1.1\r\nHost: h\r\n\r\n',
		'PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabcdef',
		'PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
	];
	for (const request of requests) {
		for (let cut = 1; cut < request.length; cut += 5) {
			const whole = started();
			const peer = whole.stack.dial(80);
			peer.send(request.slice(0, cut));
			const saved = structuredClone({
				service: whole.service.save(),
				stack: whole.stack.save(),
			});
			peer.send(request.slice(cut));
			const expected = Buffer.from(peer.read());
			const copy = started();
			copy.stack.load(saved.stack);
			copy.service.load(saved.service);
			const other = new FakePeer(copy.stack, peer.id);
			other.send(request.slice(cut));
			expect(Buffer.from(other.read()).equals(expected)).toBe(true);
		}
	}
});

test('2,000 garbled requests never throw and leave nothing behind', () => {
	garbleHttp(digests, 2000, 1);
});
