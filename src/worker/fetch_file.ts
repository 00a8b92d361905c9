/*
 * Fetches one file with progress, and unpacks it where it is compressed. What can
 * go wrong on the way becomes a FetchError with words for the page's visitor.
 */
import type { Failure } from './protocol.ts';

export class FetchError extends Error {
	readonly failure: Failure;

	constructor(failure: Failure) {
		super(failure.what);
		this.failure = failure;
	}
}

/** `name` is what messages call the file: "the disk image". `onProgress` gets bytes as sent. */
export async function fetchFile(
	name: string,
	url: string,
	onProgress: (loadedBytes: number, totalBytes: number | undefined) => void,
): Promise<Uint8Array> {
	const response = await request(name, url);
	const total = Number(response.headers.get('content-length')) || undefined;
	const bytes = await readAll(name, url, response, (loaded) => {
		// A server that compresses on the fly gives the compressed size: no total then.
		onProgress(loaded, total !== undefined && loaded <= total ? total : undefined);
	});
	return isGzip(bytes) ? gunzip(name, url, bytes) : bytes;
}

async function request(name: string, url: string): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(url);
	} catch (error) {
		throw new FetchError({
			what: `${name} could not be fetched: the server did not answer.`,
			remedy: 'Check the connection and that the server still runs, then try again.',
			details: `GET ${url}\n${error}`,
		});
	}
	if (!response.ok) {
		throw new FetchError({
			what: `${name} could not be fetched: the server answered ${response.status}.`,
			remedy:
				response.status === 404
					? 'Build it with "npm run build:os" (or "npm run build" for a static site), then try again.'
					: 'Look into the log of the server, then try again.',
			details: `GET ${url}\n${response.status} ${response.statusText}`,
		});
	}
	if (response.headers.get('content-type')?.startsWith('text/html')) {
		throw new FetchError({
			what: `${name} could not be fetched: the server answered with a web page instead.`,
			remedy: 'The file is probably missing on the server: deploy the whole of dist/, then try again.',
			details: `GET ${url}\n${response.status}, content-type ${response.headers.get('content-type')}`,
		});
	}
	return response;
}

async function readAll(
	name: string,
	url: string,
	response: Response,
	onLoaded: (bytes: number) => void,
): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let loaded = 0;
	try {
		const reader = response.body?.getReader();
		for (;;) {
			const part = await reader?.read();
			if (!part || part.done) break;
			chunks.push(part.value);
			loaded += part.value.length;
			onLoaded(loaded);
		}
	} catch (error) {
		throw new FetchError({
			what: `${name} arrived in part only: the connection broke after ${loaded} bytes.`,
			remedy: 'Check the connection, then try again.',
			details: `GET ${url}\n${error}`,
		});
	}
	return concatenate(chunks, loaded);
}

/** By its first bytes: a server may unpack a .gz file for us, or may not. */
function isGzip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(name: string, url: string, bytes: Uint8Array): Promise<Uint8Array> {
	const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
	try {
		const unpacked = packed.pipeThrough(new DecompressionStream('gzip'));
		return new Uint8Array(await new Response(unpacked).arrayBuffer());
	} catch (error) {
		throw new FetchError({
			what: `${name} is damaged: it does not unpack.`,
			remedy: 'Build or deploy it again, then reload the page past its cache.',
			details: `GET ${url}\n${bytes.length} bytes\n${error}`,
		});
	}
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let offset = 0;
	for (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.length;
	}
	return whole;
}
