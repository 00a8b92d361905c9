import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { type FetchError, fetchFile } from './fetch_file.ts';

const url = 'https://example.test/os/disk.gz';

afterEach(() => {
	vi.unstubAllGlobals();
});

function serve(body: Uint8Array<ArrayBuffer> | string, init: ResponseInit = {}): void {
	vi.stubGlobal('fetch', async () => new Response(body, init));
}

async function failure(): Promise<FetchError['failure']> {
	const error = await fetchFile('The disk', url, () => {}).catch((thrown: FetchError) => thrown);
	if (error instanceof Uint8Array) throw new Error('The file was fetched after all.');
	return error.failure;
}

test('a compressed file is unpacked, whoever named it', async () => {
	serve(new Uint8Array(gzipSync('contents')));
	expect(new TextDecoder().decode(await fetchFile('The disk', url, () => {}))).toBe('contents');
});

test('a file that the server has unpacked is taken as it is', async () => {
	serve('contents');
	expect(new TextDecoder().decode(await fetchFile('The disk', url, () => {}))).toBe('contents');
});

test('progress counts bytes towards the total that the server gives', async () => {
	serve('contents', { headers: { 'content-length': '8' } });
	const steps: unknown[] = [];
	await fetchFile('The disk', url, (loaded, total) => steps.push([loaded, total]));
	expect(steps.at(-1)).toEqual([8, 8]);
});

test('a total that turns out too small is dropped', async () => {
	serve('contents', { headers: { 'content-length': '3' } });
	const steps: unknown[] = [];
	await fetchFile('The disk', url, (loaded, total) => steps.push([loaded, total]));
	expect(steps.at(-1)).toEqual([8, undefined]);
});

test('a refusal is told with its status and what to do', async () => {
	serve('', { status: 404, statusText: 'Not Found' });
	const { what, remedy, details } = await failure();
	expect(what).toBe('The disk could not be fetched: the server answered 404.');
	expect(remedy).toContain('npm run build:os');
	expect(details).toBe(`GET ${url}\n404 Not Found`);
});

test('a web page in place of the file is recognised', async () => {
	serve('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
	expect((await failure()).what).toContain('answered with a web page instead');
});

test('a server that does not answer is told from one that refuses', async () => {
	vi.stubGlobal('fetch', async () => {
		throw new TypeError('Failed to fetch');
	});
	expect((await failure()).what).toContain('the server did not answer');
});

test('a file that does not unpack is damaged', async () => {
	serve(new Uint8Array(gzipSync('contents').subarray(0, 12)));
	expect((await failure()).what).toBe('The disk is damaged: it does not unpack.');
});

test('a connection that breaks says how far it came', async () => {
	let sent = false;
	const body = new ReadableStream<Uint8Array>({
		pull(controller) {
			if (sent) controller.error(new Error('connection reset'));
			else controller.enqueue(Uint8Array.of(1, 2, 3));
			sent = true;
		},
	});
	vi.stubGlobal('fetch', async () => new Response(body));
	expect((await failure()).what).toContain('the connection broke after 3 bytes');
});
