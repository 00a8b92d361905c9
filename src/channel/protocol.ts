/*
 * The lines of the control channel: commands to the guest, `reply` and `channel`
 * events from it. The guest's half, and what each command does, is in
 * os-image/servers/host/host.h; limits are those of kintsugi/kcall.h and
 * channel/record.h. Pure: takes lines apart and puts them together.
 */
import { parseEventLine } from '../telemetry/event_line.ts';
import type { EventOf, GuestEvent } from '../telemetry/event_schema.ts';
import { fromBase64 } from './base64.ts';
import type { DirectOrder } from './service_order.ts';

/** Longest line the guest takes, in bytes, without its end. */
export const lineMaxBytes = 4096;
/** What the guest's kernel keeps of lines that nobody has read yet, ends included. */
export const unreadMaxBytes = 16_384;
/** How many commands the guest carries out at a time, pings, kills and orders aside. */
export const guestCommandsMax = 16;

/** A line's content besides `id`. */
export type WireCommand =
	| { readonly cmd: 'ping' }
	| { readonly cmd: 'kill'; readonly label: string }
	| ({ readonly cmd: 'service' } & DirectOrder)
	| { readonly cmd: 'exec'; readonly command: string; readonly input_file?: string }
	| {
			readonly cmd: 'put';
			readonly path: string;
			readonly data: string;
			readonly offset: number;
			readonly mode?: number;
	  }
	| { readonly cmd: 'get'; readonly path: string }
	| { readonly cmd: 'cancel'; readonly job: number };

/** What the guest says of a command. */
export type Reply =
	| { readonly kind: 'started' }
	| { readonly kind: 'output'; readonly bytes: Uint8Array }
	| {
			readonly kind: 'ended';
			readonly status: number;
			/** The signal that ended the command. */
			readonly signal?: number;
			/** Of a ping: whether hostd runs, without which there are only pings, kills and orders. */
			readonly hostd?: boolean;
	  }
	/** The guest could not do it; `error` is its sentence on why. */
	| { readonly kind: 'failed'; readonly error: string };

/** What of an event line concerns the control channel. */
export type ChannelNews =
	| { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
	/** Pings, kills and orders are answered, by a server that knows of no command yet. */
	| { readonly kind: 'up' }
	/** All commands are carried out. */
	| { readonly kind: 'ready' }
	/** All but pings, kills and orders wait for a new hostd. */
	| { readonly kind: 'lost' }
	/** The guest or its server begins anew, which no command survives. */
	| { readonly kind: 'restart'; readonly reason: string }
	/** There is no guest any more. */
	| { readonly kind: 'end'; readonly reason: string };

/** The line for a command, with its end. */
export function commandLine(id: number, command: WireCommand): Uint8Array {
	return new TextEncoder().encode(`${JSON.stringify({ id, ...command })}\n`);
}

/** By kind of the kernel's events. */
const endings: Readonly<Record<string, ChannelNews>> = {
	boot: { kind: 'restart', reason: 'The guest started anew.' },
	reboot: { kind: 'restart', reason: 'The guest restarted.' },
	halt: { kind: 'end', reason: 'The guest powered off.' },
	panic: { kind: 'end', reason: "The guest's kernel panicked." },
};

/** What befalls the server, by kind of RS' events. That it is up again it says itself. */
const fates: Readonly<Record<string, ChannelNews>> = {
	defect: { kind: 'restart', reason: 'The server host ended and is restarted.' },
	down: { kind: 'restart', reason: 'The server host ended.' },
	giveup: { kind: 'end', reason: 'The server host failed and is not restarted any more.' },
};

/** Undefined for what concerns others, broken lines included. */
export function parseChannelNews(line: string): ChannelNews | undefined {
	const parsed = parseEventLine(line);
	return parsed.ok ? channelNews(parsed.event) : undefined;
}

/** What an event says of the control channel; undefined for what concerns others. */
export function channelNews(event: GuestEvent): ChannelNews | undefined {
	// The kernel stamps `src`: nobody else can say these.
	if (event.src === 'kernel') return endings[event.ev];
	if (event.src === 'rs') {
		return 'label' in event && event.label === 'host' ? fates[event.ev] : undefined;
	}
	if (event.src !== 'host') return undefined;
	if (event.ev === 'channel') return { kind: event.state };
	return event.ev === 'reply' ? parseReply(event) : undefined;
}

function parseReply(event: EventOf<'reply'>): ChannelNews | undefined {
	const { id, out, status, signal, error, more, hostd } = event;
	const news = (reply: Reply): ChannelNews => ({ kind: 'reply', id, reply });
	if (error !== undefined) return news({ kind: 'failed', error });
	if (status !== undefined) {
		return news({
			kind: 'ended',
			status,
			...(signal === undefined ? {} : { signal }),
			...(hostd === undefined ? {} : { hostd }),
		});
	}
	if (more !== true) return undefined;
	if (out === undefined) return news({ kind: 'started' });
	const bytes = fromBase64(out);
	if (bytes === undefined) {
		return news({ kind: 'failed', error: 'A part of the output arrived as no base64.' });
	}
	return news({ kind: 'output', bytes });
}
