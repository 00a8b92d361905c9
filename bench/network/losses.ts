/*
 * What programs without a connection notice of kills: ping and single datagrams, of which nobody
 * repeats what is lost, and the resolver, which asks again.
 */
import { defectNamed } from '../../os-image/reliability/defects.ts';
import { TransferLab } from '../../os-image/reliability/transfer_lab.ts';
import { formatIp, type NicName, SUBNETS } from '../../src/lan/addresses.ts';
import { type Recovery, recoveryOf } from '../recovery_times.ts';

/** Between two packets and between two kills, in seconds of guest time: they drift apart. */
const PING_INTERVAL_S = 0.01;
const KILL_EVERY_S = 0.37;
/** A name that the LAN's server knows, asked for by the command `host`. */
const NAME = 'host';

export interface PingRow {
	readonly nic: NicName;
	readonly sent: number;
	readonly received: number;
	readonly late: number;
	readonly duplicated: number;
	readonly lost: number;
	readonly kills: number;
	readonly recovery: Recovery | undefined;
	readonly problems: readonly string[];
}

export interface NameRow {
	readonly nic: NicName;
	readonly asked: number;
	readonly answered: number;
	readonly kills: number;
	readonly problems: readonly string[];
}

/** Of the cable in each direction, so that questions and answers are on their way for a while. */
const ASK_DELAY_US = 5_000;

export interface DatagramRow {
	readonly nic: NicName;
	readonly asked: number;
	readonly answered: number;
	/** Questions whose program said that there was no answer. */
	readonly lost: number;
	readonly kills: number;
	readonly problems: readonly string[];
}

const killing = { defect: defectNamed('killed'), everyS: KILL_EVERY_S };

/** `count` packets, a hundred a second of guest time, on the virtual clock. */
export async function pingUnderKills(nic: NicName, count: number): Promise<PingRow> {
	const lab = await TransferLab.boot(nic);
	try {
		const host = formatIp(SUBNETS[nic].gateway);
		const ping = `ping -q -c ${count} -i ${PING_INTERVAL_S} ${host}`;
		const { output, strikes, incidents, problems } = await lab.run(ping, killing);
		const figure = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
		const sent = figure(/(\d+) packets transmitted/);
		const told = sent === count ? [] : [`ping says: ${output}`];
		return {
			...{ nic, sent, kills: strikes, recovery: recoveryOf(incidents) },
			received: figure(/(\d+) received/),
			late: figure(/(\d+) of them late/),
			duplicated: figure(/(\d+) duplicated/),
			lost: figure(/(\d+) lost/),
			problems: [...problems, ...told],
		};
	} finally {
		lab.dispose();
	}
}

/** Asks for a name again and again, of which none is remembered; on the virtual clock. */
export async function resolveUnderKills(nic: NicName, count: number): Promise<NameRow> {
	const lab = await TransferLab.boot(nic);
	try {
		// Each process has a resolver of its own; /etc/hosts does not have the name.
		const loop =
			`for n in $(seq ${count}); do nslookup ${NAME} >/dev/null && echo answered; ` +
			'sleep 0.02; done; true';
		const { output, strikes, problems } = await lab.run(loop, killing);
		const answered = output.split('\n').filter((line) => line === 'answered').length;
		const unanswered = answered === count ? [] : [`${count - answered} names not found`];
		return {
			nic,
			asked: count,
			answered,
			kills: strikes,
			problems: [...problems, ...unanswered],
		};
	} finally {
		lab.dispose();
	}
}

/** Asks the echo service so often, each time once; on the virtual clock. */
export async function askUnderKills(nic: NicName, count: number): Promise<DatagramRow> {
	const lab = await TransferLab.boot(nic, 'virtual', { delayUs: ASK_DELAY_US });
	try {
		const host = formatIp(SUBNETS[nic].gateway);
		const loop = `for n in $(seq ${count}); do echo $n | nc -u -a -w 0.1 ${host} echo 2>&1; done; true`;
		const { output, strikes, problems } = await lab.run(loop, killing);
		const lines = output.trimEnd().split('\n');
		const lost = lines.filter((line) => line === 'nc: no answer').length;
		const answered = lines.filter((line) => /^\d+$/.test(line)).length;
		const unaccounted =
			answered + lost === count && lines.length === count
				? []
				: [
						`${count - answered - lost} questions were neither answered nor told of as lost`,
					];
		return {
			...{ nic, asked: count, answered, lost, kills: strikes },
			problems: [...problems, ...unaccounted],
		};
	} finally {
		lab.dispose();
	}
}
