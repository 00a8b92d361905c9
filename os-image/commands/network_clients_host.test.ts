/**
 * wget, upload and nc on the machine that tests, against servers that behave and servers that do
 * not. What only the whole system shows is in network_tools.test.ts.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NetworkTools, serve, type TestServer } from './network_host.test-support.ts';
import { randomBytes } from './tools_host.test-support.ts';

const DATA = randomBytes(11, 300_000);
/** Of long contents: a comparison byte by byte takes vitest seconds. */
const md5 = (data: Buffer) => createHash('md5').update(data).digest('hex');
const MD5 = md5(DATA);
const BUILD_MS = 300_000;

let tools: NetworkTools;
beforeAll(() => {
	tools = new NetworkTools(['wget', 'upload', 'nc']);
}, BUILD_MS);
afterAll(() => tools?.dispose());

let servers: TestServer[] = [];
/** What clients have sent, one text for each connection. */
let heard: string[] = [];
beforeEach(() => {
	heard = [];
});
afterEach(async () => {
	await Promise.all(servers.map((server) => server.close()));
	servers = [];
	for (const name of fs.readdirSync(tools.folder)) {
		if (!['wget', 'upload', 'nc'].includes(name)) fs.rmSync(tools.file(name));
	}
});

/** A server that answers the head of each client's request, `client` counting from 0. */
async function answering(
	answer: (socket: net.Socket, request: string, client: number) => void,
): Promise<string> {
	const server = await serve((socket) => {
		const client = heard.push('') - 1;
		let isAnswered = false;
		socket.on('data', (data) => {
			heard[client] += data.toString('latin1');
			if (isAnswered || !heard[client]?.includes('\r\n\r\n')) return;
			isAnswered = true;
			answer(socket, heard[client] ?? '', client);
		});
	});
	servers.push(server);
	return `http://127.0.0.1:${server.port}`;
}

const saying = (...answers: (string | Buffer)[]) =>
	answering((socket, _request, client) =>
		socket.end(answers[Math.min(client, answers.length - 1)] ?? ''),
	);

const rangeOf = (request: string) => Number(/Range: bytes=(\d+)-\r\n/.exec(request)?.[1] ?? 0);
const whole = (fields = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${DATA.length}\r\n${fields}\r\n`;
const part = (first: number, fields = '') =>
	`HTTP/1.1 206 Partial Content\r\nContent-Length: ${DATA.length - first}\r\n` +
	`Content-Range: bytes ${first}-${DATA.length - 1}/${DATA.length}\r\n${fields}\r\n`;

describe('wget', () => {
	it('asks as RFC 9112 wants it', async () => {
		const url = await saying('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
		await tools.run('wget', [`${url}/a b?c#d`]);
		expect(heard[0]).toMatch(/^GET \/a%20b\?c HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
	});

	it.each([
		['of a known length', Buffer.concat([Buffer.from(whole()), DATA])],
		[
			'up to the end of the connection',
			Buffer.concat([Buffer.from('HTTP/1.0 200\r\n\r\n'), DATA]),
		],
		[
			'in chunks',
			Buffer.concat([
				Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;ext=1\r\n'),
				DATA.subarray(0, 1),
				Buffer.from(`\r\n${(DATA.length - 1).toString(16)}\r\n`),
				DATA.subarray(1),
				Buffer.from('\r\n0\r\nTrailer: x\r\n\r\n'),
			]),
		],
		[
			'after interim answers',
			Buffer.concat([Buffer.from(`HTTP/1.1 103 Early\r\nLink: x\r\n\r\n${whole()}`), DATA]),
		],
	])('takes a file %s', async (_how, answer) => {
		const url = await saying(answer);
		expect(await tools.run('wget', [`${url}/x/file.bin?q`])).toMatchObject({ status: 0 });
		expect(md5(fs.readFileSync(tools.file('file.bin')))).toBe(MD5);
		const { stdout, stderr } = await tools.run('wget', ['-q', '-O', '-', url]);
		expect({ md5: md5(stdout), stderr }).toEqual({ md5: MD5, stderr: '' });
	});

	it('names what has no name, and overwrites nothing', async () => {
		const url = await saying('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx');
		await tools.run('wget', [url, `${url}/..`]);
		expect(fs.existsSync(tools.file('index.html'))).toBe(true);
		expect(fs.existsSync(tools.file('index.html.1'))).toBe(true);
	});

	it('goes on where the connection broke, with the rest of the same version', async () => {
		const url = await answering((socket, request) => {
			const first = rangeOf(request);
			const head = first === 0 ? whole('ETag: "v1"\r\n') : part(first, 'ETag: "v1"\r\n');
			const piece = DATA.subarray(first, first + 100_000);
			socket.end(Buffer.concat([Buffer.from(head), piece]));
		});
		expect(await tools.run('wget', ['-O', 'file', url])).toMatchObject({ status: 0 });
		expect(md5(fs.readFileSync(tools.file('file')))).toBe(MD5);
		expect(heard.map(rangeOf)).toEqual([0, 100_000, 200_000]);
		expect(heard[1]).toContain('\r\nIf-Range: "v1"\r\n');
	});

	it('writes nothing twice when the server sends all of it again', async () => {
		const url = await answering((socket, _request, client) => {
			socket.end(
				Buffer.concat([Buffer.from(whole()), DATA.subarray(0, client ? undefined : 999)]),
			);
		});
		const { status, stdout } = await tools.run('wget', ['-O', '-', url]);
		expect({ status, md5: md5(stdout) }).toEqual({ status: 0, md5: MD5 });
	});

	it('does not put two versions of a file together', async () => {
		const url = await answering((socket, _request, client) => {
			const head = whole(`ETag: "v${client}"\r\n`);
			socket.end(Buffer.concat([Buffer.from(head), DATA.subarray(0, 999)]));
		});
		expect(await tools.run('wget', ['-O', 'file', url])).toMatchObject({
			status: 7,
			stderr: expect.stringContaining('has another version of the file'),
		});
		expect(fs.readFileSync(tools.file('file'))).toEqual(DATA.subarray(0, 999));
	});

	it('goes on with what was there before, with -c', async () => {
		const url = await answering((socket, request) => {
			const first = rangeOf(request);
			socket.end(Buffer.concat([Buffer.from(part(first)), DATA.subarray(first)]));
		});
		fs.writeFileSync(tools.file('file'), DATA.subarray(0, 1234));
		expect(await tools.run('wget', ['-c', `${url}/file`])).toMatchObject({ status: 0 });
		expect(md5(fs.readFileSync(tools.file('file')))).toBe(MD5);
		const done = await saying(
			`HTTP/1.1 416 No\r\nContent-Range: bytes */${DATA.length}\r\nContent-Length: 0\r\n\r\n`,
		);
		expect(await tools.run('wget', ['-c', `${done}/file`])).toMatchObject({ status: 0 });
	});

	it('follows redirections, relative ones too, but not for ever', async () => {
		const to = (where: string) =>
			`HTTP/1.1 302 Found\r\nLocation: ${where}\r\nContent-Length: 0\r\n\r\n`;
		const url = await answering((socket, request) => {
			if (request.startsWith('GET /a/b?x')) socket.end(to('../c'));
			else if (request.startsWith('GET /loop')) socket.end(to('/loop'));
			else if (request.startsWith('GET /tls')) socket.end(to('https://x/'));
			else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
		});
		const { stdout } = await tools.run('wget', ['-qO-', `${url}/a/b?x`]);
		expect(stdout.toString()).toBe('ok');
		expect(heard[1]).toMatch(/^GET \/a\/\.\.\/c /);
		expect(await tools.run('wget', ['-qO-', `${url}/loop`])).toMatchObject({
			status: 7,
			stderr: 'wget: /loop: more than 20 redirections\n',
		});
		expect(await tools.run('wget', ['-qO-', `${url}/tls`])).toMatchObject({
			status: 7,
			stderr: expect.stringContaining('only http:// is supported'),
		});
	});

	it('tells of errors by its status', async () => {
		const url = await saying('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
		expect(await tools.run('wget', [`${url}/x`])).toMatchObject({
			status: 8,
			stderr: `wget: ${url}/x: the server answers 404 Not Found\n`,
		});
		expect(await tools.run('wget', ['-O', '/no/such/file', url])).toMatchObject({ status: 8 });
		const good = await saying('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx');
		expect(await tools.run('wget', ['-O', '/no/such/file', good])).toMatchObject({ status: 3 });
		expect(await tools.run('wget', ['ftp://x/'])).toMatchObject({ status: 1 });
		expect(await tools.run('wget', ['--tries=0', good])).toMatchObject({ status: 2 });
		await Promise.all(servers.map((server) => server.close()));
		expect(await tools.run('wget', [good])).toMatchObject({
			status: 4,
			stderr: expect.stringMatching(/^wget: 127\.0\.0\.1:\d+: Connection refused\n$/),
		});
	});

	const head = 'HTTP/1.1 200 OK\r\n';
	it.each([
		['no HTTP', 'SSH-2.0-x\r\n\r\n', 'does not speak HTTP'],
		['a status that is no number', 'HTTP/1.1 2x0 OK\r\n\r\n', 'does not speak HTTP'],
		['a status out of range', 'HTTP/1.1 999 OK\r\n\r\n', 'does not speak HTTP'],
		['a field without a name', `${head}: x\r\n\r\n`, 'does not speak HTTP'],
		['a NUL in a field', `${head}A: \0b\r\n\r\n`, 'does not speak HTTP'],
		['an endless field', `${head}A: ${'x'.repeat(20_000)}`, 'a header that is longer'],
		['endless fields', head + 'A: b\r\n'.repeat(200), 'a header that is longer'],
		['endless interim answers', 'HTTP/1.1 100 Go\r\n\r\n'.repeat(99), 'nothing but interim'],
		[
			'a length that is none',
			`${head}Content-Length: 1e3\r\n\r\n`,
			'a length that is no number',
		],
		['a length below 0', `${head}Content-Length: -1\r\n\r\n`, 'a length that is no number'],
		[
			'an absurd length',
			`${head}Content-Length: 99999999999999999999\r\n\r\n`,
			'a length that is no number',
		],
		[
			'two lengths',
			`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
			'two lengths that differ',
		],
		['an unknown coding', `${head}Transfer-Encoding: gzip\r\n\r\n`, 'a transfer coding other'],
		[
			'a chunk without a size',
			`${head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`,
			'a chunk whose size is no number',
		],
		[
			'a chunk of absurd size',
			`${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`,
			'a chunk whose size is no number',
		],
		[
			'a chunk that is too long',
			`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n`,
			'a chunk that is longer than its size',
		],
		[
			'an endless trailer',
			`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n${'A: b\r\n'.repeat(99)}`,
			'a trailer without end',
		],
		[
			'a part that is not said which',
			'HTTP/1.1 206 Part\r\nContent-Length: 1\r\n\r\nx',
			'a part without saying which',
		],
		[
			'a part that was not asked for',
			'HTTP/1.1 206 Part\r\nContent-Range: bytes 5-5/9\r\nContent-Length: 1\r\n\r\nx',
			'another part than was asked for',
		],
		['a redirection to nowhere', 'HTTP/1.1 301 Moved\r\n\r\n', 'there is none'],
	])('gives up at once on a server that sends %s', async (_what, answer, words) => {
		const { status, stderr } = await tools.run('wget', ['-O', 'file', await saying(answer)]);
		expect({ status, stderr }).toEqual({ status: 7, stderr: expect.stringContaining(words) });
		expect(heard).toHaveLength(1);
	});

	it.each([
		['says nothing', '', 'closed the connection without an answer'],
		[
			'ends within its header',
			'HTTP/1.1 200 OK\r\nA:',
			'closed the connection within a header',
		],
		['ends within the file', `${whole()}x`, 'closed the connection too early'],
	])('tries again, and not for ever, when a server %s', async (_what, answer, words) => {
		const url = await saying(answer);
		const { status, stderr } = await tools.run('wget', ['-t', '2', '-O', 'file', url]);
		expect({ status, stderr }).toEqual({ status: 4, stderr: expect.stringContaining(words) });
		expect(stderr).toContain('given up after 2 tries');
		expect(heard).toHaveLength(2);
	});

	it.each(['', 'HTTP/1.1 200 OK\r\n', `${whole()}x`])(
		'does not wait for ever for a server that stops after %j',
		async (answer) => {
			const url = await answering((socket) => socket.write(answer));
			expect(await tools.run('wget', ['-t1', '-T', '0.1', '-O', 'file', url])).toMatchObject({
				status: 4,
				stderr: expect.stringContaining('Connection timed out'),
			});
		},
	);

	it('does not let a server drip its header for ever', async () => {
		const url = await answering((socket) => {
			const timer = setInterval(() => socket.write('x'), 20);
			socket.on('close', () => clearInterval(timer));
		});
		const { status } = await tools.run('wget', ['-t1', '-T', '0.1', '-O', 'file', url]);
		expect(status).toBe(4);
	});
});

describe('upload', () => {
	const ok = 'HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\ntaken';

	/** Takes all of a body before it answers with it. */
	async function taking(): Promise<{ url: string; bodies: Buffer[] }> {
		const bodies: Buffer[] = [];
		const server = await serve((socket) => {
			let all = Buffer.alloc(0);
			socket.on('data', (data) => {
				all = Buffer.concat([all, data]);
				const begin = all.indexOf('\r\n\r\n') + 4;
				const text = all.toString('latin1');
				const length = /Content-Length: (\d+)/.exec(text)?.[1];
				const isWhole = length
					? all.length >= begin + Number(length)
					: text.endsWith('\r\n0\r\n\r\n');
				if (begin < 4 || !isWhole) return;
				heard.push(text.slice(0, begin));
				bodies.push(all.subarray(begin));
				socket.end(ok);
			});
		});
		servers.push(server);
		return { url: `http://127.0.0.1:${server.port}`, bodies };
	}

	it('puts a file, by its name where the address is a directory', async () => {
		const { url, bodies } = await taking();
		fs.writeFileSync(tools.file('my file'), DATA);
		const { status, stdout } = await tools.run('upload', ['-q', 'my file', `${url}/dir/`]);
		expect({ status, stdout: stdout.toString() }).toEqual({ status: 0, stdout: 'taken' });
		expect(heard[0]).toMatch(/^PUT \/dir\/my%20file HTTP\/1\.1\r\n/);
		expect(bodies.map(md5)).toEqual([MD5]);
	});

	it('puts standard input in chunks', async () => {
		const { url, bodies } = await taking();
		expect(await tools.run('upload', ['-', `${url}/x`], DATA)).toMatchObject({ status: 0 });
		let rest = bodies[0] ?? Buffer.alloc(0);
		const pieces: Buffer[] = [];
		for (;;) {
			const end = rest.indexOf('\r\n');
			const size = Number.parseInt(rest.subarray(0, end).toString(), 16);
			if (size === 0) break;
			pieces.push(rest.subarray(end + 2, end + 2 + size));
			rest = rest.subarray(end + 2 + size + 2);
		}
		expect(md5(Buffer.concat(pieces))).toBe(MD5);
	});

	it('stops when the server refuses before the end, and says why', async () => {
		const url = await saying('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
		fs.writeFileSync(tools.file('big'), Buffer.alloc(20_000_000));
		const { status, stderr } = await tools.run('upload', ['-q', 'big', url]);
		expect({ status, stderr }).toEqual({
			status: 8,
			stderr: 'upload: the server answers 413 Too Large, and did not take all of it\n',
		});
	});

	it('tells by its status what has failed', async () => {
		const url = await answering((socket) => socket.destroy());
		expect(await tools.run('upload', ['nowhere', url])).toMatchObject({ status: 3 });
		expect(await tools.run('upload', ['.', url])).toMatchObject({ status: 3 });
		fs.writeFileSync(tools.file('small'), 'x');
		expect(await tools.run('upload', ['small', url])).toMatchObject({ status: 4 });
		expect(
			await tools.run('upload', ['small', await saying('nonsense\r\n\r\n')]),
		).toMatchObject({
			status: 7,
		});
		expect(await tools.run('upload', ['small'])).toMatchObject({ status: 2 });
	});
});

describe('nc', () => {
	it('says all it reads, and then still hears all that is answered', async () => {
		const server = await serve((socket) => socket.pipe(socket));
		servers.push(server);
		const { status, stdout } = await tools.run('nc', ['127.0.0.1', String(server.port)], DATA);
		expect({ status, md5: md5(stdout) }).toEqual({ status: 0, md5: MD5 });
	});

	it('tells which ports are open', async () => {
		const server = await serve((socket) => socket.end());
		servers.push(server);
		const { status, stdout } = await tools.run('nc', ['-z', '127.0.0.1', String(server.port)]);
		expect({ status, stdout: stdout.toString() }).toEqual({
			status: 0,
			stdout: `127.0.0.1:${server.port} is open\n`,
		});
		await server.close();
		const closed = await tools.run('nc', ['-z', '127.0.0.1', String(server.port)]);
		expect(closed).toMatchObject({ status: 1, stderr: '' });
	});

	it.each([
		['nobody there', ['127.0.0.1', '1'], 1],
		['no such port', ['127.0.0.1', '65536'], 2],
		['ports in the wrong order', ['-z', '127.0.0.1', '9-8'], 2],
		['nobody who comes', ['-l', '-w', '0.1', '0'], 2],
	])('fails for %s', async (_what, args, status) => {
		expect(await tools.run('nc', args)).toMatchObject({ status });
	});
});
