/** httpd on the machine that tests, asked by clients that behave and clients that do not. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { converse, freePort, NetworkTools, untilListening } from '../network_host.test-support.ts';
import { randomBytes } from '../tools_host.test-support.ts';

const BUILD_MS = 300_000;
const DATA = randomBytes(12, 300_000);
const md5 = (data: Buffer) => createHash('md5').update(data).digest('hex');

let tools: NetworkTools;
let port: number;
let log = '';

beforeAll(async () => {
	tools = new NetworkTools(['httpd']);
	const site = tools.file('site');
	fs.mkdirSync(path.join(site, 'directory'), { recursive: true });
	fs.mkdirSync(path.join(site, 'indexed'));
	fs.writeFileSync(path.join(site, 'data'), DATA);
	fs.writeFileSync(path.join(site, 'ten.txt'), '0123456789');
	fs.writeFileSync(path.join(site, 'empty'), '');
	fs.writeFileSync(path.join(site, 'indexed/index.html'), '<p>the index');
	fs.writeFileSync(path.join(site, 'directory/<b>"&.txt'), 'x');
	fs.writeFileSync(tools.file('secret'), 'secret');
	fs.symlinkSync('../secret', path.join(site, 'link'));
	fs.symlinkSync('ten.txt', path.join(site, 'inner_link'));
	fs.chmodSync(tools.folder, 0o755); // root's httpd goes on as nobody
	port = await freePort();
	const httpd = tools.start('httpd', ['-p', String(port), '-s', 'site']);
	httpd.stdout?.on('data', (data) => {
		log += data;
	});
	await untilListening(port);
}, BUILD_MS);
afterAll(() => tools?.dispose());

interface Answer {
	readonly status: number | undefined;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: Buffer;
}

function ask(
	target: string,
	headers: http.OutgoingHttpHeaders = {},
	method = 'GET',
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const options = { host: '127.0.0.1', port, path: target, headers, method, agent: false };
		const request = http.request(options, (response) => {
			const pieces: Buffer[] = [];
			response.on('data', (piece) => pieces.push(piece));
			response.on('end', () => {
				const body = Buffer.concat(pieces);
				resolve({ status: response.statusCode, headers: response.headers, body });
			});
		});
		request.on('error', reject);
		request.end();
	});
}

const text = async (target: string, headers = {}) => {
	const { status, body } = await ask(target, headers);
	return { status, body: body.toString() };
};

describe('a file', () => {
	it('is sent with its type, length and validators', async () => {
		const { status, headers, body } = await ask('/ten.txt?query');
		expect({ status, body: body.toString() }).toEqual({ status: 200, body: '0123456789' });
		expect(headers).toMatchObject({
			'content-length': '10',
			'content-type': 'text/plain; charset=utf-8',
			'accept-ranges': 'bytes',
			etag: expect.stringMatching(/^"[0-9a-f]+-a"$/),
			'last-modified': expect.stringMatching(/ GMT$/),
		});
	});

	it('is sent whole, however long, and to several clients at once', async () => {
		const answers = await Promise.all(Array.from({ length: 30 }, () => ask('/data')));
		expect(new Set(answers.map(({ body }) => md5(body)))).toEqual(new Set([md5(DATA)]));
	});

	it('is only told of to HEAD', async () => {
		const { status, headers, body } = await ask('/data', {}, 'HEAD');
		expect({ status, length: body.length }).toEqual({ status: 200, length: 0 });
		expect(headers['content-length']).toBe('300000');
	});

	it.each([
		['bytes=2-4', 206, '234', 'bytes 2-4/10'],
		['bytes=7-', 206, '789', 'bytes 7-9/10'],
		['bytes=-2', 206, '89', 'bytes 8-9/10'],
		['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
		['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
		['bytes=10-', 416, '', 'bytes */10'],
		['bytes=-0', 416, '', 'bytes */10'],
		['bytes=4-2', 200, '0123456789', undefined],
		['bytes=1-2,4-5', 200, '0123456789', undefined],
		['bytes=99999999999999999999999-', 200, '0123456789', undefined],
		['lines=1-2', 200, '0123456789', undefined],
	])('is sent in part for the range %s', async (range, status, body, told) => {
		const answer = await ask('/ten.txt', { Range: range });
		expect({ status: answer.status, body: answer.body.toString() }).toEqual({ status, body });
		expect(answer.headers['content-range']).toBe(told);
	});

	it('is sent whole when the part wanted is of another version', async () => {
		const { headers } = await ask('/ten.txt');
		const range = { Range: 'bytes=1-1' };
		expect((await ask('/ten.txt', { ...range, 'If-Range': headers.etag })).status).toBe(206);
		expect((await ask('/ten.txt', { ...range, 'If-Range': '"other"' })).status).toBe(200);
	});

	it('may be empty', async () => {
		expect(await text('/empty')).toEqual({ status: 200, body: '' });
	});
});

describe('a directory', () => {
	it('is its index, at an address that ends in a slash', async () => {
		expect(await text('/indexed/')).toEqual({ status: 200, body: '<p>the index' });
		const { status, headers } = await ask('//indexed?x');
		expect({ status, to: headers.location }).toEqual({ status: 301, to: '/indexed/' });
	});

	it('without an index is a list of links, in which no name is a tag', async () => {
		const { status, body } = await text('/directory/');
		expect(status).toBe(200);
		expect(body).toContain('<a href="%3Cb%3E%22%26.txt">&lt;b&gt;&quot;&amp;.txt</a>');
		expect(body).toContain('<a href="../">');
		expect((await ask('/directory/%3Cb%3E%22%26.txt')).body.toString()).toBe('x');
	});
});

describe('what is outside', () => {
	it.each([
		['/../secret', 403],
		['/directory/../../secret', 403],
		['/%2e%2e/secret', 403],
		['/directory/%2e%2e%2f..%2fsecret', 403],
		['/link', 403],
		['/nowhere', 404],
		['/ten.txt/more', 404],
		['/%00', 400],
		['/%zz', 400],
		[`/${'x'.repeat(5000)}`, 400],
	])('is not given for %s', async (target, status) => {
		expect(await text(target)).toEqual({
			status,
			body: expect.stringContaining(`<title>${status}</title>`),
		});
	});

	it('but links within are followed', async () => {
		expect(await text('/inner_link')).toMatchObject({ body: '0123456789' });
	});
});

describe('a connection', () => {
	it('serves one request after another, and bodies are skipped', async () => {
		const requests =
			'POST /ten.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /' +
			'GET /ten.txt HTTP/1.1\r\nHost: x\r\n\r\n' +
			'GET /indexed/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
		const answers = (await converse(port, requests)).toString();
		expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
			...['HTTP/1.1 405', 'HTTP/1.1 200', 'HTTP/1.1 200'],
		]);
	});

	it.each([
		['nonsense', 'nonsense\r\n\r\n', 400],
		['no version', 'GET /ten.txt\r\n\r\n', 400],
		['no host', 'GET /ten.txt HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
		['a control character', 'GET /\x1b[2J HTTP/1.1\r\nHost: x\r\n\r\n', 400],
		['an endless header', `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}`, 431],
		['endless fields', `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(200)}`, 431],
		[
			'a length and chunks',
			'GET /ten.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
			200,
		],
	])('ends after %s', async (_what, request, status) => {
		const answer = (await converse(port, request)).toString();
		expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
		expect(answer).toContain('\r\nConnection: close\r\n');
	});

	it('that leaves in the middle costs nobody else anything', async () => {
		await new Promise<void>((resolve) => {
			const socket = net.connect({ port, host: '127.0.0.1' }, () => {
				socket.write('GET /data HTTP/1.1\r\nHost: x\r\n\r\n');
				socket.once('data', () => {
					socket.resetAndDestroy();
					resolve();
				});
			});
		});
		expect((await ask('/ten.txt')).status).toBe(200);
	});
});

it('each request is a line of the log, without what would command a terminal', async () => {
	await ask('/ten.txt?\x9b1A');
	const line = /^\d{4}-\d\d-\d\d [\d:]{8} 127\.0\.0\.1:\d+ "GET \/ten\.txt\?\?1A" 200 10$/m;
	await expect.poll(() => log).toMatch(line);
});

it('the state of the system is a page of what its tools say', async () => {
	const { status, body } = await text('/server-status');
	expect(status).toBe(200);
	expect(body).toMatch(/^\w+ /);
});
