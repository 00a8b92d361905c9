/**
 * A copy of v86's whole linear memory without its empty pages.
 *
 * RAM, processor, interrupt controllers and the compiler's own data all live there, so a copy
 * taken while no code is compiled is exact: nothing v86 keeps in wasm is lost or rebuilt
 * differently, which its own state format does not promise (it loses lazily computed flags, for
 * one). Pages are 4 KB, in runs.
 */

import type { PlainData } from '../api.ts';
import { MachineError } from '../errors.ts';

const PAGE_SIZE = 4096;
const WASM_PAGE_SIZE = 65536;
const WORDS_PER_PAGE = PAGE_SIZE / 4;

export interface MemoryImage {
	/** Of the memory, in bytes. */
	readonly size: number;
	/** First page and page count of each run of pages that are not all zero. */
	readonly runs: Uint32Array;
	/** The runs' contents, one after the other. */
	readonly content: Uint8Array;
}

export function captureMemory(memory: WebAssembly.Memory): MemoryImage {
	const { buffer } = memory;
	const words = new Int32Array(buffer);
	const pageCount = buffer.byteLength / PAGE_SIZE;
	const runs: number[] = [];
	let used = 0;
	for (let page = 0; page < pageCount; page++) {
		if (isEmpty(words, page * WORDS_PER_PAGE)) {
			continue;
		}
		const first = page;
		do {
			page++;
		} while (page < pageCount && !isEmpty(words, page * WORDS_PER_PAGE));
		runs.push(first, page - first);
		used += page - first;
	}
	const content = new Uint8Array(used * PAGE_SIZE);
	const bytes = new Uint8Array(buffer);
	let at = 0;
	for (let i = 0; i < runs.length; i += 2) {
		const start = (runs[i] as number) * PAGE_SIZE;
		const length = (runs[i + 1] as number) * PAGE_SIZE;
		content.set(bytes.subarray(start, start + length), at);
		at += length;
	}
	return { size: buffer.byteLength, runs: Uint32Array.from(runs), content };
}

/** Makes `memory` what it was; it may have grown since, and then the rest is cleared. */
export function restoreMemory(memory: WebAssembly.Memory, image: MemoryImage): void {
	const missing = image.size - memory.buffer.byteLength;
	if (missing > 0) {
		memory.grow(missing / WASM_PAGE_SIZE);
	}
	const bytes = new Uint8Array(memory.buffer);
	let cleared = 0;
	let at = 0;
	for (let i = 0; i < image.runs.length; i += 2) {
		const start = (image.runs[i] as number) * PAGE_SIZE;
		const length = (image.runs[i + 1] as number) * PAGE_SIZE;
		bytes.fill(0, cleared, start);
		bytes.set(image.content.subarray(at, at + length), start);
		at += length;
		cleared = start + length;
	}
	bytes.fill(0, cleared);
}

export function memoryImageToPlain(image: MemoryImage): PlainData {
	return {
		size: image.size,
		runs: new Uint8Array(image.runs.buffer),
		content: image.content,
	};
}

export function memoryImageFromPlain(data: PlainData): MemoryImage {
	const saved = data as { size: number; runs: Uint8Array; content: Uint8Array };
	const runs = new Uint32Array(saved.runs.slice().buffer);
	let pages = 0;
	for (let i = 1; i < runs.length; i += 2) {
		pages += runs[i] as number;
	}
	if (pages * PAGE_SIZE !== saved.content.length) {
		throw new MachineError(
			`The snapshot's memory should have ${pages} pages, it has ` +
				`${saved.content.length / PAGE_SIZE}: the file is damaged, make a new one.`,
		);
	}
	return { size: saved.size, runs, content: saved.content };
}

function isEmpty(words: Int32Array, start: number): boolean {
	for (let i = start; i < start + WORDS_PER_PAGE; i++) {
		if (words[i] !== 0) {
			return false;
		}
	}
	return true;
}
