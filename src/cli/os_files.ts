/*
 * Reads what a machine boots from: v86's WebAssembly module from its package, and
 * from build/os firmware, disk image and the network stack of the virtual LAN's hosts.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Manifest } from '../machine/manifest.ts';
import { CliError } from './command.ts';

const osFolder = new URL('../../build/os/', import.meta.url);

export interface OsFiles {
	wasm: Uint8Array;
	bios: Uint8Array;
	image: Uint8Array;
	netWasm: Uint8Array;
	/** Stamp of snapshots; of an image that is not the built one the machine makes its own. */
	buildId?: string;
}

/** Reads the files; `diskPath` stands in for the image that was built. */
export async function readOsFiles(diskPath?: string): Promise<OsFiles> {
	const image =
		diskPath === undefined
			? await readBuilt('kintsugi.img')
			: await read(diskPath, 'Correct the path of --disk.');
	const wasmPath = createRequire(import.meta.url).resolve('v86/build/v86.wasm');
	const wasm = await read(wasmPath, 'Run "npm ci".');
	const bios = await readBuilt('bios.bin');
	const netWasm = await readBuilt('net.wasm');
	if (diskPath !== undefined) return { wasm, bios, image, netWasm };
	const { buildId } = await readManifest();
	return { wasm, bios, image, netWasm, buildId };
}

/** What the built image holds. */
export async function readManifest(): Promise<Manifest> {
	return Manifest.parse(new TextDecoder().decode(await readBuilt('manifest.json')));
}

function readBuilt(name: string): Promise<Uint8Array> {
	return read(fileURLToPath(new URL(name, osFolder)), 'Run "npm run build:os" to build it.');
}

async function read(path: string, remedy: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		const problem =
			error.code === 'ENOENT' ? 'does not exist' : `is unreadable (${error.code})`;
		throw new CliError(`${path} ${problem}. ${remedy}`);
	}
}
