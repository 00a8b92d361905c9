/**
 * The other side of os-image/lib/net/wasm: what the module exports, what it wants, and the
 * numbers that both sides share.
 *
 * The module's memory has its full size from the start, so views of it are valid for ever. Between
 * calls all of the module's state is in it from `state_start` to `state_end`: its one global that
 * changes, the stack pointer, has its first value then.
 */

/** Addresses and lengths are bytes of the memory; times are microseconds; errors are below 0. */
export interface NetExports {
	readonly memory: WebAssembly.Memory;
	create(seed: number): number;
	configure(address: number, mask: number, gateway: number): number;
	set_link(isUp: number): void;
	input(length: number, nowUs: number): void;
	output_ready(nowUs: number): void;
	run_timers(nowUs: number): void;
	flush(): void;
	/** Below 0: there is none. */
	next_deadline(): number;
	state_start(): number;
	state_end(): number;
	/** Where frames and the station's address are put. */
	frame_buffer(): number;
	frame_buffer_bytes(): number;
	result_place(): number;
	event_place(): number;
	next_event(): number;
	listen(port: number, service: number): number;
	open_datagrams(port: number, service: number): number;
	connect(ip: number, port: number, service: number): number;
	connection_service(id: number): number;
	address(id: number, ofPeer: number): void;
	received(id: number): number;
	consume(id: number, bytes: number): void;
	send_space(id: number): number;
	sent(id: number, bytes: number): void;
	shutdown(id: number): void;
	close(id: number, atOnce: number): void;
	datagram_space(id: number, ip: number, port: number, length: number): number;
	send_datagram(id: number): number;
}

export interface NetImports {
	frame(at: number, length: number): void;
	has_room(): number;
	log(at: number, length: number): void;
}

/** enum event_kind */
export const EventKind = {
	none: 0,
	accepted: 1,
	readable: 2,
	writable: 3,
	closed: 4,
	datagram: 5,
} as const;

/** Indices of the words of struct event. */
export const EventField = {
	id: 1,
	service: 2,
	error: 3,
	at: 4,
	length: 5,
	ip: 6,
	port: 7,
} as const;
export const EVENT_WORDS = 8;

/** Indices of the words of `result`. */
export const ResultField = { at: 0, ip: 1, port: 2 } as const;
export const RESULT_WORDS = 3;

/** Error numbers of the guest (os-image/include/errno.h). */
export const Errno = {
	EADDRINUSE: 98,
	ENETUNREACH: 101,
	ECONNRESET: 104,
	ETIMEDOUT: 110,
	ECONNREFUSED: 111,
	EHOSTUNREACH: 113,
} as const;

export function instantiateNet(module: WebAssembly.Module, imports: NetImports): NetExports {
	const instance = new WebAssembly.Instance(module, { host: { ...imports } });
	return instance.exports as unknown as NetExports;
}
