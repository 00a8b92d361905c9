/**
 * The parameter sector: one sector of the disk whose `key=value` lines tell the kernel what to
 * run and how. Layout and place are fixed by os-image/include/kintsugi/boot_info.h.
 */

import { MachineError } from './errors.ts';

export const SECTOR_SIZE = 512;
export const PARAM_LBA = 63;
export const PARAM_HEADER = 'KINTSUGI-PARAMS\n';

const KEY = /^[a-z][a-z0-9_.-]*$/;
const VALUE = /^[\x20-\x7e]*$/;

/**
 * The sector for these parameters, in the order given, padded with zeros. Throws for a key or
 * value the format cannot hold and for more text than one sector takes.
 */
export function encodeParams(params: Readonly<Record<string, string>>): Uint8Array {
	let text = PARAM_HEADER;
	for (const [key, value] of Object.entries(params)) {
		if (!KEY.test(key)) {
			throw new MachineError(
				`Parameter name ${JSON.stringify(key)} is not valid: use a lower-case letter, ` +
					'then lower-case letters, digits, "_", "." or "-".',
			);
		}
		if (!VALUE.test(value)) {
			throw new MachineError(
				`The value of parameter "${key}" may hold printable ASCII only, found ` +
					`${JSON.stringify(value)}.`,
			);
		}
		text += `${key}=${value}\n`;
	}
	// One byte stays zero, so that the guest may read the sector as a C string.
	if (text.length >= SECTOR_SIZE) {
		throw new MachineError(
			`The parameters need ${text.length} bytes, the parameter sector holds ` +
				`${SECTOR_SIZE - 1}: use fewer or shorter ones.`,
		);
	}
	const sector = new Uint8Array(SECTOR_SIZE);
	new TextEncoder().encodeInto(text, sector);
	return sector;
}

/** The parameters in a sector, or undefined when it has no valid header. */
export function decodeParams(sector: Uint8Array): Record<string, string> | undefined {
	const end = sector.indexOf(0);
	const text = new TextDecoder().decode(end < 0 ? sector : sector.subarray(0, end));
	if (!text.startsWith(PARAM_HEADER)) {
		return undefined;
	}
	const params: Record<string, string> = {};
	for (const line of text.slice(PARAM_HEADER.length).split('\n')) {
		const equals = line.indexOf('=');
		if (equals > 0) {
			params[line.slice(0, equals)] = line.slice(equals + 1);
		}
	}
	return params;
}
