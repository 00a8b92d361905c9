/** DHCP messages (RFC 2131 §2, options of RFC 2132): taken apart and put together; pure. */

import { MAC_LENGTH } from '../../addresses.ts';
import type { IpAddress } from '../../tcpip/api.ts';

export const DHCP_TYPE = {
	discover: 1,
	offer: 2,
	request: 3,
	decline: 4,
	ack: 5,
	nak: 6,
	release: 7,
	inform: 8,
} as const;

/** RFC 2132, by its section headings. */
export const DHCP_OPTION = {
	pad: 0,
	subnetMask: 1,
	router: 3,
	dnsServer: 6,
	hostName: 12,
	domainName: 15,
	requestedAddress: 50,
	leaseTime: 51,
	overload: 52,
	messageType: 53,
	serverIdentifier: 54,
	message: 56,
	renewalTime: 58,
	rebindingTime: 59,
	clientIdentifier: 61,
	bootFileName: 67,
	end: 255,
} as const;

/** What a client says. */
export interface DhcpRequest {
	readonly type: number;
	readonly transactionId: number;
	readonly flags: number;
	readonly mac: Uint8Array;
	/** The address that it has and can be reached at; 0: none. */
	readonly clientAddress: IpAddress;
	readonly requestedAddress: IpAddress | undefined;
	readonly serverIdentifier: IpAddress | undefined;
	readonly hostName: string | undefined;
}

export interface DhcpReply {
	readonly type: number;
	readonly transactionId: number;
	readonly flags: number;
	readonly mac: Uint8Array;
	readonly clientAddress: IpAddress;
	/** The client's new address; 0 in a refusal. */
	readonly yourAddress: IpAddress;
	/** Number and content, besides the message type. */
	readonly options: readonly (readonly [code: number, content: Uint8Array])[];
}

const OP = { request: 1, reply: 2 };
const ETHERNET = 1;
const MAGIC = 0x6382_5363;
/** Offsets of RFC 2131 figure 1. */
const OFFSET = {
	op: 0,
	hardwareType: 1,
	hardwareLength: 2,
	transactionId: 4,
	flags: 10,
	clientAddress: 12,
	yourAddress: 16,
	relayAddress: 24,
	hardwareAddress: 28,
	magic: 236,
	options: 240,
};
/** The shortest message that old clients take (BOOTP, RFC 951). */
const MESSAGE_BYTES_MIN = 300;
const OPTION_BYTES_MAX = 255;

/** Undefined for what is no request of a client on this LAN. Never throws. */
export function parseDhcpRequest(bytes: Uint8Array): DhcpRequest | undefined {
	if (bytes.length < OFFSET.options) {
		return undefined;
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const isOurs =
		view.getUint8(OFFSET.op) === OP.request &&
		view.getUint8(OFFSET.hardwareType) === ETHERNET &&
		view.getUint8(OFFSET.hardwareLength) === MAC_LENGTH &&
		view.getUint32(OFFSET.relayAddress) === 0 &&
		view.getUint32(OFFSET.magic) === MAGIC;
	const options = isOurs ? parseOptions(bytes.subarray(OFFSET.options)) : undefined;
	const type = options?.get(DHCP_OPTION.messageType);
	if (!options || type?.length !== 1) {
		return undefined;
	}
	const hostName = options.get(DHCP_OPTION.hostName);
	return {
		type: type[0] as number,
		transactionId: view.getUint32(OFFSET.transactionId),
		flags: view.getUint16(OFFSET.flags),
		mac: bytes.slice(OFFSET.hardwareAddress, OFFSET.hardwareAddress + MAC_LENGTH),
		clientAddress: view.getUint32(OFFSET.clientAddress),
		requestedAddress: addressOf(options.get(DHCP_OPTION.requestedAddress)),
		serverIdentifier: addressOf(options.get(DHCP_OPTION.serverIdentifier)),
		hostName: hostName && new TextDecoder().decode(hostName),
	};
}

export function serializeDhcpReply(reply: DhcpReply): Uint8Array {
	const options = [
		...encodeOption(DHCP_OPTION.messageType, Uint8Array.of(reply.type)),
		...reply.options.flatMap(([code, content]) => encodeOption(code, content)),
		DHCP_OPTION.end,
	];
	const bytes = new Uint8Array(Math.max(MESSAGE_BYTES_MIN, OFFSET.options + options.length));
	const view = new DataView(bytes.buffer);
	view.setUint8(OFFSET.op, OP.reply);
	view.setUint8(OFFSET.hardwareType, ETHERNET);
	view.setUint8(OFFSET.hardwareLength, MAC_LENGTH);
	view.setUint32(OFFSET.transactionId, reply.transactionId);
	view.setUint16(OFFSET.flags, reply.flags);
	view.setUint32(OFFSET.clientAddress, reply.clientAddress);
	view.setUint32(OFFSET.yourAddress, reply.yourAddress);
	bytes.set(reply.mac, OFFSET.hardwareAddress);
	view.setUint32(OFFSET.magic, MAGIC);
	bytes.set(options, OFFSET.options);
	return bytes;
}

/** 4 bytes, the first the highest, as in options. */
export function bytesOfU32(value: number): Uint8Array {
	return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/**
 * By number; undefined when they are cut off. What an overload option would add (file name and
 * server name as room for more) is not looked at: no client needs it for so few options.
 */
function parseOptions(bytes: Uint8Array): Map<number, Uint8Array> | undefined {
	const options = new Map<number, Uint8Array>();
	for (let at = 0; at < bytes.length; ) {
		const code = bytes[at++];
		if (code === DHCP_OPTION.end) {
			return options;
		}
		if (code === DHCP_OPTION.pad) {
			continue;
		}
		const length = bytes[at++];
		if (code === undefined || length === undefined || at + length > bytes.length) {
			return undefined;
		}
		options.set(code, bytes.subarray(at, at + length));
		at += length;
	}
	return undefined;
}

function addressOf(content: Uint8Array | undefined): IpAddress | undefined {
	if (content?.length !== 4) {
		return undefined;
	}
	return content.reduce((address, byte) => address * 0x100 + byte, 0);
}

function encodeOption(code: number, content: Uint8Array): number[] {
	const fitting = content.subarray(0, OPTION_BYTES_MAX);
	return [code, fitting.length, ...fitting];
}
