/*
 * A Vite plugin that puts the OS beside the page, under os/: the dev server reads
 * build/os anew for each request, a build copies it into dist/os. The disk image
 * is packed, since most of it is zeros, and compressed; the worker unpacks it.
 */
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { packImage } from '../src/machine/packed_image.ts';

const imageName = 'kintsugi.img';
const compressedName = 'kintsugi.packed.gz';
const plainNames = ['bios.bin', 'net.wasm', 'manifest.json'];

const mediaTypes: Record<string, string> = {
	'.json': 'application/json',
	'.gz': 'application/gzip',
	'.wasm': 'application/wasm',
};

/** `folder` is where the image builder writes. */
export function osFiles(folder: string): Plugin {
	const compress = cachedCompression();

	async function read(name: string): Promise<Buffer | undefined> {
		try {
			if (name === compressedName) return await compress(path.join(folder, imageName));
			if (plainNames.includes(name)) return await fs.readFile(path.join(folder, name));
			return undefined;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
	}

	return {
		name: 'kintsugi:os-files',
		configureServer(server) {
			server.middlewares.use('/os/', async (request, response) => {
				const name = (request.url ?? '').replace(/^\/|\?.*$/g, '');
				const body = await read(name);
				response.statusCode = body ? 200 : 404;
				response.setHeader('Cache-Control', 'no-store');
				response.setHeader(
					'Content-Type',
					(body && mediaTypes[path.extname(name)]) ?? 'application/octet-stream',
				);
				response.setHeader('Content-Length', body?.length ?? 0);
				response.end(body);
			});
		},
		async generateBundle() {
			for (const name of [...plainNames, compressedName]) {
				const source = await read(name);
				if (!source) {
					this.error(
						`${path.join(folder, name)} is missing: run "npm run build:os" first.`,
					);
				}
				this.emitFile({ type: 'asset', fileName: `os/${name}`, source });
			}
		},
	};
}

async function packAndCompress(file: string): Promise<Buffer> {
	const manifest = path.join(path.dirname(file), 'manifest.json');
	const { buildId } = JSON.parse(await fs.readFile(manifest, 'utf8'));
	return promisify(gzip)(packImage(await fs.readFile(file), buildId));
}

/** Packs and compresses a disk image, once for each state of it: some tens of megabytes take a moment. */
function cachedCompression(): (file: string) => Promise<Buffer> {
	let cached: { stamp: string; bytes: Promise<Buffer> } | undefined;
	return async (file) => {
		const { mtimeMs, size } = await fs.stat(file);
		const stamp = `${file} ${mtimeMs} ${size}`;
		if (cached?.stamp !== stamp) {
			cached = { stamp, bytes: packAndCompress(file) };
		}
		return cached.bytes;
	};
}
