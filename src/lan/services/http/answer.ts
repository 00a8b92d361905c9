/** From a request to the answer's head and content; pure but for the digests that it begins. */

import type { Digests } from '../digests.ts';
import { selectRange } from './byte_range.ts';
import type { Content } from './content.ts';
import type { HttpRefusal, RequestHead } from './request_head.ts';
import type { Resource } from './resources.ts';

export interface Answer {
	readonly status: number;
	readonly fields: Readonly<Record<string, string>>;
	/** Bytes of content that the answer has, or would have but for HEAD. */
	readonly length: number;
	readonly content: Content;
}

const REASONS: Readonly<Record<number, string>> = {
	100: 'Continue',
	200: 'OK',
	201: 'Created',
	204: 'No Content',
	206: 'Partial Content',
	302: 'Found',
	304: 'Not Modified',
	400: 'Bad Request',
	404: 'Not Found',
	405: 'Method Not Allowed',
	411: 'Length Required',
	413: 'Content Too Large',
	416: 'Range Not Satisfiable',
	431: 'Request Header Fields Too Large',
	500: 'Internal Server Error',
	501: 'Not Implemented',
	503: 'Service Unavailable',
};
/** Statuses without content, whatever was asked for (RFC 9110 §6.4.1). */
const WITHOUT_CONTENT = [204, 304];

export function textAnswer(
	status: number,
	text: string,
	fields: Readonly<Record<string, string>> = {},
): Answer {
	const bytes = WITHOUT_CONTENT.includes(status)
		? new Uint8Array(0)
		: new TextEncoder().encode(text);
	return {
		status,
		fields: { 'Content-Type': 'text/plain; charset=utf-8', ...fields },
		length: bytes.length,
		content: { kind: 'bytes', bytes, at: 0 },
	};
}

export function refusalAnswer({ status, reason }: HttpRefusal): Answer {
	return textAnswer(status, `${reason}\n`);
}

/** To GET and HEAD of what is no upload. `nowNs` is guest time. */
export function answerTo(
	head: RequestHead,
	resource: Exclude<Resource, { kind: 'upload' }>,
	digests: Digests,
	nowNs: number,
): Answer {
	switch (resource.kind) {
		case 'text':
			return textAnswer(resource.status, resource.text);
		case 'redirect':
			return textAnswer(302, `See ${resource.location}\n`, { Location: resource.location });
		case 'file': {
			const { bytes } = resource;
			return ranged(head, bytes.length, undefined, (from, end) => ({
				kind: 'bytes',
				bytes: bytes.subarray(from, end),
				at: 0,
			}));
		}
		case 'random': {
			const { size, seed } = resource;
			return ranged(head, size, `"${size}-${seed}"`, (at, end) => ({
				...{ kind: 'random', seed, at, end },
			}));
		}
		case 'slow': {
			const { size, seed, bytesPerS } = resource;
			return ranged(head, size, `"${size}-${seed}"`, (at, end) => ({
				...{ kind: 'slow', seed, at, end, startNs: nowNs, startAt: at, bytesPerS },
			}));
		}
		case 'digest': {
			const { digest, size, seed } = resource;
			return {
				status: 200,
				fields: { 'Content-Type': 'text/plain; charset=utf-8' },
				length: digestLine('0'.repeat(digest === 'md5' ? 32 : 40)).length,
				content: {
					...{ kind: 'digest', digest, size, seed, hashed: 0 },
					stream: digests.stream(digest),
				},
			};
		}
	}
}

/** A digest as it is answered: what a shell compares without more ado. */
export function digestLine(hex: string): Uint8Array {
	return new TextEncoder().encode(`${hex}\n`);
}

export function serializeHead({ status, fields, length }: Answer, keepAlive: boolean): Uint8Array {
	const all = {
		Server: 'Kintsugi',
		...fields,
		...(WITHOUT_CONTENT.includes(status) ? {} : { 'Content-Length': `${length}` }),
		Connection: keepAlive ? 'keep-alive' : 'close',
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
	const reason = REASONS[status] ?? 'As Asked For';
	return new TextEncoder().encode(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`);
}

/** Content of which a client can have a part. `tag` names it for as long as it is the same. */
function ranged(
	head: RequestHead,
	size: number,
	tag: string | undefined,
	open: (from: number, end: number) => Content,
): Answer {
	const fields = {
		'Content-Type': 'application/octet-stream',
		'Accept-Ranges': 'bytes',
		...(tag === undefined ? {} : { ETag: tag }),
	};
	const condition = head.fields.get('if-range');
	const isOther = condition !== undefined && condition !== tag;
	const isGet = head.method === 'GET';
	const selected = selectRange(isGet && !isOther ? head.fields.get('range') : undefined, size);
	switch (selected.kind) {
		case 'unsatisfiable':
			return textAnswer(416, `There are ${size} bytes.\n`, {
				'Content-Range': `bytes */${size}`,
			});
		case 'part': {
			const { from, end } = selected.range;
			const range = `bytes ${from}-${end - 1}/${size}`;
			return {
				status: 206,
				fields: { ...fields, 'Content-Range': range },
				length: end - from,
				content: open(from, end),
			};
		}
		case 'whole':
			return { status: 200, fields, length: size, content: open(0, size) };
	}
}
