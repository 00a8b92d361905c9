/*
 * Orders about servers and drivers (DESIGN, "Detection, policy, recovery"). The
 * server `host` gives most of them to RS by itself, so that they work while the
 * file system or a terminal is dead; those that read files of the guest are run
 * by its command `service`.
 */
import type { complaintReasons } from '../telemetry/event_schema.ts';

/** Ways to fail on purpose, as `service inject` has them. */
export type Misbehaviour = 'panic' | 'exception' | 'hang' | 'exit' | 'leak' | 'race';

/** How a component can break its protocol. */
export type ComplaintReason = (typeof complaintReasons)[number];

/** What the server host does. A label may be a driver's bare name everywhere. */
export type DirectOrder =
	/** Starts what is down; ends when it is up. */
	| { readonly verb: 'up'; readonly label: string }
	/** Ends it for good. */
	| { readonly verb: 'down'; readonly label: string }
	/** A fresh instance, with `reset` of its device first; ends when it is up. */
	| { readonly verb: 'restart'; readonly label: string; readonly reset?: boolean }
	/** Ends the instance; its policy decides what comes then. */
	| { readonly verb: 'kill'; readonly label: string }
	/** `odds` and `seed` are those of a race: fails in one of so many interrupts. */
	| {
			readonly verb: 'inject';
			readonly label: string;
			readonly how: Misbehaviour;
			readonly odds?: number;
			readonly seed?: number;
	  }
	| { readonly verb: 'complain'; readonly label: string; readonly reason: ComplaintReason };

/** What the command `service` does with files of the guest. */
export type FileOrder =
	/** A fresh instance that is what the guest's system.conf says now, or as the options say. */
	| ({ readonly verb: 'refresh'; readonly label: string } & Configuration)
	/** Another program, without losing a request. */
	| { readonly verb: 'update'; readonly label: string; readonly file: string }
	/** Starts what is down, as its block of system.conf and the options say. */
	| ({ readonly verb: 'configure'; readonly label: string } & Configuration);

interface Configuration {
	/** A file of the guest in place of /etc/system.conf. */
	readonly config?: string;
	/** A script of /etc/policies with its parameters, `builtin` or `none`. */
	readonly policy?: string;
	/** Of the heartbeat; 0: none. */
	readonly periodMs?: number;
}

export type ServiceOrder = DirectOrder | FileOrder;

export function isFileOrder(order: ServiceOrder): order is FileOrder {
	return order.verb === 'refresh' || order.verb === 'update' || order.verb === 'configure';
}

/** The line of shell that carries out an order by the command `service`. */
export function serviceCommand(order: FileOrder): string {
	const words =
		order.verb === 'update'
			? ['update', order.label, order.file]
			: [
					order.verb === 'configure' ? 'up' : order.verb,
					...option('--config', order.config),
					...option('--policy', order.policy),
					...option('--period', order.periodMs?.toString()),
					order.label,
				];
	return ['service', ...words.map(quote)].join(' ');
}

function option(name: string, value: string | undefined): string[] {
	return value === undefined ? [] : [`${name}=${value}`];
}

/** A word of shell, whatever characters it has. */
function quote(word: string): string {
	return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
