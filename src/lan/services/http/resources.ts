/** What is at which address of the HTTP server; pure. */

import type { DigestName } from '../digests.ts';
import type { HttpRefusal, RequestHead } from './request_head.ts';

export type Resource =
	| { readonly kind: 'text'; readonly status: number; readonly text: string }
	| { readonly kind: 'file'; readonly bytes: Uint8Array }
	| { readonly kind: 'random'; readonly size: number; readonly seed: number }
	| {
			readonly kind: 'digest';
			readonly digest: DigestName;
			readonly size: number;
			readonly seed: number;
	  }
	/** `bytesPerS` of guest time. */
	| {
			readonly kind: 'slow';
			readonly size: number;
			readonly seed: number;
			readonly bytesPerS: number;
	  }
	| { readonly kind: 'redirect'; readonly location: string }
	/** Takes uploads. */
	| { readonly kind: 'upload'; readonly name: string };

/** What is served besides, by path: files that a test or an experiment wants there. */
export type ServedFiles = ReadonlyMap<string, Uint8Array>;

const DEFAULT_SEED = 1;
const SEED_MAX = 0xffff_ffff;
const DEFAULT_SLOW_BYTES_PER_S = 1024;
const UNITS: Readonly<Record<string, number>> = {
	'': 1,
	K: 2 ** 10,
	M: 2 ** 20,
	G: 2 ** 30,
};
const RANDOM_BYTES_MAX = 64 * 2 ** 30;
/** A digest of more would keep this machine busy for minutes. */
const DIGEST_BYTES_MAX = 16 * 2 ** 30;

const INDEX = `\
This is the HTTP server of the Kintsugi LAN.

GET  /random/SIZE?seed=N       bytes that follow from the seed (1 by default); SIZE is a number
                               of bytes, or of K, M or G: 4K, 512M. Ranges are served
GET  /random/SIZE.md5?seed=N   the MD5 digest of these bytes; .sha1 the SHA-1
GET  /slow/SIZE?rate=N         the same bytes, N of them a second (1024 by default)
PUT  /upload/NAME              takes anything and answers with its size and digests; POST too
GET  /redirect/PATH            sends the client to /PATH
GET  /status/N                 answers with that status
`;

/** Finds what a request is for, whatever its method. */
export function findResource(head: RequestHead, files: ServedFiles): Resource | HttpRefusal {
	const { path } = head;
	const file = files.get(path);
	if (file) {
		return { kind: 'file', bytes: file };
	}
	const [, area = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
	switch (area) {
		case '':
			return { kind: 'text', status: 200, text: INDEX };
		case 'random':
			return findRandom(head, rest);
		case 'slow':
			return findSlow(head, rest);
		case 'upload':
			return { kind: 'upload', name: rest };
		case 'redirect':
			return findRedirect(rest);
		case 'status':
			return findStatus(rest);
		default:
			return { status: 404, reason: `There is no ${path}. See /.` };
	}
}

function findRandom(head: RequestHead, rest: string): Resource | HttpRefusal {
	const [, sizeText = '', digest] = /^(.*?)(?:\.(md5|sha1))?$/s.exec(rest) ?? [];
	const size = parseSize(sizeText, digest ? DIGEST_BYTES_MAX : RANDOM_BYTES_MAX);
	const seed = numberParameter(head, 'seed', DEFAULT_SEED, SEED_MAX);
	if (typeof size !== 'number') {
		return size;
	}
	if (typeof seed !== 'number') {
		return seed;
	}
	return digest
		? { kind: 'digest', digest: digest as DigestName, size, seed }
		: { kind: 'random', size, seed };
}

function findSlow(head: RequestHead, rest: string): Resource | HttpRefusal {
	const size = parseSize(rest, RANDOM_BYTES_MAX);
	const seed = numberParameter(head, 'seed', DEFAULT_SEED, SEED_MAX);
	const rate = numberParameter(head, 'rate', DEFAULT_SLOW_BYTES_PER_S, SEED_MAX);
	if (typeof size !== 'number') {
		return size;
	}
	if (typeof seed !== 'number') {
		return seed;
	}
	return typeof rate === 'number' && rate > 0
		? { kind: 'slow', size, seed, bytesPerS: rate }
		: { status: 400, reason: 'The rate is not a number of bytes a second.' };
}

function findRedirect(rest: string): Resource | HttpRefusal {
	// It goes into a header field: only what cannot end one.
	return /^[\x21-\x7e]*$/.test(rest)
		? { kind: 'redirect', location: `/${rest}` }
		: { status: 400, reason: 'The path to go to is not printable ASCII.' };
}

function findStatus(rest: string): Resource | HttpRefusal {
	const status = /^[2-5]\d\d$/.test(rest) ? Number(rest) : undefined;
	return status === undefined
		? { status: 400, reason: 'The status is not a number from 200 to 599.' }
		: { kind: 'text', status, text: `Status ${status}, as asked for.\n` };
}

/** `512M`, `4K`, `123`. */
function parseSize(text: string, max: number): number | HttpRefusal {
	const [, digits, unit = ''] = /^(\d{1,12})([KMG]?)$/.exec(text) ?? [];
	const size = Number(digits ?? Number.NaN) * (UNITS[unit] ?? Number.NaN);
	return size <= max
		? size
		: {
				status: 400,
				reason: `The size is not a number of bytes up to ${max / 2 ** 30}G, such as 4K or 512M.`,
			};
}

function numberParameter(
	{ parameters }: RequestHead,
	name: string,
	standard: number,
	max: number,
): number | HttpRefusal {
	const text = parameters.get(name);
	if (text === undefined) {
		return standard;
	}
	return /^\d{1,10}$/.test(text) && Number(text) <= max
		? Number(text)
		: { status: 400, reason: `${name} is not a whole number from 0 to ${max}.` };
}
