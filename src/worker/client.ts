/*
 * The page's end of the machine worker. Holds the worker, its proxy and the
 * listener's proxy for as long as it lives: comlink drops a proxy that nobody
 * refers to, and a call in flight through it would then never return.
 */
import * as comlink from 'comlink';
import wasmUrl from 'v86/build/v86.wasm?url';
import type { BootFiles, MachineService, PowerOnOptions, ReportListener } from './protocol.ts';

export interface MachineClient extends MachineService {
	/** Ends the worker, and the machine with it. */
	terminate(): void;
}

/**
 * Starts a worker. `onDead` is called with a description when the worker itself
 * cannot be loaded or throws where nobody catches it.
 */
export function startMachineWorker(onDead: (description: string) => void): MachineClient {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), {
		type: 'module',
		name: 'kintsugi-machine',
	});
	worker.onerror = (event) => onDead(event.message || 'The worker script did not load.');
	const service = comlink.wrap<MachineService>(worker);
	const kept: { listener?: ReportListener } = {};
	return {
		load(files: BootFiles, options: PowerOnOptions, listener: ReportListener) {
			kept.listener = comlink.proxy(listener);
			return service.load(files, options, kept.listener);
		},
		powerOn: (options) => service.powerOn(options),
		resume: () => service.resume(),
		pause: () => service.pause(),
		reset: () => service.reset(),
		saveSnapshot: () => service.saveSnapshot(),
		restoreSnapshot: () => service.restoreSnapshot(),
		send: (bytes) => service.send(bytes),
		sendKeys: (scanCodes) => service.sendKeys(scanCodes),
		control: (command) => service.control(command),
		setLink: (nic, isUp) => service.setLink(nic, isUp),
		setPrinter: (change) => service.setPrinter(change),
		watchScreen: (watched) => service.watchScreen(watched),
		terminate: () => worker.terminate(),
	};
}

/** The files of a site whose os/ folder lies beside its index.html. */
export function bootFiles(siteUrl: string): BootFiles {
	return {
		wasm: new URL(wasmUrl, siteUrl).href,
		bios: new URL('os/bios.bin', siteUrl).href,
		netWasm: new URL('os/net.wasm', siteUrl).href,
		image: new URL('os/kintsugi.packed.gz', siteUrl).href,
	};
}
