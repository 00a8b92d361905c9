/**
 * A DHCP server (RFC 2131 §4.3) that gives each station address of its network one lease. The
 * first station that asks gets the first address, which is the guest's.
 *
 * Replies to clients without an address are broadcast: a unicast to an address that nobody has yet
 * would need its ARP entry made by hand (§4.1 allows this).
 */

import type { PlainData } from '../../../machine/api.ts';
import { formatMac, IP_BROADCAST, type Subnet } from '../../addresses.ts';
import type { IpAddress, UdpSocket } from '../../tcpip/api.ts';
import type { LanService, ServiceHost } from '../service.ts';
import {
	bytesOfU32,
	DHCP_OPTION,
	DHCP_TYPE,
	type DhcpReply,
	type DhcpRequest,
	parseDhcpRequest,
	serializeDhcpReply,
} from './dhcp_message.ts';

const SERVER_PORT = 67;
const CLIENT_PORT = 68;
const LEASE_S = 3600;
/** RFC 2131 §4.4.5: T1 and T2 by default. */
const RENEWAL_S = LEASE_S * 0.5;
const REBINDING_S = LEASE_S * 0.875;
/** An offer that is not taken up is free again then. */
const OFFER_S = 60;
/** An address that somebody else was found to use is left alone for as long. */
const DECLINED_S = 600;
const NS_PER_S = 1e9;
/** In place of a station that an address is kept from. */
const NOBODY = '';

export interface Lease {
	readonly address: IpAddress;
	/** As text; empty for an address that must not be given out. */
	readonly mac: string;
	/** Guest time. */
	readonly untilNs: number;
	/** It was acknowledged, not just offered. */
	readonly isBound: boolean;
}

export interface DhcpOptions {
	readonly subnet: Subnet;
	/** What a client that boots from the network is to load: an http URL. */
	readonly bootFileUrl?: string | undefined;
}

export class DhcpService implements LanService {
	readonly name = 'dhcp';
	readonly nextNs = Number.POSITIVE_INFINITY;
	private leases = new Map<IpAddress, Lease>();

	constructor(private readonly options: DhcpOptions) {}

	start(host: ServiceHost): void {
		host.stack.openUdp(SERVER_PORT, {
			name: this.name,
			onDatagram: (socket, _from, bytes) => this.onDatagram(socket, bytes, host.nowNs),
		});
	}

	run(): void {}

	/** What is bound or offered at a guest time. */
	activeLeases(nowNs: number): readonly Lease[] {
		return [...this.leases.values()].filter(({ untilNs }) => untilNs > nowNs);
	}

	save(): PlainData {
		return Array.from(this.leases.values(), (lease) => ({ ...lease }));
	}

	load(state: PlainData): void {
		const saved = state as unknown as Lease[];
		this.leases = new Map(saved.map((lease) => [lease.address, { ...lease }]));
	}

	/** What a client is answered with; undefined for what gets no answer. */
	answer(request: DhcpRequest, nowNs: number): DhcpReply | undefined {
		switch (request.type) {
			case DHCP_TYPE.discover:
				return this.offer(request, nowNs);
			case DHCP_TYPE.request:
				return this.acknowledge(request, nowNs);
			case DHCP_TYPE.decline:
				this.decline(request, nowNs);
				return undefined;
			case DHCP_TYPE.release:
				this.release(request);
				return undefined;
			case DHCP_TYPE.inform:
				return this.reply(request, DHCP_TYPE.ack, 0, this.configuration());
			default:
				return undefined;
		}
	}

	private onDatagram(socket: UdpSocket, bytes: Uint8Array, nowNs: number): void {
		const request = parseDhcpRequest(bytes);
		const reply = request && this.answer(request, nowNs);
		if (reply) {
			const isRefusal = reply.type === DHCP_TYPE.nak;
			const isReachable = reply.clientAddress !== 0 && !isRefusal;
			const ip = isReachable ? reply.clientAddress : IP_BROADCAST;
			socket.send({ ip, port: CLIENT_PORT }, serializeDhcpReply(reply)); // or it asks again
		}
	}

	/** §4.3.1 */
	private offer(request: DhcpRequest, nowNs: number): DhcpReply | undefined {
		const mac = formatMac(request.mac);
		const own = this.leaseOf(mac);
		const address = own?.address ?? this.freeAddress(request.requestedAddress, nowNs);
		if (address === undefined) {
			return undefined; // none is left: silence, since others might have one
		}
		if (!own?.isBound || own.untilNs <= nowNs) {
			this.keep({ address, mac, untilNs: nowNs + OFFER_S * NS_PER_S, isBound: false });
		}
		return this.reply(request, DHCP_TYPE.offer, address, this.leaseOptions());
	}

	/** §4.3.2: selecting, or init-reboot, renewing, rebinding. */
	private acknowledge(request: DhcpRequest, nowNs: number): DhcpReply | undefined {
		const { gateway } = this.options.subnet;
		const { serverIdentifier, requestedAddress, clientAddress } = request;
		const mac = formatMac(request.mac);
		if (serverIdentifier !== undefined && serverIdentifier !== gateway) {
			this.withdrawOffer(mac); // another server's offer was chosen
			return undefined;
		}
		const address = requestedAddress ?? clientAddress;
		if (!this.mayHave(mac, address, nowNs)) {
			return this.refuse(request, address);
		}
		this.keep({ address, mac, untilNs: nowNs + LEASE_S * NS_PER_S, isBound: true });
		return this.reply(request, DHCP_TYPE.ack, address, this.leaseOptions());
	}

	/**
	 * Whether a station may use an address: its own lease, or one that nobody has. The latter
	 * lets a client go on whose lease this server does not know of any more.
	 */
	private mayHave(mac: string, address: IpAddress, nowNs: number): boolean {
		const own = this.leaseOf(mac);
		return own ? own.address === address : this.isFree(address, nowNs);
	}

	private refuse(request: DhcpRequest, address: IpAddress): DhcpReply {
		const reason = address === 0 ? 'no address was asked for' : 'that address is not yours';
		return this.reply(request, DHCP_TYPE.nak, 0, [
			[DHCP_OPTION.serverIdentifier, bytesOfU32(this.options.subnet.gateway)],
			[DHCP_OPTION.message, new TextEncoder().encode(reason)],
		]);
	}

	/** §4.3.3: the client found that somebody else uses the address. */
	private decline({ mac, requestedAddress }: DhcpRequest, nowNs: number): void {
		const own = this.leaseOf(formatMac(mac));
		if (own && own.address === requestedAddress) {
			const untilNs = nowNs + DECLINED_S * NS_PER_S;
			this.keep({ address: own.address, mac: NOBODY, untilNs, isBound: true });
		}
	}

	/** §4.3.4; the address stays this station's for as long as nobody else needs it. */
	private release({ mac, clientAddress }: DhcpRequest): void {
		const own = this.leaseOf(formatMac(mac));
		if (own && own.address === clientAddress) {
			this.keep({ ...own, untilNs: 0, isBound: false });
		}
	}

	private withdrawOffer(mac: string): void {
		const own = this.leaseOf(mac);
		if (own && !own.isBound) {
			this.leases.delete(own.address);
		}
	}

	/** The lease of a station, which may have run out. */
	private leaseOf(mac: string): Lease | undefined {
		return [...this.leases.values()].find((lease) => lease.mac === mac);
	}

	private keep(lease: Lease): void {
		this.leases.set(lease.address, lease);
	}

	/** The one wanted if it is free, else the first that nobody had, else the first free one. */
	private freeAddress(wanted: IpAddress | undefined, nowNs: number): IpAddress | undefined {
		if (wanted !== undefined && this.isFree(wanted, nowNs)) {
			return wanted;
		}
		const { firstLease, lastLease } = this.options.subnet;
		let free: IpAddress | undefined;
		for (let address = firstLease; address <= lastLease; address++) {
			if (!this.leases.has(address)) {
				return address;
			}
			if (free === undefined && this.isFree(address, nowNs)) {
				free = address;
			}
		}
		return free;
	}

	private isFree(address: IpAddress, nowNs: number): boolean {
		const { firstLease, lastLease } = this.options.subnet;
		const lease = this.leases.get(address);
		const isOurs = address >= firstLease && address <= lastLease;
		return isOurs && (lease === undefined || lease.untilNs <= nowNs);
	}

	private reply(
		request: DhcpRequest,
		type: number,
		yourAddress: IpAddress,
		options: DhcpReply['options'],
	): DhcpReply {
		const { transactionId, flags, mac } = request;
		const clientAddress = type === DHCP_TYPE.nak ? 0 : request.clientAddress;
		return { type, transactionId, flags, mac, clientAddress, yourAddress, options };
	}

	private configuration(): DhcpReply['options'] {
		const { subnet, bootFileUrl } = this.options;
		const text = new TextEncoder();
		return [
			[DHCP_OPTION.serverIdentifier, bytesOfU32(subnet.gateway)],
			[DHCP_OPTION.subnetMask, bytesOfU32(subnet.mask)],
			[DHCP_OPTION.router, bytesOfU32(subnet.gateway)],
			[DHCP_OPTION.dnsServer, bytesOfU32(subnet.dns)],
			[DHCP_OPTION.domainName, text.encode('lan')],
			...(bootFileUrl === undefined
				? []
				: ([[DHCP_OPTION.bootFileName, text.encode(bootFileUrl)]] as const)),
		];
	}

	private leaseOptions(): DhcpReply['options'] {
		return [
			...this.configuration(),
			[DHCP_OPTION.leaseTime, bytesOfU32(LEASE_S)],
			[DHCP_OPTION.renewalTime, bytesOfU32(RENEWAL_S)],
			[DHCP_OPTION.rebindingTime, bytesOfU32(REBINDING_S)],
			[DHCP_OPTION.hostName, new TextEncoder().encode('guest')],
		];
	}
}
