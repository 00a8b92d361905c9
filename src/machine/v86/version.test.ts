import { expect, test } from 'vitest';
import { QUANTUM_INSTRUCTIONS } from '../api.ts';
import { createGuest, readWasm } from '../testing/guest.test-support.ts';
import { checkV86Version, V86_VERSION } from './version.ts';
import { patchConstants, patchWasm } from './wasm_patch.ts';

test('the version the hooks are written for is accepted, whatever its commit', () => {
	expect(() => checkV86Version(`${V86_VERSION}+g0123456`)).not.toThrow();
});

test('another version is refused with both versions and what to do', () => {
	expect(() => checkV86Version('0.5.463+gfedcba9')).toThrow(
		`needs v86 ${V86_VERSION}, found 0.5.463+gfedcba9. Install that version`,
	);
});

test('wasm in which a constant is missing is refused by its name', () => {
	const wasm = readWasm();
	const broken = wasm.slice();
	broken[patchedPlaces(wasm)[0] as number] = 0xff;
	expect(() => patchWasm(broken, 5000)).toThrow(
		'pattern of its quantum 3 times, it holds it 2 times',
	);
});

test('patching constants changes three quanta and one frame time, and not the original', () => {
	const wasm = readWasm();
	const before = wasm.slice();
	// Three bytes of each quantum, and the one with the sign of the frame time.
	expect(patchedPlaces(wasm)).toHaveLength(3 * 3 + 1);
	expect(Buffer.compare(wasm, before)).toBe(0);
});

test('wasm that is none makes no machine', async () => {
	await expect(
		createGuest('main: hlt', { wasm: new Uint8Array([0, 97, 115, 109]) }),
	).rejects.toThrow('v86.wasm should hold');
});

function patchedPlaces(wasm: Uint8Array): number[] {
	const patched = patchConstants(wasm, QUANTUM_INSTRUCTIONS);
	return [...patched.keys()].filter((at) => patched[at] !== wasm[at]);
}
