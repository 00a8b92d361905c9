/**
 * A whole machine with its network: cards in the slots, and the LAN of each. This is what the
 * command line, the page, the experiments and the tests start.
 */

import type { DeviceModel, Machine, MachineOptions } from '../machine/api.ts';
import { Ne2000Pci } from '../machine/devices/ne2000_pci.ts';
import type { NetworkCard } from '../machine/devices/network_card.ts';
import { Rtl8139 } from '../machine/devices/rtl8139.ts';
import { createMachine } from '../machine/machine.ts';
import type { NicName } from './addresses.ts';
import { Lan } from './lan.ts';
import type { StackFactory } from './lan_host.ts';
import type { LinkOptions } from './lan_segment.ts';
import { Digests } from './services/digests.ts';
import { TcpIpStack } from './tcpip/tcpip_stack.ts';

export interface NetworkOptions {
	/** The cards, in the order of their slots; by default the RTL8139 alone. */
	readonly nics?: readonly NicName[] | undefined;
	/** The cables of all cards. */
	readonly link?: LinkOptions | undefined;
	/** What the HTTP servers serve besides, by path. */
	readonly files?: ReadonlyMap<string, Uint8Array> | undefined;
	/** What a client that boots from the network is told to load. */
	readonly bootFileUrl?: string | undefined;
}

export interface NetworkedMachineOptions
	extends Omit<MachineOptions, 'pciFunctions' | 'hasV86Card'> {
	/** `build/os/net.wasm`: the TCP/IP stack of the LANs' hosts. */
	readonly netWasm: Uint8Array;
	readonly network?: NetworkOptions | undefined;
}

export interface NetworkedMachine {
	readonly machine: Machine;
	/** In the order of the cards. */
	readonly lans: readonly Lan[];
}

/** Of the cards, locally administered: the last byte is the guest's number in its network. */
const STATION_ADDRESSES: Readonly<Record<NicName, Uint8Array>> = {
	rtl8139: Uint8Array.of(0x52, 0x54, 0x00, 0x00, 0x02, 0x0f),
	dp8390: Uint8Array.of(0x52, 0x54, 0x00, 0x00, 0x03, 0x0f),
};

export async function createNetworkedMachine(
	options: NetworkedMachineOptions,
): Promise<NetworkedMachine> {
	const { netWasm, network = {}, ...machineOptions } = options;
	const { nics = ['rtl8139'], ...lanOptions } = network;
	const [module, digests] = await Promise.all([
		WebAssembly.compile(netWasm as Uint8Array<ArrayBuffer>),
		Digests.load(),
	]);
	const makeStack: StackFactory = (stack) => new TcpIpStack({ module, ...stack });
	const { deviceModel = 'own' } = machineOptions;
	const own = new Map(
		nics.flatMap((nic) => (isOurs(nic, deviceModel) ? [[nic, makeCard(nic)] as const] : [])),
	);
	const machine = await createMachine({
		...machineOptions,
		deviceModel,
		hasV86Card: nics.some((nic) => !isOurs(nic, deviceModel)),
		pciFunctions: [...own.values()],
	});
	const { events } = machine;
	const dateMs = () => machine.dateMs;
	const lans = nics.map((nic) => {
		const card = own.get(nic) ?? machine.v86Card;
		if (!card) {
			throw new Error(`The machine has no card for ${nic}.`);
		}
		const submit = (input: Uint8Array) => machine.operatePart(lan.name, input);
		const lan: Lan = new Lan({
			...{ nic, card, events, makeStack, digests, dateMs, submit, ...lanOptions },
		});
		machine.addPart(lan);
		return lan;
	});
	return { machine, lans };
}

/** v86 has a model of its own of one of the cards. */
function isOurs(nic: NicName, deviceModel: DeviceModel): boolean {
	return nic !== 'dp8390' || deviceModel === 'own';
}

function makeCard(nic: NicName): NetworkCard {
	const address = STATION_ADDRESSES[nic];
	return nic === 'rtl8139' ? new Rtl8139(address) : new Ne2000Pci(address);
}
