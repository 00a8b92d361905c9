/*
 * The global names that a page, a worker and Node all have. The layers below
 * src/worker, src/app and src/cli may use these and no others, so that they run
 * in all three. Add a name only when Node 20 and every current browser have it.
 */

interface TextDecoder {
	decode(input?: BufferSource, options?: { stream?: boolean }): string;
}
declare const TextDecoder: {
	new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
};

interface TextEncoder {
	encode(input?: string): Uint8Array<ArrayBuffer>;
	encodeInto(source: string, target: Uint8Array): { read: number; written: number };
}
declare const TextEncoder: { new (): TextEncoder };

declare const performance: { now(): number; readonly timeOrigin: number };

/** What setTimeout returns differs between platforms; it is only ever handed back. */
declare type TimerHandle = { readonly __timer: unique symbol };
declare function setTimeout(callback: () => void, delayMs?: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T, options?: { transfer?: readonly object[] }): T;

declare function atob(base64: string): string;
declare function btoa(latin1: string): string;

declare const console: {
	debug(...values: unknown[]): void;
	info(...values: unknown[]): void;
	log(...values: unknown[]): void;
	warn(...values: unknown[]): void;
	error(...values: unknown[]): void;
};

interface MessagePort {
	postMessage(message: unknown): void;
	close(): void;
	onmessage: ((event: { data: unknown }) => void) | null;
}
declare const MessageChannel: {
	new (): { readonly port1: MessagePort; readonly port2: MessagePort };
};

declare const crypto: {
	readonly subtle: {
		digest(algorithm: string, data: BufferSource): Promise<ArrayBuffer>;
	};
};

declare class URL {
	constructor(url: string, base?: string | URL);
	readonly href: string;
}
