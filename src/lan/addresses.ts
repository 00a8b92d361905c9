/** IPv4 and Ethernet addresses as numbers and text, and the networks that the cards are on. */

import type { IpAddress } from './tcpip/api.ts';

export const IP_BROADCAST: IpAddress = 0xffff_ffff;
export const MAC_LENGTH = 6;

/** The networks' names are those of the cards that are on them. */
export type NicName = 'rtl8139' | 'dp8390';

export const NIC_NAMES: readonly NicName[] = ['rtl8139', 'dp8390'];

/** Who has which address of a network; laid out as QEMU's user network is. */
export interface Subnet {
	readonly network: IpAddress;
	readonly mask: IpAddress;
	/** The gateway, which is where all services are. */
	readonly gateway: IpAddress;
	readonly dns: IpAddress;
	/** What the DHCP server hands out: the guest gets the first. */
	readonly firstLease: IpAddress;
	readonly lastLease: IpAddress;
}

const HOST_NUMBER = { gateway: 2, dns: 3, firstLease: 15, lastLease: 31 } as const;
const MASK_24: IpAddress = 0xffff_ff00;

/** 10.0.2.0/24 and 10.0.3.0/24: DESIGN §4, "Addresses". */
export const SUBNETS: Readonly<Record<NicName, Subnet>> = {
	rtl8139: subnet24('10.0.2.0'),
	dp8390: subnet24('10.0.3.0'),
};

function subnet24(text: string): Subnet {
	const network = parseIp(text) ?? 0;
	return {
		network,
		mask: MASK_24,
		gateway: network + HOST_NUMBER.gateway,
		dns: network + HOST_NUMBER.dns,
		firstLease: network + HOST_NUMBER.firstLease,
		lastLease: network + HOST_NUMBER.lastLease,
	};
}

/** `10.0.2.15`. */
export function formatIp(ip: IpAddress): string {
	return [ip >>> 24, (ip >>> 16) & 0xff, (ip >>> 8) & 0xff, ip & 0xff].join('.');
}

/** Undefined for what is not four decimal numbers of 0 to 255. */
export function parseIp(text: string): IpAddress | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	if (parts === undefined || parts.some((part) => part > 0xff)) {
		return undefined;
	}
	return parts.reduce((ip, part) => ip * 0x100 + part, 0);
}

/** `02:00:0a:00:02:02`. */
export function formatMac(mac: Uint8Array): string {
	return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** The station address of one of the LAN's hosts: locally administered, and says its IP address. */
export function macOfHost(ip: IpAddress): Uint8Array {
	return Uint8Array.of(0x02, 0, ip >>> 24, (ip >>> 16) & 0xff, (ip >>> 8) & 0xff, ip & 0xff);
}
