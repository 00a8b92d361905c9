/**
 * Where the body of an answer comes from, and how far it is sent. Each is a small state from which
 * the next bytes can be made, so that a snapshot holds an answer that is half sent.
 */

import type { PlainData } from '../../../machine/api.ts';
import { fillSeeded } from '../../../machine/seeded_content.ts';
import type { DigestName, DigestStream, Digests } from '../digests.ts';

export type Content =
	| { readonly kind: 'bytes'; readonly bytes: Uint8Array; at: number }
	| { readonly kind: 'random'; readonly seed: number; at: number; readonly end: number }
	/** As `random`, but at `nowNs` only what is due since `startNs` at that rate. */
	| {
			readonly kind: 'slow';
			readonly seed: number;
			at: number;
			readonly end: number;
			readonly startNs: number;
			readonly startAt: number;
			readonly bytesPerS: number;
	  }
	/** A digest that is not known yet: `hashed` bytes of its content have gone into it. */
	| {
			readonly kind: 'digest';
			readonly digest: DigestName;
			readonly seed: number;
			readonly size: number;
			hashed: number;
			readonly stream: DigestStream;
	  };

const NS_PER_S = 1e9;
/** So much of a digest is made at a time, before the guest goes on. */
const DIGEST_SLICE_BYTES = 1 << 20;
const DIGEST_SLICE_NS = 1e6;
/** How often a slow content goes on. */
const SLOW_STEP_NS = 50e6;

const scratch = new Uint8Array(64 << 10);

export function isFinished(content: Content): boolean {
	switch (content.kind) {
		case 'bytes':
			return content.at === content.bytes.length;
		case 'random':
		case 'slow':
			return content.at === content.end;
		case 'digest':
			return false;
	}
}

/** When it has more to send, if it does not depend on room; Infinity otherwise. */
export function nextTimeOf(content: Content, nowNs: number): number {
	if (content.kind === 'digest') {
		return nowNs + DIGEST_SLICE_NS;
	}
	return content.kind === 'slow' ? nowNs + SLOW_STEP_NS : Number.POSITIVE_INFINITY;
}

/** Fills room with what comes next; tells how many bytes. */
export function fill(content: Content, room: Uint8Array, nowNs: number): number {
	switch (content.kind) {
		case 'bytes': {
			const part = content.bytes.subarray(content.at, content.at + room.length);
			room.set(part);
			content.at += part.length;
			return part.length;
		}
		case 'random':
			return fillRandom(content, room, content.end);
		case 'slow': {
			const due = ((nowNs - content.startNs) * content.bytesPerS) / NS_PER_S;
			return fillRandom(
				content,
				room,
				Math.min(content.end, content.startAt + Math.floor(due)),
			);
		}
		case 'digest':
			return 0;
	}
}

function fillRandom(
	content: { readonly seed: number; at: number },
	room: Uint8Array,
	end: number,
): number {
	const part = room.subarray(0, Math.max(0, end - content.at));
	fillSeeded(part, content.seed, content.at);
	content.at += part.length;
	return part.length;
}

/** Goes on with a digest for a slice; the digest as hex when it is done. */
export function hashSlice(content: Content & { kind: 'digest' }): string | undefined {
	const end = Math.min(content.size, content.hashed + DIGEST_SLICE_BYTES);
	while (content.hashed < end) {
		const part = scratch.subarray(0, end - content.hashed);
		fillSeeded(part, content.seed, content.hashed);
		content.stream.update(part);
		content.hashed += part.length;
	}
	return content.hashed === content.size ? content.stream.digest() : undefined;
}

export function saveContent(content: Content): PlainData {
	return content.kind === 'digest'
		? { ...content, stream: content.stream.save() }
		: structuredClone(content);
}

export function loadContent(state: PlainData, digests: Digests): Content {
	const saved = state as Content & { stream: Uint8Array | null };
	return saved.kind === 'digest'
		? { ...saved, stream: digests.stream(saved.digest, saved.stream as never) }
		: structuredClone(saved);
}
