/**
 * The DNS server of a LAN: knows the stations of its network, with and without the domain `lan`,
 * and nobody else. It is its own authority, so what it does not know does not exist.
 */

import type { PlainData } from '../../../machine/api.ts';
import { formatIp, type Subnet } from '../../addresses.ts';
import type { IpAddress } from '../../tcpip/api.ts';
import type { LanService, ServiceHost } from '../service.ts';
import {
	DNS_CLASS,
	DNS_RCODE,
	DNS_TYPE,
	type DnsAnswer,
	type DnsQuestion,
	type DnsRecord,
	parseDnsQuery,
	serializeDnsAnswer,
} from './dns_message.ts';

const DNS_PORT = 53;
const LOCALHOST: IpAddress = 0x7f00_0001;
const DOMAIN = 'lan';
const REVERSE_DOMAIN = 'in-addr.arpa';

/** Names and addresses; of several with one address the first is what it is called. */
export type DnsZone = ReadonlyMap<string, IpAddress>;

/** The names of a network. The guest is where the DHCP server puts the first that asks. */
export function zoneOf(subnet: Subnet): DnsZone {
	return new Map([
		['host', subnet.gateway],
		['gateway', subnet.gateway],
		['dns', subnet.dns],
		['guest', subnet.firstLease],
		['localhost', LOCALHOST],
	]);
}

export class DnsService implements LanService {
	readonly name = 'dns';
	readonly nextNs = Number.POSITIVE_INFINITY;
	private readonly zone: DnsZone;

	constructor(subnet: Subnet) {
		this.zone = zoneOf(subnet);
	}

	start({ stack }: ServiceHost): void {
		stack.openUdp(DNS_PORT, {
			name: this.name,
			onDatagram: (socket, from, bytes) => {
				const answer = this.answer(bytes);
				if (answer) {
					socket.send(from, answer); // a client that misses it asks again
				}
			},
		});
	}

	run(): void {}

	/** Nothing of it changes. */
	save(): PlainData {
		return null;
	}

	load(): void {}

	/** The datagram that answers one; undefined for what is no query. */
	answer(bytes: Uint8Array): Uint8Array | undefined {
		const query = parseDnsQuery(bytes);
		if (query.kind === 'none') {
			return undefined;
		}
		const { id } = query;
		if (query.kind === 'bad') {
			const nothing = { question: undefined, answers: [], authority: [] };
			return serializeDnsAnswer({
				...{ id, rcode: query.rcode, wantsRecursion: false, ...nothing },
			});
		}
		const { question, wantsRecursion } = query;
		return serializeDnsAnswer({ id, wantsRecursion, question, ...this.resolve(question) });
	}

	private resolve(question: DnsQuestion): Pick<DnsAnswer, 'rcode' | 'answers' | 'authority'> {
		if (question.class !== DNS_CLASS.IN && question.class !== DNS_CLASS.ANY) {
			return { rcode: DNS_RCODE.refused, answers: [], authority: [] };
		}
		const name = question.name.toLowerCase();
		const record = this.forward(name) ?? this.reverse(name);
		const authority: readonly DnsRecord[] = [{ type: 'SOA', name: zoneName(name) }];
		if (!record) {
			return { rcode: DNS_RCODE.nameError, answers: [], authority };
		}
		const isAsked = question.type === DNS_TYPE[record.type] || question.type === DNS_TYPE.ANY;
		return isAsked
			? { rcode: DNS_RCODE.ok, answers: [{ ...record, name: question.name }], authority: [] }
			: { rcode: DNS_RCODE.ok, answers: [], authority }; // it exists, but has no such record
	}

	private forward(name: string): DnsRecord | undefined {
		const suffix = `.${DOMAIN}`;
		const address = this.zone.get(name.endsWith(suffix) ? name.slice(0, -suffix.length) : name);
		return address === undefined ? undefined : { type: 'A', name, address };
	}

	/** `2.2.0.10.in-addr.arpa` */
	private reverse(name: string): DnsRecord | undefined {
		for (const [host, address] of this.zone) {
			const reversed = formatIp(address).split('.').reverse().join('.');
			if (name === `${reversed}.${REVERSE_DOMAIN}`) {
				const target = address === LOCALHOST ? host : `${host}.${DOMAIN}`;
				return { type: 'PTR', name, target };
			}
		}
		return undefined;
	}
}

function zoneName(name: string): string {
	return name.endsWith(REVERSE_DOMAIN) ? REVERSE_DOMAIN : DOMAIN;
}
