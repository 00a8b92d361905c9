/*
 * The machine code of the drivers as they were built (build/os), for tests and measurements that
 * look at all of it without running any.
 */
import { readFile } from 'node:fs/promises';
import { parseElf } from '../../../os-image/build/elf.ts';
import { type Binary, Manifest } from '../../machine/manifest.ts';

const built = new URL('../../../build/os/', import.meta.url);

export interface DriverText {
	readonly binary: Binary;
	readonly text: Uint8Array;
}

export async function readManifest(): Promise<Manifest> {
	return Manifest.parse(await readFile(new URL('manifest.json', built), 'utf8'));
}

/** By name. Needs `npm run build:os`. */
export async function readDriverTexts(): Promise<DriverText[]> {
	const { binaries } = await readManifest();
	const drivers = binaries.filter(({ kind }) => kind === 'driver');
	const texts = await Promise.all(drivers.map(readText));
	return texts.sort((a, b) => a.binary.name.localeCompare(b.binary.name));
}

async function readText(binary: Binary): Promise<DriverText> {
	const bytes = await readFile(new URL(`bin/${binary.name}.elf`, built));
	const section = parseElf(bytes, binary.name).sections.find(({ name }) => name === '.text');
	if (section?.addr !== binary.textStart) {
		throw new Error(
			`${binary.name}.elf and the manifest disagree on the text's address: build both anew ` +
				'with `npm run build:os`.',
		);
	}
	return { binary, text: section.content };
}
