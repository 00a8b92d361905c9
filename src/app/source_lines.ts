/*
 * Source lines of addresses in the guest, from the image's manifest, which is fetched
 * when somebody first asks: it is larger than all else that the page needs.
 */
import { Manifest } from '../machine/manifest.ts';
import { locate } from '../telemetry/source_location.ts';
import { fetchFile } from '../worker/fetch_file.ts';

export class SourceLines {
	readonly #url: string;
	#manifest: Promise<Manifest> | undefined;

	/** `url` is the manifest's. */
	constructor(url: string) {
		this.#url = url;
	}

	/** File and line of the code that a component had at an address, or a sentence on why not. */
	async describe(label: string, address: number): Promise<string> {
		try {
			const source = locate(await this.#load(), label, address)?.source;
			return source ? `${source.file}:${source.line}` : 'The address is in no known code.';
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
	}

	/** What failed is tried again when somebody asks again. */
	#load(): Promise<Manifest> {
		this.#manifest ??= fetchManifest(this.#url).catch((error) => {
			this.#manifest = undefined;
			throw error;
		});
		return this.#manifest;
	}
}

async function fetchManifest(url: string): Promise<Manifest> {
	const bytes = await fetchFile('The list of source lines (manifest.json)', url, () => undefined);
	return Manifest.parse(new TextDecoder().decode(bytes));
}
