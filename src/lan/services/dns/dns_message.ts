/**
 * DNS messages (RFC 1035 §4): queries taken apart, answers put together; pure. Just what a server
 * of one small zone needs: one question, answers of types A and PTR, its SOA.
 */

import type { IpAddress } from '../../tcpip/api.ts';

export const DNS_TYPE = { A: 1, SOA: 6, PTR: 12, ANY: 255 } as const;
export const DNS_CLASS = { IN: 1, ANY: 255 } as const;

/** §4.1.1, RCODE. */
export const DNS_RCODE = {
	ok: 0,
	formatError: 1,
	serverFailure: 2,
	nameError: 3,
	notImplemented: 4,
	refused: 5,
} as const;

export type DnsRcode = (typeof DNS_RCODE)[keyof typeof DNS_RCODE];

export interface DnsQuestion {
	/** As it was asked, for the answer has to repeat it. Without the root's dot. */
	readonly name: string;
	readonly type: number;
	readonly class: number;
}

export type DnsQuery =
	| {
			readonly kind: 'query';
			readonly id: number;
			readonly wantsRecursion: boolean;
			readonly question: DnsQuestion;
	  }
	/** It can be answered with this code only. */
	| { readonly kind: 'bad'; readonly id: number; readonly rcode: DnsRcode }
	/** It is no query at all, and gets no answer. */
	| { readonly kind: 'none' };

export type DnsRecord =
	| { readonly type: 'A'; readonly name: string; readonly address: IpAddress }
	| { readonly type: 'PTR'; readonly name: string; readonly target: string }
	/** Says for how long a negative answer holds (RFC 2308). */
	| { readonly type: 'SOA'; readonly name: string };

export interface DnsAnswer {
	readonly id: number;
	readonly rcode: DnsRcode;
	readonly wantsRecursion: boolean;
	readonly question: DnsQuestion | undefined;
	readonly answers: readonly DnsRecord[];
	readonly authority: readonly DnsRecord[];
}

/** How long an answer may be kept. */
const TTL_S = 60;
const HEADER_BYTES = 12;
const QUESTION_TAIL_BYTES = 4;
const LABEL_BYTES_MAX = 63;
const NAME_BYTES_MAX = 255;
/** Bits of the header's second word. */
const FLAG = { response: 0x8000, authoritative: 0x0400, wantsRecursion: 0x0100, recursion: 0x0080 };
const OPCODE_SHIFT = 11;
const OPCODE_MASK = 0xf;

/** Never throws, whatever the bytes are. */
export function parseDnsQuery(bytes: Uint8Array): DnsQuery {
	if (bytes.length < HEADER_BYTES) {
		return { kind: 'none' };
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const id = view.getUint16(0);
	const flags = view.getUint16(2);
	if (flags & FLAG.response) {
		return { kind: 'none' }; // else two servers could answer each other for ever
	}
	if (((flags >> OPCODE_SHIFT) & OPCODE_MASK) !== 0) {
		return { kind: 'bad', id, rcode: DNS_RCODE.notImplemented };
	}
	const questions = view.getUint16(4);
	const parsed = questions === 1 ? parseName(bytes, HEADER_BYTES) : undefined;
	if (!parsed || parsed.end + QUESTION_TAIL_BYTES > bytes.length) {
		return { kind: 'bad', id, rcode: DNS_RCODE.formatError };
	}
	return {
		kind: 'query',
		id,
		wantsRecursion: (flags & FLAG.wantsRecursion) !== 0,
		question: {
			name: parsed.name,
			type: view.getUint16(parsed.end),
			class: view.getUint16(parsed.end + 2),
		},
	};
}

export function serializeDnsAnswer(answer: DnsAnswer): Uint8Array {
	const { id, rcode, wantsRecursion, question, answers, authority } = answer;
	const flags =
		FLAG.response |
		FLAG.authoritative |
		FLAG.recursion |
		(wantsRecursion ? FLAG.wantsRecursion : 0) |
		rcode;
	return Uint8Array.from([
		...u16(id),
		...u16(flags),
		...u16(question ? 1 : 0),
		...u16(answers.length),
		...u16(authority.length),
		...u16(0),
		...(question
			? [...encodeName(question.name), ...u16(question.type), ...u16(question.class)]
			: []),
		...answers.flatMap(encodeRecord),
		...authority.flatMap(encodeRecord),
	]);
}

/** A name of a question: pointers, which it has no use for, are refused (§4.1.4). */
function parseName(bytes: Uint8Array, start: number): { name: string; end: number } | undefined {
	const labels: string[] = [];
	let at = start;
	for (;;) {
		const length = bytes[at];
		if (length === undefined || length > LABEL_BYTES_MAX || at - start >= NAME_BYTES_MAX) {
			return undefined;
		}
		at++;
		if (length === 0) {
			return { name: labels.join('.'), end: at };
		}
		const label = bytes.subarray(at, at + length);
		// A dot within a label would make another name of it.
		if (label.length < length || label.some((byte) => !isNameByte(byte))) {
			return undefined;
		}
		labels.push(String.fromCharCode(...label));
		at += length;
	}
}

/** Printable ASCII but blank and dot. */
function isNameByte(byte: number): boolean {
	return byte > 0x20 && byte < 0x7f && byte !== 0x2e;
}

function encodeRecord(record: DnsRecord): number[] {
	const data = encodeData(record);
	return [
		...encodeName(record.name),
		...u16(DNS_TYPE[record.type]),
		...u16(DNS_CLASS.IN),
		...u32(TTL_S),
		...u16(data.length),
		...data,
	];
}

function encodeData(record: DnsRecord): number[] {
	switch (record.type) {
		case 'A':
			return u32(record.address);
		case 'PTR':
			return encodeName(record.target);
		case 'SOA': {
			// Server, mailbox; serial, refresh, retry, expire, and the TTL of negative answers.
			const times = [1, 3600, 600, 86_400, TTL_S];
			return [...encodeName('dns.lan'), ...encodeName('root.lan'), ...times.flatMap(u32)];
		}
	}
}

function encodeName(name: string): number[] {
	const labels = name === '' ? [] : name.split('.');
	return [
		...labels.flatMap((label) => [
			label.length,
			...Array.from(label, (character) => character.charCodeAt(0)),
		]),
		0,
	];
}

function u16(value: number): number[] {
	return [(value >>> 8) & 0xff, value & 0xff];
}

function u32(value: number): number[] {
	return [...u16(value >>> 16), ...u16(value & 0xffff)];
}
