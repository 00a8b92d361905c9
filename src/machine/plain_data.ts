/**
 * Plain data (JSON values and byte arrays) as one byte string, and back.
 *
 * Layout: u32 length of the JSON text, the JSON text in UTF-8 with each byte array replaced by
 * `{"$bytes":[offset,length]}`, then the arrays' contents; offsets count from the end of the text.
 * Little-endian.
 */

import type { PlainData } from './api.ts';
import { MachineError } from './errors.ts';

const BYTES_KEY = '$bytes';
const LENGTH_SIZE = 4;

export function encodePlain(value: PlainData): Uint8Array {
	const arrays: Uint8Array[] = [];
	let arraysSize = 0;
	const text = new TextEncoder().encode(
		JSON.stringify(value, function replace(this: unknown, key: string, current: unknown) {
			if (current instanceof Uint8Array) {
				arrays.push(current);
				arraysSize += current.length;
				return { [BYTES_KEY]: [arraysSize - current.length, current.length] };
			}
			if (key === BYTES_KEY && !Array.isArray(current)) {
				throw new MachineError(`"${BYTES_KEY}" is reserved and cannot be a key.`);
			}
			return current;
		}),
	);
	const result = new Uint8Array(LENGTH_SIZE + text.length + arraysSize);
	new DataView(result.buffer).setUint32(0, text.length, true);
	result.set(text, LENGTH_SIZE);
	let offset = LENGTH_SIZE + text.length;
	for (const bytes of arrays) {
		result.set(bytes, offset);
		offset += bytes.length;
	}
	return result;
}

/** Byte arrays in the result are copies, independent of `encoded`. */
export function decodePlain(encoded: Uint8Array): PlainData {
	const textLength = new DataView(encoded.buffer, encoded.byteOffset).getUint32(0, true);
	const arraysStart = LENGTH_SIZE + textLength;
	if (arraysStart > encoded.length) {
		throw new MachineError(
			`Plain data is cut off: its text needs ${arraysStart} bytes, there are ` +
				`${encoded.length}. Get the whole file.`,
		);
	}
	const text = new TextDecoder().decode(encoded.subarray(LENGTH_SIZE, arraysStart));
	return JSON.parse(text, (_key, current: unknown) => {
		const place = (current as { [BYTES_KEY]?: [number, number] } | null)?.[BYTES_KEY];
		if (!place) {
			return current;
		}
		const start = arraysStart + place[0];
		if (start + place[1] > encoded.length) {
			throw new MachineError(
				`Plain data is cut off: an array ends at byte ${start + place[1]} of ` +
					`${encoded.length}. Get the whole file.`,
			);
		}
		return encoded.slice(start, start + place[1]);
	});
}
