/*
 * From an address in a component's text to function and source line, by the image's
 * manifest. RS names a function in a defect's detail by itself where it can; this
 * adds the line, and works from outside.
 */
import type { Binary, Manifest } from '../machine/manifest.ts';

export interface SourceLocation {
	readonly binary: string;
	/** The function, and how many bytes into it the address is. */
	readonly symbol: string;
	readonly offset: number;
	/** Relative to the project; absent where the code comes from no line. */
	readonly source?: { readonly file: string; readonly line: number };
}

/** The instruction at which an exception stopped a component, from RS' words on the defect. */
export function addressInDetail(detail: string): number | undefined {
	const [, digits] = /\beip ([0-9a-f]{8})\b/.exec(detail) ?? [];
	return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/**
 * The binary that a component runs: a server's is called as its label (`vfs`), a driver's as
 * what follows its class (`eth.rtl8139`), a file system's as what precedes the mount (`mfs.usr`).
 */
export function binaryOf(manifest: Manifest, label: string): Binary | undefined {
	const dot = label.indexOf('.');
	const names = dot < 0 ? [label] : [label.slice(dot + 1), label.slice(0, dot)];
	return names
		.map((name) => manifest.find(name))
		.find((binary) => binary?.kind === 'server' || binary?.kind === 'driver');
}

/** Undefined when the component's binary is not known or the address is in none of its functions. */
export function locate(
	manifest: Manifest,
	label: string,
	address: number,
): SourceLocation | undefined {
	const binary = binaryOf(manifest, label);
	const found = binary?.lookupSymbol(address);
	if (!binary || !found) return undefined;
	const source = binary.lineOf(address);
	return {
		binary: binary.name,
		symbol: found.symbol.name,
		offset: found.offset,
		...(source ? { source } : {}),
	};
}
