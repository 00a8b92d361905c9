/**
 * The virtual LAN of one network card, as the command line, the page and the experiments see it:
 * its wires (lan_segment.ts) with all services on the gateway and on the DNS server.
 */

import type { EventScheduler, PlainData, StatefulPart, Unsubscribe } from '../machine/api.ts';
import type { CableEnd } from '../machine/devices/network_card.ts';
import { type NicName, SUBNETS, type Subnet } from './addresses.ts';
import type { StackFactory } from './lan_host.ts';
import {
	LanSegment,
	type LanStatistics,
	type LinkOptions,
	type TappedFrame,
} from './lan_segment.ts';
import { chargen } from './services/chargen.ts';
import { daytime } from './services/daytime.ts';
import { DhcpService, type Lease } from './services/dhcp/dhcp_service.ts';
import { type DialedConnection, DialerService } from './services/dialer.ts';
import type { Digests } from './services/digests.ts';
import { discard } from './services/discard.ts';
import { DnsService } from './services/dns/dns_service.ts';
import { echo } from './services/echo.ts';
import { HttpService } from './services/http/http_service.ts';
import { SmallService } from './services/small_service.ts';
import { type Mail, Mailbox } from './services/smtp/mailbox.ts';
import { SmtpService } from './services/smtp/smtp_service.ts';
import type { IpAddress } from './tcpip/api.ts';
import type { TrafficBins } from './traffic_meter.ts';

export interface LanOptions {
	/** Which network it is. */
	readonly nic: NicName;
	readonly card: CableEnd;
	readonly events: EventScheduler;
	readonly makeStack: StackFactory;
	readonly digests: Digests;
	/** The date, in ms since 1970 (UTC). */
	readonly dateMs: () => number;
	/** Hands input to `operate`, in the machine's time and by way of its log. */
	readonly submit: (input: Uint8Array) => void;
	readonly link?: LinkOptions | undefined;
	/** What the HTTP server serves besides, by path; not part of snapshots. */
	readonly files?: ReadonlyMap<string, Uint8Array> | undefined;
	/** What a client that boots from the network is told to load. */
	readonly bootFileUrl?: string | undefined;
}

export class Lan implements StatefulPart {
	readonly nic: NicName;
	readonly name: string;
	readonly subnet: Subnet;
	private readonly segment: LanSegment;
	private readonly mailbox = new Mailbox();
	private readonly dhcp: DhcpService;
	private readonly dialer: DialerService;

	constructor(private readonly options: LanOptions) {
		const { nic, card, events, makeStack, digests, dateMs, link, files, bootFileUrl } = options;
		const subnet = SUBNETS[nic];
		this.nic = nic;
		this.subnet = subnet;
		this.dhcp = new DhcpService({ subnet, bootFileUrl });
		this.dialer = new DialerService(() => this.segment.stir(this.segment.host));
		this.segment = new LanSegment({
			...{ card, subnet, events, makeStack, dateMs, link },
			hostServices: [
				this.dhcp,
				new DnsService(subnet),
				new HttpService({ digests, files }),
				new SmtpService(this.mailbox),
				...smallServices(),
				this.dialer,
			],
			dnsServices: [new DnsService(subnet)],
		});
		this.name = this.segment.name;
	}

	/** The last mails that were sent to anyone, oldest first. */
	get mails(): readonly Mail[] {
		return this.mailbox.mails;
	}

	/** How many there were in all. */
	get mailCount(): number {
		return this.mailbox.count;
	}

	get isLinkUp(): boolean {
		return this.segment.isLinkUp;
	}

	/** What the DHCP server has given out. */
	get leases(): readonly Lease[] {
		return this.dhcp.activeLeases(this.segment.nowNs);
	}

	onMail(listener: (mail: Mail) => void): Unsubscribe {
		return this.mailbox.onMail(listener);
	}

	/** Connects to a server in the guest; the machine has to run for anything to come of it. */
	connect(port: number, ip: IpAddress = this.subnet.firstLease): DialedConnection {
		return this.dialer.connect({ ip, port });
	}

	/** Plugs the card's cable in or pulls it out. Stamped with guest time and logged. */
	setLink(isUp: boolean): void {
		this.options.submit(Uint8Array.of(isUp ? 1 : 0));
	}

	/** What `setLink` has asked for. */
	operate([isUp]: Uint8Array): void {
		this.segment.setLink(isUp === 1);
	}

	tap(listener: (frame: TappedFrame) => void): Unsubscribe {
		return this.segment.tap(listener);
	}

	statistics(): LanStatistics {
		return this.segment.statistics();
	}

	/** Bytes on the cable, in complete bins from number `from` on. */
	trafficBins(from: number): TrafficBins {
		return this.segment.meter.completeBins(from, this.segment.nowNs);
	}

	save(): PlainData {
		return this.segment.save();
	}

	load(state: PlainData): void {
		this.segment.load(state);
	}

	reset(): void {
		this.segment.reset();
	}
}

function smallServices() {
	return [
		new SmallService(echo),
		new SmallService(discard),
		new SmallService(daytime),
		new SmallService(chargen),
	];
}
